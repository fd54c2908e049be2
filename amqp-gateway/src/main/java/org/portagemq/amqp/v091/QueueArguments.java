// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupRules.Overflow;
import org.portagemq.core.api.RetrySchedule;

/**
 * The arguments of a queue's declaration that say how it treats its messages.
 *
 * @param given those that were given, for comparison with a later declaration
 */
record QueueArguments(Map<String, Object> given, GroupRules rules) {

    private static final String TTL = "x-message-ttl";
    private static final String EXPIRES = "x-expires";
    private static final String MAX_LENGTH = "x-max-length";
    private static final String MAX_BYTES = "x-max-length-bytes";
    private static final String OVERFLOW = "x-overflow";
    private static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
    private static final String DEAD_LETTER_KEY = "x-dead-letter-routing-key";
    private static final String DEAD_LETTER_STRATEGY = "x-dead-letter-strategy";
    private static final String MAX_PRIORITY = "x-max-priority";
    private static final String SINGLE_ACTIVE = "x-single-active-consumer";

    private static final String TYPE = "x-queue-type";
    private static final String DELIVERY_LIMIT = "x-delivery-limit";

    /** Types of queues. */
    static final String CLASSIC = "classic";

    static final String QUORUM = "quorum";

    private static final String NAME_PREFIX = "x-name-prefix";
    private static final int MAX_PREFIX_BYTES = 64;

    private static final String RETRY_TYPE = "x-delayed-retry-type";
    private static final String RETRY_MIN = "x-delayed-retry-min";
    private static final String RETRY_MAX = "x-delayed-retry-max";

    static final String CONSUMER_TIMEOUT = "x-consumer-timeout";

    /** The shortest in ms: a look at the deliveries is a fraction of it. */
    private static final long MIN_CONSUMER_TIMEOUT = 1_000;

    private static final int DEFAULT_DELIVERY_LIMIT = 20;

    private static final List<String> NAMES = List.of(
            DELIVERY_LIMIT,
            TTL,
            EXPIRES,
            MAX_LENGTH,
            MAX_BYTES,
            OVERFLOW,
            DEAD_LETTER_EXCHANGE,
            DEAD_LETTER_KEY,
            DEAD_LETTER_STRATEGY,
            MAX_PRIORITY,
            SINGLE_ACTIVE,
            RETRY_TYPE,
            RETRY_MIN,
            RETRY_MAX,
            CONSUMER_TIMEOUT);

    /** Ten years in ms, as long as any time may be. */
    static final long MAX_MS = 315_360_000_000L;

