// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.portagemq.core.api.Payload;

/**
 * All properties of class basic, for translation to and from other protocols; where messages stay in this protocol {@link
 * ContentHeader} reads only what it needs. Texts have at most {@value #SHORT} bytes; null stands for absent.
 *
 * @param headers null when absent
 * @param timestamp in seconds
 */
public record BasicProperties(
        String contentType,
        String contentEncoding,
        Map<String, Object> headers,
        Integer deliveryMode,
        Integer priority,
        String correlationId,
        String replyTo,
        String expiration,
        String messageId,
        Long timestamp,
        String type,
        String userId,
        String appId) {

    /** The longest text, in bytes. */
    public static final int SHORT = 255;

    /** Reads stored properties, which were checked when they arrived. */
    public static BasicProperties read(Payload properties) {
        return new Reader(Unpooled.wrappedBuffer(properties.array())).read();
    }

    /** As they are stored and sent. */
    public Payload write() {
        Writer out = new Writer();
        out.text(ContentHeader.CONTENT_TYPE, contentType);
        out.text(ContentHeader.CONTENT_ENCODING, contentEncoding);
        if (out.has(ContentHeader.HEADERS, headers)) {
            FieldTables.write(out.bytes, headers);
        }
        out.octet(ContentHeader.DELIVERY_MODE, deliveryMode);
        out.octet(ContentHeader.PRIORITY, priority);
        out.text(ContentHeader.CORRELATION_ID, correlationId);
        out.text(ContentHeader.REPLY_TO, replyTo);
        out.text(ContentHeader.EXPIRATION, expiration);
        out.text(ContentHeader.MESSAGE_ID, messageId);
        if (out.has(ContentHeader.TIMESTAMP, timestamp)) {
            out.bytes.writeLong(timestamp);
        }
        out.text(ContentHeader.TYPE, type);
        out.text(ContentHeader.USER_ID, userId);
        out.text(ContentHeader.APP_ID, appId);
        return out.finish();
    }

    /** In the order of the flags. */
    private static final class Reader {

        private final ByteBuf in;
        private final int flags;

        Reader(ByteBuf in) {
            this.in = in;
            this.flags = in.readUnsignedShort();
        }

        BasicProperties read() {
            return new BasicProperties(
                    text(ContentHeader.CONTENT_TYPE),
                    text(ContentHeader.CONTENT_ENCODING),
                    has(ContentHeader.HEADERS) ? FieldTables.read(in, TableLimits.DEFAULT) : null,
                    octet(ContentHeader.DELIVERY_MODE),
                    octet(ContentHeader.PRIORITY),
                    text(ContentHeader.CORRELATION_ID),
                    text(ContentHeader.REPLY_TO),
                    text(ContentHeader.EXPIRATION),
                    text(ContentHeader.MESSAGE_ID),
                    has(ContentHeader.TIMESTAMP) ? (Long) in.readLong() : null,
                    text(ContentHeader.TYPE),
                    text(ContentHeader.USER_ID),
                    text(ContentHeader.APP_ID));
        }

        private boolean has(int flag) {
            return (flags & flag) != 0;
        }

        private String text(int flag) {
            return has(flag)
                    ? in.readCharSequence(in.readUnsignedByte(), StandardCharsets.UTF_8)
                            .toString()
                    : null;
        }

        private Integer octet(int flag) {
            return has(flag) ? (Integer) (int) in.readUnsignedByte() : null;
        }
    }

    private static final class Writer {

        private final ByteBuf bytes = Unpooled.buffer(128).writeShort(0);
        private int flags;

        boolean has(int flag, Object value) {
            if (value == null) {
                return false;
            }
            flags |= flag;
            return true;
        }

        void text(int flag, String value) {
            if (has(flag, value)) {
                ArgumentWriter.writeShortString(bytes, value);
            }
        }

        void octet(int flag, Integer value) {
            if (has(flag, value)) {
                bytes.writeByte(value);
            }
        }

        Payload finish() {
            bytes.setShort(0, flags);
            byte[] all = new byte[bytes.readableBytes()];
            bytes.readBytes(all);
            return Payload.of(all);
        }
    }
}
