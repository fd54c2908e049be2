// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;

/** Makes messages of what a sender's link transfers, and what a receiver's link transfers of messages. */
@SuppressWarnings("JavaUtilDate") // the library has no other type for times
final class Messages10 {

    static final Symbol DESTINATION_TYPE = Symbol.valueOf("x-opt-jms-dest");

    private static final Symbol DELIVERY_TIME = Symbol.valueOf("x-opt-delivery-time");
    private static final Symbol DELIVERY_DELAY = Symbol.valueOf("x-opt-delivery-delay");

    /** Routing keys beside that of the address. */
    private static final Symbol COPIES = Symbol.valueOf("x-cc");

    /** Each of them is a search for groups in one turn of the broker. */
    private static final int COPIES_MAX = 1_000;

    private static final int USUAL_PRIORITY = 4;

    /** Of a message whose parts are put together. */
    private static final int SMALL_BYTES = 2_048;

    private Messages10() {}

    /** A message on its way in: its hop's header apart from what is kept. */
    record Incoming(Header header, Stored stored, Payload before, Payload body) {

        /**
         * The same with a routing key.
         *
         * @param origin whose it is, where that matters; null where not
         */
        Message message(String routingKey, String user, Origin origin, long nowMs) {
            Properties properties = stored.properties();
            Map<Symbol, Object> annotations = stored.annotations();
            requireOwnName(properties, user);
            String group = properties.getGroupId();
            UnsignedByte priority = header.getPriority();
            return new Message(
                    keys(routingKey, annotations.get(COPIES)),
                    Boolean.TRUE.equals(header.getDurable()),
                    priority == null ? USUAL_PRIORITY : priority.intValue(),
                    ttlMs(properties, nowMs),
                    FlushPolicy.DEFAULT,
                    List.of(),
                    Amqp10Format.INSTANCE,
                    origin == null ? before : origin.marked(before),
                    body,
                    deliverAt(annotations, nowMs),
                    null,
                    group == null || group.isEmpty() ? null : new OrderingKey(group));
        }

        private static void requireOwnName(Properties properties, String user) {
            if (properties.getUserId() == null) {
                return;
            }
            String named = Payload.copyOf(properties.getUserId().asByteBuffer()).toUtf8();
            if (!named.equals(user)) {
                throw new Refusal(
                        Conditions.UNAUTHORIZED,
                        "user-id '" + named + "': the connection has logged in as '" + user + "'");
            }
        }

        /** The absolute time counts before the relative one. */
        private long ttlMs(Properties properties, long nowMs) {
            Date expiry = properties.getAbsoluteExpiryTime();
            if (expiry != null && expiry.getTime() > 0) {
                return Math.max(0, expiry.getTime() - nowMs);
            }
            UnsignedInteger ttl = header.getTtl();
            return ttl == null ? Message.NO_TTL : ttl.longValue();
        }

        private static List<String> keys(String routingKey, Object copies) {
            if (copies == null) {
                return List.of(routingKey);
            }
            if (!(copies instanceof List<?> more) || !more.stream().allMatch(String.class::isInstance)) {
                throw new Refusal(
                        Conditions.INVALID_FIELD, "the annotation " + COPIES + " is a list of routing keys, all texts");
            }
            if (more.size() > COPIES_MAX) {
                throw new Refusal(
                        Conditions.LIMIT_EXCEEDED,
                        "the annotation " + COPIES + " has " + more.size() + " routing keys, of at most " + COPIES_MAX);
            }
            List<String> keys = new ArrayList<>();
            keys.add(routingKey);
            more.forEach(key -> keys.add((String) key));
            return List.copyOf(keys);
        }

        private static long deliverAt(Map<Symbol, Object> annotations, long nowMs) {
            Long time = number(annotations.get(DELIVERY_TIME));
            if (time != null) {
                return time > nowMs ? time : Message.AT_ONCE;
            }
            Long delay = number(annotations.get(DELIVERY_DELAY));
            return delay != null && delay > 0 ? nowMs + delay : Message.AT_ONCE;
        }

        private static Long number(Object value) {
            if (value instanceof Date date) {
                return date.getTime();
            }
            return value instanceof Number number ? (Long) number.longValue() : null;
        }
    }

