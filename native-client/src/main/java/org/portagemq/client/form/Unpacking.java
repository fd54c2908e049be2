// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.form;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.portagemq.client.codec.Fields;
import org.portagemq.client.codec.MalformedCommandException;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.client.codec.WireMessage;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SystemProperties;

/** Makes messages of what brokers send. */
public final class Unpacking {

    /** What a compressed body may become at most. */
    private static final int INFLATED_LIMIT = 64 << 20;

    private Unpacking() {}

    /** All messages of an answer of one broker, in their order. */
    public static List<ReceivedMessage> all(String broker, byte[] body) {
        List<ReceivedMessage> messages = new ArrayList<>();
        for (WireMessage wire : WireMessage.readAll(body)) {
            messages.add(one(broker, wire));
        }
        return messages;
    }

    private static ReceivedMessage one(String broker, WireMessage wire) {
        Fields all = MessageProperties.read(wire.properties());
        SysFlag.Compression compression = SysFlag.compression(wire.sysFlag());
        boolean zlib = compression == SysFlag.Compression.ZLIB;
        String topic = all.getOrDefault(MessageProperties.RETRY_TOPIC, wire.topic());
        Message content = Message.received(topic, zlib ? inflate(wire.body()) : wire.body(), all);
        String storageId = new OffsetMessageId(wire.storeHost(), wire.position()).toString();
        ReceivedMessage.Place place = new ReceivedMessage.Place(
                new QueueRef(wire.topic(), broker, wire.queueId()),
                wire.queueOffset(),
                wire.position(),
                storageId,
                Instant.ofEpochMilli(wire.bornAt()),
                wire.bornHost().text(),
                Instant.ofEpochMilli(wire.storedAt()));
        return new ReceivedMessage(
                all.getOrDefault(MessageProperties.UNIQUE_KEY, storageId),
                content,
                place,
                new ReceivedMessage.Delivery(wire.reconsumeTimes() + 1, "", ""),
                encoding(compression),
                all.only(SystemProperties::isReserved));
    }

    private static ReceivedMessage.Encoding encoding(SysFlag.Compression compression) {
        return switch (compression) {
            case LZ4 -> ReceivedMessage.Encoding.LZ4;
            case ZSTD -> ReceivedMessage.Encoding.ZSTD;
            default -> ReceivedMessage.Encoding.NONE;
        };
    }

    /** What a reply has, which is pushed in fields of a request. */
    public static ReceivedMessage reply(String topic, Map<String, String> fields, byte[] body) {
        Fields all = MessageProperties.read(fields.getOrDefault("properties", ""));
        int sysFlag = Integer.parseInt(fields.getOrDefault("sysFlag", "0"));
        SysFlag.Compression compression = SysFlag.compression(sysFlag);
        boolean zlib = compression == SysFlag.Compression.ZLIB;
        ReceivedMessage.Place place = new ReceivedMessage.Place(
                new QueueRef(topic, "", 0),
                0,
                0,
                "",
                Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("bornTimestamp", "0"))),
                fields.getOrDefault("bornHost", ""),
                Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("storeTimestamp", "0"))));
        return new ReceivedMessage(
                all.getOrDefault(MessageProperties.UNIQUE_KEY, ""),
                Message.received(topic, zlib ? inflate(body) : body, all),
                place,
                ReceivedMessage.Delivery.NONE,
                encoding(compression),
                all.only(SystemProperties::isReserved));
    }

    private static byte[] inflate(byte[] compressed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            ByteArrayOutputStream out = new ByteArrayOutputStream(4 * compressed.length);
            byte[] part = new byte[8_192];
            while (!inflater.finished()) {
                int length = inflater.inflate(part);
                boolean stuck = length == 0 && (inflater.needsInput() || inflater.needsDictionary());
                if (stuck || out.size() + length > INFLATED_LIMIT) {
                    throw new MalformedCommandException("a compressed body is cut, or too large");
                }
                out.write(part, 0, length);
            }
            return out.toByteArray();
        } catch (DataFormatException damaged) {
            throw new MalformedCommandException("a compressed body is damaged: " + damaged.getMessage());
        } finally {
            inflater.end();
        }
    }
}