    /**
     * Reads them.
     *
     * @throws AmqpException 406 naming the argument whose value cannot be
     */
    static QueueArguments read(Map<String, Object> arguments, String what) {
        Map<String, Object> given = new LinkedHashMap<>();
        NAMES.stream().filter(arguments::containsKey).forEach(name -> given.put(name, arguments.get(name)));
        if (StreamArguments.isStream(arguments)) {
            for (String name : StreamArguments.NAMES) {
                if (arguments.containsKey(name)) {
                    given.put(name, arguments.get(name));
                }
            }
            GroupRules stream = StreamArguments.rules(arguments, what);
            return new QueueArguments(CoreValues.of(given), stream);
        }
        for (String name : StreamArguments.ONLY_FOR_STREAMS) {
            new Reader(arguments, what).refuse(name, "is for streams only");
        }
        boolean quorum = QUORUM.equals(arguments.get(TYPE));
        if (quorum) {
            // Classic is the same as none.
            given.put(TYPE, QUORUM);
        }
        if (given.isEmpty()) {
            return new QueueArguments(Map.of(), GroupRules.NONE);
        }
        Reader in = new Reader(arguments, what);
        GroupRules rules = GroupRules.NONE
                .withTtlMs(in.number(TTL, 0, MAX_MS))
                .withExpiresMs(in.number(EXPIRES, 1, MAX_MS))
                .withLimits(
                        in.number(MAX_LENGTH, 0, Long.MAX_VALUE),
                        in.number(MAX_BYTES, 0, Long.MAX_VALUE),
                        in.overflow())
                .withMaxPriority((int) Math.max(0, in.number(MAX_PRIORITY, 0, 255)))
                .withSingleActive(in.flag(SINGLE_ACTIVE))
                .withDeliveryLimit(deliveryLimit(in, quorum))
                .toBuilder()
                .retry(retry(in, quorum))
                .keptUntilTaken(in.atLeastOnce(quorum))
                .ackTimeoutMs(in.number(CONSUMER_TIMEOUT, MIN_CONSUMER_TIMEOUT, MAX_MS))
                .build();
        if (quorum) {
            in.refuse(MAX_PRIORITY, "is not for a quorum queue");
            in.refuse("x-queue-mode", "is not for a quorum queue");
            if (rules.overflow() == Overflow.REJECT_TO_DEAD_LETTER) {
                throw in.invalid(OVERFLOW, "is not for a quorum queue");
            }
        }
        String exchange = in.text(DEAD_LETTER_EXCHANGE);
        String key = in.text(DEAD_LETTER_KEY);
        if (key != null && exchange == null) {
            throw in.invalid(DEAD_LETTER_KEY, "needs " + DEAD_LETTER_EXCHANGE);
        }
        return new QueueArguments(CoreValues.of(given), rules.withDeadLetter(exchange, key));
    }

    /**
     * The name of a queue that is declared without one: empty when the broker is to choose all of it.
     *
     * @throws AmqpException 406 when there is a prefix that cannot be
     */
    static String name(String given, Map<String, Object> arguments, String what) {
        Reader in = new Reader(arguments, what);
        String prefix = in.text(NAME_PREFIX);
        if (prefix == null) {
            return given;
        }
        if (!given.isEmpty()) {
            throw in.invalid(NAME_PREFIX, "is for queues that the server names");
        }
        if (prefix.getBytes(StandardCharsets.UTF_8).length > MAX_PREFIX_BYTES) {
            throw in.invalid(NAME_PREFIX, "has more than " + MAX_PREFIX_BYTES + " bytes");
        }
        return Names.newQueue(prefix);
    }

    boolean isStream() {
        return rules.stream() != null;
    }

    boolean isQuorum() {
        return QUORUM.equals(given.get(TYPE));
    }

    /**
     * Time to acknowledge that a consumer asks for; null when it does not.
     *
     * @throws AmqpException 406 when it cannot be kept
     */
    static Duration consumerTimeout(Map<String, Object> arguments, String what) {
        long ms = new Reader(arguments, what).number(CONSUMER_TIMEOUT, MIN_CONSUMER_TIMEOUT, MAX_MS);
        return ms < 0 ? null : Duration.ofMillis(ms);
    }

    /** Only quorum queues let messages wait that are given back: the least delay times the count, up to the longest. */
    private static RetrySchedule retry(Reader in, boolean quorum) {
        if (!quorum) {
            List.of(RETRY_TYPE, RETRY_MIN, RETRY_MAX).forEach(name -> in.refuse(name, "is for quorum queues only"));
            return RetrySchedule.NONE;
        }
        RetrySchedule.When when = in.retryType();
        if (when == RetrySchedule.When.NEVER) {
            return RetrySchedule.NONE;
        }
        long min = in.number(RETRY_MIN, 0, MAX_MS);
        long max = in.number(RETRY_MAX, 0, MAX_MS);
        if (min < 0) {
            throw in.invalid(RETRY_TYPE, "needs " + RETRY_MIN);
        }
        if (max >= 0 && max < min) {
            throw in.invalid(RETRY_MAX, "is less than " + RETRY_MIN + " = " + min);
        }
        return RetrySchedule.between(when, RetrySchedule.Growth.LINEAR, min, max < 0 ? MAX_MS : max);
    }

