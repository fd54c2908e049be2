// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.portagemq.core.api.Payload;

/**
 * Any octets at all, given to the decoders: the first octet chooses which. They end as something or as a {@link
 * WireException}, and what was read is written and read again as the same. A tool that looks for inputs by coverage calls {@link #fuzzerTestOneInput}; {@link WireFuzzTest} brings
 * inputs of its own.
 */
public final class WireFuzzTarget {

    static final int FRAMES = 0;
    static final int METHOD = 1;
    static final int TABLE = 2;
    static final int HEADER = 3;

    private static final int FRAME_MAX = 4_096;

    private WireFuzzTarget() {}

    /** Called with each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        try {
            decode(input[0] & 3, Unpooled.wrappedBuffer(octets));
        } catch (WireException malformed) {
            requireText(malformed);
        }
    }

    private static void requireText(WireException malformed) {
        if (malformed.getMessage() == null || malformed.getMessage().isEmpty()) {
            throw new IllegalStateException("a refusal without a reason", malformed);
        }
    }

    private static void decode(int what, ByteBuf in) {
        switch (what) {
            case FRAMES -> frames(in);
            case METHOD -> method(in);
            case TABLE -> table(in);
            default -> header(in);
        }
    }

    private static void frames(ByteBuf in) {
        FrameReader reader = new FrameReader(FRAME_MAX);
        FrameReader.Sink sink = new FrameReader.Sink() {
            @Override
            public void method(int channel, ByteBuf payload) {
                WireFuzzTarget.method(payload);
            }

            @Override
            public void header(int channel, ByteBuf payload) {
                WireFuzzTarget.header(payload);
            }

            @Override
            public void body(int channel, ByteBuf payload) {
                payload.skipBytes(payload.readableBytes());
            }

            @Override
            public void heartbeat() {
                // Nothing to read.
            }
        };
        boolean more = true;
        while (more) {
            more = reader.read(in, sink);
        }
    }

    private static void method(ByteBuf in) {
        if (in.readableBytes() < 4) {
            return;
        }
        int classId = in.readUnsignedShort();
        int methodId = in.readUnsignedShort();
        Optional<Method> read = MethodReader.read(classId, methodId, arguments(in));
        read.ifPresent(method -> {
            ByteBuf written = Unpooled.buffer();
            method.write(new ArgumentWriter(written));
            requireSame(
                    method,
                    MethodReader.read(classId, methodId, arguments(written)).orElseThrow());
        });
    }

    private static ArgumentReader arguments(ByteBuf in) {
        return new ArgumentReader(in, new ShortStrings(), TableLimits.DEFAULT);
    }

    private static void table(ByteBuf in) {
        Map<String, Object> table = FieldTables.readFields(in, TableLimits.DEFAULT);
        Payload written = FieldTables.encode(table);
        requireSame(table, FieldTables.read(Unpooled.wrappedBuffer(written.array()), TableLimits.DEFAULT));
    }

    private static void header(ByteBuf in) {
        ContentHeader header = ContentHeader.read(in, TableLimits.DEFAULT);
        try {
            use(header);
        } catch (WireException late) {
            throw new IllegalStateException("what was accepted is refused when it is used", late);
        }
    }

    private static void use(ContentHeader header) {
        Map<String, Object> headers = ContentHeader.headers(header.properties(), TableLimits.DEFAULT);
        Payload changed = ContentHeader.withHeaders(header.properties(), headers);
        requireSame(headers, ContentHeader.headers(changed, TableLimits.DEFAULT));
        ContentHeader.withoutExpiration(header.properties());
        if (header.replyTo().isPresent()) {
            ContentHeader.withReplyTo(header.properties(), "reply");
        }
        ContentHeader.identity(header.properties(), "message_id");
        ContentHeader.identity(header.properties(), "timestamp");
    }

    private static void requireSame(Object read, Object again) {
        if (!read.equals(again)) {
            throw new IllegalStateException(read + " was read again as " + again);
        }
    }
}
