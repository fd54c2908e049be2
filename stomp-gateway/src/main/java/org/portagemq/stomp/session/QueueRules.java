// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupRules.Overflow;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Headers;

/**
 * What the headers of a frame say of the queue that is made for it, under the names of RabbitMQ's arguments. A queue is the
 * same here as for the clients of other protocols that declare it with these arguments.
 *
 * @param arguments those that were given, with typed values, for comparison with other declarations
 */
record QueueRules(Map<String, Object> arguments, GroupRules rules) {

    private static final String TTL = "x-message-ttl";
    private static final String EXPIRES = "x-expires";
    private static final String MAX_LENGTH = "x-max-length";
    private static final String MAX_BYTES = "x-max-length-bytes";
    private static final String OVERFLOW = "x-overflow";
    private static final String DEAD_LETTER_TOPIC = "x-dead-letter-exchange";
    private static final String DEAD_LETTER_KEY = "x-dead-letter-routing-key";
    private static final String MAX_PRIORITY = "x-max-priority";
    private static final String SINGLE_ACTIVE = "x-single-active-consumer";
    /** Not of other brokers: theirs keep groups together always, and pay for it always. */
    private static final String MESSAGE_GROUPS = "x-message-groups";

    private static final String TYPE = "x-queue-type";
    private static final String DELIVERY_LIMIT = "x-delivery-limit";

    private static final int USUAL_DELIVERY_LIMIT = 20;
    private static final long MAX_MS = 315_360_000_000L;

    private static final List<String> UNSUPPORTED =
            List.of("x-max-age", "x-stream-max-segment-size-bytes", "x-stream-filter-size-bytes");

    static final QueueRules NONE = new QueueRules(Map.of(), GroupRules.NONE);

    /** Reads them. */
    static QueueRules read(Headers headers) {
        Reader in = new Reader(headers);
        for (String name : UNSUPPORTED) {
            Request.refuse(headers, name, ": declare streams with AMQP");
        }
        boolean quorum = in.isQuorum();
        GroupRules rules = GroupRules.NONE
                .withTtlMs(in.number(TTL, 0, MAX_MS))
                .withExpiresMs(in.number(EXPIRES, 1, MAX_MS))
                .withLimits(
                        in.number(MAX_LENGTH, 0, Long.MAX_VALUE),
                        in.number(MAX_BYTES, 0, Long.MAX_VALUE),
                        in.overflow())
                .withMaxPriority((int) Math.max(0, in.number(MAX_PRIORITY, 0, 255)))
                .withSingleActive(in.flag(SINGLE_ACTIVE))
                .withDeliveryLimit(in.deliveryLimit(quorum));
        boolean groups = in.flag(MESSAGE_GROUPS);
        if (groups && rules.maxPriority() > 0) {
            throw StompException.invalid(MESSAGE_GROUPS, "true", "a queue with priorities cannot keep groups in order");
        }
        if (quorum && rules.maxPriority() > 0) {
            throw StompException.invalid(MAX_PRIORITY, headers.get(MAX_PRIORITY), "a quorum queue has no priorities");
        }
        if (quorum && rules.overflow() == Overflow.REJECT_TO_DEAD_LETTER) {
            throw StompException.invalid(OVERFLOW, headers.get(OVERFLOW), "it is not for a quorum queue");
        }
        String topic = in.text(DEAD_LETTER_TOPIC);
        String key = in.text(DEAD_LETTER_KEY);
        if (key != null && topic == null) {
            throw StompException.invalid(DEAD_LETTER_KEY, key, "it needs " + DEAD_LETTER_TOPIC);
        }
        return new QueueRules(
                in.given,
                rules.withDeadLetter(topic, key).toBuilder()
                        .orderedByKey(groups)
                        .build());
    }

    /** A queue with these rules. */
    GroupSettings settings(String name, boolean durable, boolean exclusive, boolean autoDelete) {
        return new GroupSettings(name, durable, exclusive, autoDelete, arguments, rules);
    }

    boolean isUsual() {
        return arguments.isEmpty();
    }

    /** Reads texts as typed values, and notes them. */
    private static final class Reader {

        private final Headers headers;
        private final Map<String, Object> given = new LinkedHashMap<>();

        Reader(Headers headers) {
            this.headers = headers;
        }

        long number(String name, long min, long max) {
            long number = Request.number(headers, name, min, max, GroupRules.UNLIMITED);
            if (headers.has(name)) {
                given.put(name, number);
            }
            return number;
        }

        boolean flag(String name) {
            boolean flag = Request.flag(headers, name, false);
            if (headers.has(name)) {
                given.put(name, flag);
            }
            return flag;
        }

        String text(String name) {
            String text = headers.get(name);
            if (text != null) {
                given.put(name, text);
            }
            return text;
        }

        boolean isQuorum() {
            String type = headers.get(TYPE);
            if (type == null || type.equals("classic")) {
                return false;
            }
            if (!type.equals("quorum")) {
                throw StompException.unsupported(TYPE, type, ": it is classic or quorum; declare streams with AMQP");
            }
            given.put(TYPE, type);
            return true;
        }

        int deliveryLimit(boolean quorum) {
            if (!quorum) {
                Request.refuse(headers, DELIVERY_LIMIT, ": it is for quorum queues");
                return GroupRules.UNLIMITED;
            }
            if (!headers.has(DELIVERY_LIMIT)) {
                return USUAL_DELIVERY_LIMIT;
            }
            long limit = number(DELIVERY_LIMIT, -1, Integer.MAX_VALUE);
            // It counts without end then.
            return limit < 0 ? Integer.MAX_VALUE : (int) limit;
        }

        Overflow overflow() {
            String text = text(OVERFLOW);
            if (text == null) {
                return Overflow.DROP_HEAD;
            }
            return switch (text) {
                case "drop-head" -> Overflow.DROP_HEAD;
                case "reject-publish" -> Overflow.REJECT;
                case "reject-publish-dlx" -> Overflow.REJECT_TO_DEAD_LETTER;
                default ->
                    throw StompException.invalid(
                            OVERFLOW, text, "expected drop-head, reject-publish or reject-publish-dlx");
            };
        }
    }
}