    /** Only quorum queues count how often a message was given back. */
    private static int deliveryLimit(Reader in, boolean quorum) {
        if (!quorum) {
            in.refuse(DELIVERY_LIMIT, "is for quorum queues only");
            return GroupRules.UNLIMITED;
        }
        if (!in.arguments().containsKey(DELIVERY_LIMIT)) {
            return DEFAULT_DELIVERY_LIMIT;
        }
        long limit = in.number(DELIVERY_LIMIT, -1, Integer.MAX_VALUE);
        // It counts without end then.
        return limit < 0 ? Integer.MAX_VALUE : (int) limit;
    }

    /** Typed reading of values, with the errors that name them. */
    private record Reader(Map<String, Object> arguments, String what) {

        long number(String name, long min, long max) {
            if (!arguments.containsKey(name)) {
                return GroupRules.UNLIMITED;
            }
            Object value = arguments.get(name);
            boolean whole = value instanceof Long
                    || value instanceof Integer
                    || value instanceof Short
                    || value instanceof Byte;
            if (!whole || ((Number) value).longValue() < min || ((Number) value).longValue() > max) {
                throw invalid(name, "is not a whole number from " + min + " to " + max);
            }
            return ((Number) value).longValue();
        }

        /** For an argument that this kind of queue does not have. */
        void refuse(String name, String why) {
            if (arguments.containsKey(name)) {
                throw invalid(name, why);
            }
        }

        /** Null when absent. */
        String text(String name) {
            Object value = arguments.get(name);
            if (value instanceof String || !arguments.containsKey(name)) {
                return (String) value;
            }
            throw invalid(name, "is not a text");
        }

        boolean flag(String name) {
            Object value = arguments.get(name);
            if (value instanceof Boolean || !arguments.containsKey(name)) {
                return Boolean.TRUE.equals(value);
            }
            throw invalid(name, "is not true or false");
        }

        RetrySchedule.When retryType() {
            if (!arguments.containsKey(RETRY_TYPE)) {
                return RetrySchedule.When.NEVER;
            }
            return switch (String.valueOf(arguments.get(RETRY_TYPE))) {
                case "disabled" -> RetrySchedule.When.NEVER;
                case "all" -> RetrySchedule.When.ALWAYS;
                case "failed" -> RetrySchedule.When.FAILED;
                case "returned" -> RetrySchedule.When.RETURNED;
                default -> throw invalid(RETRY_TYPE, "is not disabled, all, failed or returned");
            };
        }

        /** Whether dead letters stay until they are taken: only quorum queues can do that. */
        boolean atLeastOnce(boolean quorum) {
            if (!arguments.containsKey(DEAD_LETTER_STRATEGY)) {
                return false;
            }
            return switch (String.valueOf(arguments.get(DEAD_LETTER_STRATEGY))) {
                case "at-most-once" -> false;
                case "at-least-once" -> {
                    if (!quorum) {
                        throw invalid(DEAD_LETTER_STRATEGY, "is for quorum queues only");
                    }
                    yield true;
                }
                default -> throw invalid(DEAD_LETTER_STRATEGY, "is not at-most-once or at-least-once");
            };
        }

        Overflow overflow() {
            if (!arguments.containsKey(OVERFLOW)) {
                return Overflow.DROP_HEAD;
            }
            return switch (String.valueOf(arguments.get(OVERFLOW))) {
                case "drop-head" -> Overflow.DROP_HEAD;
                case "reject-publish" -> Overflow.REJECT;
                case "reject-publish-dlx" -> Overflow.REJECT_TO_DEAD_LETTER;
                default -> throw invalid(OVERFLOW, "is not drop-head, reject-publish or reject-publish-dlx");
            };
        }

        AmqpException invalid(String name, String why) {
            return ReplyCode.PRECONDITION_FAILED.because(
                    "invalid arg '" + name + "' for " + what + ": " + name + " = " + arguments.get(name) + " " + why);
        }
    }
}
