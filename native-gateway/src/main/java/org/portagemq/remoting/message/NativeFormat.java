// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.message;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;

/** Messages as this protocol's clients send them. */
public final class NativeFormat implements MessageFormat {

    public static final NativeFormat INSTANCE = new NativeFormat();

    /** What is of use to clients of this protocol only. */
    private static final Set<String> OWN = Set.of(
            MessageProperties.WAIT,
            MessageProperties.UNIQUE_KEY,
            MessageProperties.CLUSTER,
            MessageProperties.REGION,
            MessageProperties.TRACE,
            MessageProperties.PREPARED,
            MessageProperties.PRODUCER_GROUP,
            MessageProperties.CORRELATION_ID);

    /** What a compressed body may become at most, so that a small message cannot fill the memory. */
    private static final int INFLATED_LIMIT = 64 << 20;

    private NativeFormat() {}

    @Override
    public byte id() {
        return 5;
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public Properties properties(Payload header) {
        return NativeHeader.read(header).parsedProperties()::get;
    }

    @Override
    public MessageView view(Message message) {
        NativeHeader header;
        try {
            header = NativeHeader.read(message.header());
        } catch (IllegalArgumentException unreadable) {
            return MessageView.ofBody(new Body.Bytes(message.body()));
        }
        Map<String, String> properties = header.parsedProperties();
        Optional<Payload> inflated = inflated(header, message.body());
        MessageView.Builder view = new MessageView.Builder(new Body.Bytes(inflated.orElse(message.body())))
                .messageId(properties.get(MessageProperties.UNIQUE_KEY))
                .correlationId(properties.get(MessageProperties.CORRELATION_ID))
                .timestampMs(header.bornAt());
        if (inflated.isEmpty()) {
            view.contentEncoding(encoding(header));
        }
        properties.forEach((name, value) -> {
            if (!OWN.contains(name)) {
                view.header(name, value);
            }
        });
        return view.build();
    }

    private static String encoding(NativeHeader header) {
        return switch (SysFlag.compression(header.sysFlag())) {
            case NONE -> null;
            case LZ4 -> "lz4";
            case ZSTD -> "zstd";
            case ZLIB -> "deflate";
        };
    }

    /** The body as the application wrote it; empty when it was not compressed by zlib, or is damaged. */
    private static Optional<Payload> inflated(NativeHeader header, Payload body) {
        if (SysFlag.compression(header.sysFlag()) != SysFlag.Compression.ZLIB) {
            return Optional.empty();
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(body.array());
            ByteArrayOutputStream out = new ByteArrayOutputStream(4 * body.length());
            byte[] part = new byte[8_192];
            while (!inflater.finished()) {
                int length = inflater.inflate(part);
                boolean stuck = length == 0 && (inflater.needsInput() || inflater.needsDictionary());
                if (stuck || out.size() + length > INFLATED_LIMIT) {
                    return Optional.empty();
                }
                out.write(part, 0, length);
            }
            return Optional.of(Payload.of(out.toByteArray()));
        } catch (DataFormatException damaged) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }
}