    /**
     * Splits an encoded message.
     *
     * @throws Refusal when it cannot be read or its sections are out of order
     */
    static Incoming read(byte[] bytes) {
        Sections sections = new Sections(bytes);
        Header header = new Header();
        int kept = -1;
        int body = -1;
        int last = 0;
        while (sections.next()) {
            int code = sections.code();
            boolean repeatable = code == Sections.DATA || code == Sections.SEQUENCE;
            if (code < last || (code == last && !repeatable)) {
                throw Sections.malformed("its sections are out of order");
            }
            last = code;
            if (code == Sections.HEADER) {
                header = Codec.read(Header.class, bytes, sections.start(), sections.end());
            } else if (code >= Sections.DATA && body < 0) {
                body = sections.start();
            }
            if (code >= Sections.MESSAGE_ANNOTATIONS && kept < 0) {
                kept = sections.start();
            }
        }
        int bodyStart = body < 0 ? bytes.length : body;
        int keptStart = kept < 0 ? bodyStart : kept;
        Payload before = Payload.of(Arrays.copyOfRange(bytes, keptStart, bodyStart));
        Payload rest = Payload.of(Arrays.copyOfRange(bytes, bodyStart, bytes.length));
        return new Incoming(header, new Stored(before.array()), before, rest);
    }

    /**
     * The parts of what a receiver gets, in order: one for a small message, else none of what is stored is copied.
     *
     * @param attempts how many counted deliveries of it failed before
     * @param redelivered whether it may have been handed out before
     * @param ofDelivery annotations that are of this delivery
     */
    static List<ByteBuffer> write(
            StoredMessage stored, int attempts, boolean redelivered, long nowMs, Map<Symbol, Object> ofDelivery) {
        Message message = stored.message();
        Map<Symbol, Object> more = Notes10.with(stored.note(), ofDelivery);
        ByteBuffer header = header(stored, attempts, redelivered, nowMs);
        if (message.format() != Amqp10Format.INSTANCE) {
            byte[] bare = Views10.bare(message.format().view(message), message.orderingKey(), more);
            return List.of(header, ByteBuffer.wrap(bare));
        }
        ByteBuffer sections = Origin.withoutMark(message.header().array());
        ByteBuffer body = ByteBuffer.wrap(message.body().array());
        return together(header, more.isEmpty() ? sections : annotated(sections, more), body);
    }

    /** Small parts are copied: that costs less than to go through three of them. */
    private static List<ByteBuffer> together(ByteBuffer header, ByteBuffer sections, ByteBuffer body) {
        int bytes = header.remaining() + sections.remaining() + body.remaining();
        return bytes > SMALL_BYTES
                ? List.of(header, sections, body)
                : List.of(ByteBuffer.allocate(bytes)
                        .put(header)
                        .put(sections)
                        .put(body)
                        .flip());
    }

    /** The sections with more annotations than they have. */
    private static ByteBuffer annotated(ByteBuffer stored, Map<Symbol, Object> more) {
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        Map<Symbol, Object> all = new LinkedHashMap<>(new Stored(bytes).annotations());
        all.putAll(more);
        Sections sections = new Sections(bytes);
        boolean has = sections.next() && sections.code() == Sections.MESSAGE_ANNOTATIONS;
        int rest = has ? sections.end() : 0;
        byte[] annotations = Codec.write(new MessageAnnotations(all));
        return ByteBuffer.allocate(annotations.length + bytes.length - rest)
                .put(annotations)
                .put(bytes, rest, bytes.length - rest)
                .flip();
    }

    private static ByteBuffer header(StoredMessage stored, int attempts, boolean redelivered, long nowMs) {
        Message message = stored.message();
        boolean prioritized = message.format() == Amqp10Format.INSTANCE || message.priority() > 0;
        long left = DeliveryHeader.NONE;
        if (message.ttlMs() != Message.NO_TTL) {
            left = message.ttlMs() - Math.max(0, nowMs - stored.storedAt());
            left = Math.max(0, Math.min(left, UnsignedInteger.MAX_VALUE.longValue()));
        }
        return DeliveryHeader.write(
                message.durable(),
                prioritized ? message.priority() : DeliveryHeader.NONE,
                left,
                !redelivered,
                Math.max(0, attempts));
    }
}
