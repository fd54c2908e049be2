// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.portagemq.core.api.Payload;

/**
 * The header before the body of a message (section 4.2.6.1): what the gateway has to understand of it, and all its
 * properties as they came.
 *
 * <pre>
 *  u16 class | u16 weight | u64 body size | u16 flags | properties named by the flags, from bit 15 down
 * </pre>
 *
 * @param properties flags and properties, unchanged
 * @param deliveryMode 0 when absent
 * @param priority -1 when absent
 * @param routes whether the headers say where or when the message goes: CC, BCC, x-delay
 */
public record ContentHeader(
        int classId,
        long bodySize,
        Payload properties,
        int deliveryMode,
        int priority,
        Optional<String> expiration,
        Optional<String> userId,
        Optional<String> replyTo,
        boolean routes) {

    static final int CONTENT_TYPE = 1 << 15;
    static final int CONTENT_ENCODING = 1 << 14;
    static final int HEADERS = 1 << 13;
    static final int DELIVERY_MODE = 1 << 12;
    static final int PRIORITY = 1 << 11;
    static final int CORRELATION_ID = 1 << 10;
    static final int REPLY_TO = 1 << 9;
    static final int EXPIRATION = 1 << 8;
    static final int MESSAGE_ID = 1 << 7;
    static final int TIMESTAMP = 1 << 6;
    static final int TYPE = 1 << 5;
    static final int USER_ID = 1 << 4;
    static final int APP_ID = 1 << 3;
    private static final int CLUSTER_ID = 1 << 2;
    private static final int UNKNOWN = 3;

    /** Properties of a message that has none. */
    public static final Payload NO_PROPERTIES = Payload.of(new byte[2]);

    private static final int FIXED_SIZE = 14;

    /** Reads the payload of a header frame, to its end. */
    public static ContentHeader read(ByteBuf in, TableLimits limits) {
        if (in.readableBytes() < FIXED_SIZE) {
            throw WireException.frame(
                    "content header of " + in.readableBytes() + " octets, " + FIXED_SIZE + " are the least");
        }
        int classId = in.readUnsignedShort();
        in.skipBytes(2);
        long bodySize = in.readLong();
        byte[] properties = new byte[in.readableBytes()];
        in.getBytes(in.readerIndex(), properties);
        int flags = in.readUnsignedShort();
        if ((flags & UNKNOWN) != 0) {
            throw WireException.syntax("content header with property flags that do not exist");
        }
        skip(in, flags, CONTENT_TYPE);
        skip(in, flags, CONTENT_ENCODING);
        boolean routes = (flags & HEADERS) != 0 && FieldTableCheck.skip(in, limits);
        int deliveryMode = octet(in, flags, DELIVERY_MODE, 0);
        int priority = octet(in, flags, PRIORITY, -1);
        skip(in, flags, CORRELATION_ID);
        Optional<String> replyTo = text(in, flags, REPLY_TO);
        Optional<String> expiration = text(in, flags, EXPIRATION);
        skip(in, flags, MESSAGE_ID);
        if ((flags & TIMESTAMP) != 0) {
            need(in, 8);
            in.skipBytes(8);
        }
        skip(in, flags, TYPE);
        Optional<String> userId = text(in, flags, USER_ID);
        skip(in, flags, APP_ID);
        skip(in, flags, CLUSTER_ID);
        if (in.isReadable()) {
            throw WireException.syntax("content header has " + in.readableBytes() + " octets too many");
        }
        return new ContentHeader(
                classId, bodySize, Payload.of(properties), deliveryMode, priority, expiration, userId, replyTo, routes);
    }

    /** The headers of stored properties; empty when there are none. */
    public static Map<String, Object> headers(Payload properties, TableLimits limits) {
        ByteBuf in = Unpooled.wrappedBuffer(properties.array());
        int flags = in.readUnsignedShort();
        if ((flags & HEADERS) == 0) {
            return Map.of();
        }
        skip(in, flags, CONTENT_TYPE);
        skip(in, flags, CONTENT_ENCODING);
        return FieldTables.read(in, limits);
    }

    /** The properties that {@link #identity} reads. */
    public static final Set<String> IDENTITIES = Set.of("correlation_id", "message_id", "timestamp");

    /** One of the stored properties by which messages are told apart; null when the message has none. */
    public static Object identity(Payload properties, String name) {
        ByteBuf in = Unpooled.wrappedBuffer(properties.array());
        int flags = in.readUnsignedShort();
        skipToCorrelationId(in, flags);
        Optional<String> correlationId = text(in, flags, CORRELATION_ID);
        if (name.equals("correlation_id")) {
            return correlationId.orElse(null);
        }
        skip(in, flags, REPLY_TO);
        skip(in, flags, EXPIRATION);
        Optional<String> messageId = text(in, flags, MESSAGE_ID);
        if (name.equals("message_id")) {
            return messageId.orElse(null);
        }
        return (flags & TIMESTAMP) == 0 ? null : (Object) in.readLong();
    }

    /** The same properties with other headers. */
    public static Payload withHeaders(Payload properties, Map<String, Object> headers) {
        ByteBuf in = Unpooled.wrappedBuffer(properties.array());
        int flags = in.readUnsignedShort();
        ByteBuf out = Unpooled.buffer(properties.length());
        out.writeShort(flags | HEADERS);
        int start = in.readerIndex();
        skip(in, flags, CONTENT_TYPE);
        skip(in, flags, CONTENT_ENCODING);
        out.writeBytes(in, start, in.readerIndex() - start);
        FieldTables.write(out, headers);
        if ((flags & HEADERS) != 0) {
            FieldTableCheck.skip(in, TableLimits.DEFAULT);
        }
        out.writeBytes(in);
        return copy(out);
    }

    /** The same properties, which have a reply-to, with another one of at most 255 bytes. */
    public static Payload withReplyTo(Payload properties, String replyTo) {
        ByteBuf in = Unpooled.wrappedBuffer(properties.array());
        int flags = in.readUnsignedShort();
        skipToReplyTo(in, flags);
        byte[] text = replyTo.getBytes(StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer(properties.length() + text.length);
        out.writeBytes(in, 0, in.readerIndex());
        out.writeByte(text.length);
        out.writeBytes(text);
        skip(in, flags, REPLY_TO);
        out.writeBytes(in);
        return copy(out);
    }

    private static void skipToReplyTo(ByteBuf in, int flags) {
        skipToCorrelationId(in, flags);
        skip(in, flags, CORRELATION_ID);
    }

    private static void skipToCorrelationId(ByteBuf in, int flags) {
        skip(in, flags, CONTENT_TYPE);
        skip(in, flags, CONTENT_ENCODING);
        if ((flags & HEADERS) != 0) {
            FieldTableCheck.skip(in, TableLimits.DEFAULT);
        }
        octet(in, flags, DELIVERY_MODE, 0);
        octet(in, flags, PRIORITY, 0);
    }

    /** The same properties without an expiration. */
    public static Payload withoutExpiration(Payload properties) {
        ByteBuf in = Unpooled.wrappedBuffer(properties.array());
        int flags = in.readUnsignedShort();
        if ((flags & EXPIRATION) == 0) {
            return properties;
        }
        skipToReplyTo(in, flags);
        skip(in, flags, REPLY_TO);
        int expiration = in.readerIndex();
        skip(in, flags, EXPIRATION);
        ByteBuf out = Unpooled.buffer(properties.length());
        out.writeShort(flags & ~EXPIRATION);
        out.writeBytes(in, 2, expiration - 2);
        out.writeBytes(in);
        return copy(out);
    }

    private static Payload copy(ByteBuf out) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return Payload.of(bytes);
    }

    private static void skip(ByteBuf in, int flags, int flag) {
        if ((flags & flag) != 0) {
            need(in, 1);
            int length = in.readUnsignedByte();
            need(in, length);
            in.skipBytes(length);
        }
    }

    private static Optional<String> text(ByteBuf in, int flags, int flag) {
        if ((flags & flag) == 0) {
            return Optional.empty();
        }
        need(in, 1);
        int length = in.readUnsignedByte();
        need(in, length);
        return Optional.of(in.readCharSequence(length, StandardCharsets.UTF_8).toString());
    }

    private static int octet(ByteBuf in, int flags, int flag, int absent) {
        if ((flags & flag) == 0) {
            return absent;
        }
        need(in, 1);
        return in.readUnsignedByte();
    }

    private static void need(ByteBuf in, int octets) {
        if (in.readableBytes() < octets) {
            throw WireException.syntax("content header ends in the middle of a property");
        }
    }
}
