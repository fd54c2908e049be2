// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StreamStart;

/** The arguments of queues that are streams, and of their consumers. */
public final class StreamArguments {

    /** The type of such queues. */
    static final String STREAM = "stream";

    static final String OFFSET = "x-stream-offset";

    static final String MAX_AGE = "x-max-age";
    static final String MAX_BYTES = "x-max-length-bytes";

    /** Understood and without effect: what is too old or too much goes message by message. */
    static final String SEGMENT_BYTES = "x-stream-max-segment-size-bytes";

    /** Understood and without effect: filters look at the messages themselves. */
    private static final String FILTER_BYTES = "x-stream-filter-size-bytes";

    private static final int MIN_FILTER_BYTES = 16;
    private static final int MAX_FILTER_BYTES = 255;

    static final List<String> ONLY_FOR_STREAMS = List.of(MAX_AGE, SEGMENT_BYTES, FILTER_BYTES);

    /** Those that a later declaration has to repeat. */
    static final List<String> NAMES = List.of("x-queue-type", MAX_AGE, MAX_BYTES, SEGMENT_BYTES, FILTER_BYTES);

    private static final List<String> NOT_FOR_STREAMS = List.of(
            "x-message-ttl",
            "x-expires",
            "x-max-length",
            "x-overflow",
            "x-dead-letter-exchange",
            "x-dead-letter-routing-key",
            "x-dead-letter-strategy",
            "x-max-priority",
            "x-single-active-consumer",
            "x-delivery-limit",
            QueueArguments.CONSUMER_TIMEOUT,
            "x-delayed-retry-type",
            "x-delayed-retry-min",
            "x-delayed-retry-max",
            "x-queue-mode");

    private static final Pattern INTERVAL = Pattern.compile("([0-9]{1,9})([YMDhms])");

    private StreamArguments() {}

    static boolean isStream(Map<String, Object> arguments) {
        return STREAM.equals(arguments.get("x-queue-type"));
    }

    /** @throws AmqpException 406 naming the argument that cannot be */
    static GroupRules rules(Map<String, Object> arguments, String what) {
        for (String name : NOT_FOR_STREAMS) {
            if (arguments.containsKey(name)) {
                throw invalid(name, arguments, what, "is not for a stream");
            }
        }
        if (arguments.containsKey(SEGMENT_BYTES)) {
            number(SEGMENT_BYTES, arguments, what);
        }
        if (arguments.containsKey(FILTER_BYTES)) {
            long size = number(FILTER_BYTES, arguments, what);
            if (size < MIN_FILTER_BYTES || size > MAX_FILTER_BYTES) {
                throw invalid(
                        FILTER_BYTES,
                        arguments,
                        what,
                        "is not a number from " + MIN_FILTER_BYTES + " to " + MAX_FILTER_BYTES);
            }
        }
        long bytes = arguments.containsKey(MAX_BYTES) ? number(MAX_BYTES, arguments, what) : Retention.UNLIMITED;
        long age = Retention.UNLIMITED;
        if (arguments.containsKey(MAX_AGE)) {
            age = interval(arguments.get(MAX_AGE));
            if (age < 0) {
                throw invalid(MAX_AGE, arguments, what, "is not a number with a unit of Y, M, D, h, m or s");
            }
        }
        return new GroupRules.Builder().stream(new Retention(age, bytes)).build();
    }

    /**
     * Where a consumer begins; null when it does not say.
     *
     * @throws AmqpException 406 when it is not understood
     */
    static StreamStart start(Map<String, Object> arguments, String what, long nowMs) {
        if (!arguments.containsKey(OFFSET)) {
            return null;
        }
        StreamStart place = place(arguments.get(OFFSET), nowMs);
        if (place == null) {
            throw invalid(
                    OFFSET, arguments, what, "is not first, last, next, an offset, a time, or a time ago like 2h");
        }
        return place;
    }

    /**
     * The place in a stream that a value names: {@code first}, {@code last}, {@code next}, an offset, an instant, or how long
     * ago; null for none of these.
     *
     * @param nowMs epoch ms
     */
    public static StreamStart place(Object value, long nowMs) {
        if (value instanceof Instant time) {
            return new StreamStart.Time(time.toEpochMilli());
        }
        if (isWhole(value) && ((Number) value).longValue() >= 0) {
            return new StreamStart.Offset(((Number) value).longValue());
        }
        if ("first".equals(value)) {
            return StreamStart.FIRST;
        }
        if ("last".equals(value)) {
            return StreamStart.LAST;
        }
        if ("next".equals(value)) {
            return StreamStart.NEXT;
        }
        long ago = interval(value);
        return ago < 0 ? null : new StreamStart.Time(nowMs - ago);
    }

    /** In ms, or -1. */
    private static long interval(Object value) {
        Matcher matcher = INTERVAL.matcher(String.valueOf(value));
        if (!(value instanceof String) || !matcher.matches()) {
            return -1;
        }
        long unit =
                switch (matcher.group(2)) {
                    case "Y" -> 365L * 24 * 3600;
                    case "M" -> 30L * 24 * 3600;
                    case "D" -> 24L * 3600;
                    case "h" -> 3600;
                    case "m" -> 60;
                    default -> 1;
                };
        return Long.parseLong(matcher.group(1)) * unit * 1000;
    }

    private static long number(String name, Map<String, Object> arguments, String what) {
        Object value = arguments.get(name);
        if (!isWhole(value) || ((Number) value).longValue() < 0) {
            throw invalid(name, arguments, what, "is not a whole number of 0 or more");
        }
        return ((Number) value).longValue();
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
    }

    private static AmqpException invalid(String name, Map<String, Object> arguments, String what, String why) {
        return ReplyCode.PRECONDITION_FAILED.because(
                "invalid arg '" + name + "' for " + what + ": " + name + " = " + arguments.get(name) + " " + why);
    }
}
