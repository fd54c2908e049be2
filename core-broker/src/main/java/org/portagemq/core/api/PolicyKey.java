// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Arrays;
import java.util.Optional;

/** What a policy may set; the rules are described at {@link GroupRules} and {@link TopicSettings}. */
public enum PolicyKey {
    /** A number of milliseconds, from 0. */
    TTL_MS("ttl-ms", Kind.LIMIT, true),
    /** A number of milliseconds, from 1. */
    EXPIRES_MS("expires-ms", Kind.POSITIVE_LIMIT, true),
    /** A number, from 0. */
    MAX_LENGTH("max-length", Kind.LIMIT, true),
    /** A number, from 0. */
    MAX_BYTES("max-bytes", Kind.LIMIT, true),
    /** The name of a {@link GroupRules.Overflow}. */
    OVERFLOW("overflow", Kind.OVERFLOW, false),
    /** The name of a topic, empty for the default topic. */
    DEAD_LETTER_TOPIC("dead-letter-topic", Kind.TEXT, false),
    /** A routing key. */
    DEAD_LETTER_KEY("dead-letter-key", Kind.TEXT, false),
    /** True or false: {@link GroupRules#keptUntilTaken}. */
    DEAD_LETTER_KEPT("dead-letter-kept", Kind.FLAG, false),
    /** A number of milliseconds, from 1,000: {@link GroupRules#ackTimeoutMs}. */
    ACK_TIMEOUT_MS("ack-timeout-ms", Kind.TIMEOUT, true),
    /** A number, from 0; for groups that count attempts. */
    DELIVERY_LIMIT("delivery-limit", Kind.LIMIT, true),
    /** The name of a topic; the only one for topics. */
    ALTERNATE("alternate", Kind.TEXT, false);

    private static final long TEN_YEARS_MS = 315_360_000_000L;
    private static final long LEAST_TIMEOUT_MS = 1_000;

    private enum Kind {
        LIMIT,
        POSITIVE_LIMIT,
        TIMEOUT,
        TEXT,
        FLAG,
        OVERFLOW
    }

    private final String key;
    private final Kind kind;
    private final boolean caps;

    PolicyKey(String key, Kind kind, boolean caps) {
        this.key = key;
        this.kind = kind;
        this.caps = caps;
    }

    public String key() {
        return key;
    }

    /** Whether a cap may set it. */
    public boolean caps() {
        return caps;
    }

    /** Whether it sets something of groups; otherwise of topics. */
    public boolean isForGroups() {
        return this != ALTERNATE;
    }

    public static Optional<PolicyKey> find(String key) {
        return Arrays.stream(values()).filter(one -> one.key.equals(key)).findFirst();
    }

    /**
     * Checks a value.
     *
     * @throws BrokerException {@link ErrorCode#INVALID}, naming the key and what is expected
     */
    public void check(Object value) {
        boolean good =
                switch (kind) {
                    case LIMIT -> isNumber(value, 0);
                    case POSITIVE_LIMIT -> isNumber(value, 1);
                    case TIMEOUT -> isNumber(value, LEAST_TIMEOUT_MS);
                    case TEXT -> value instanceof String text && text.length() <= 255;
                    case FLAG -> value instanceof Boolean;
                    case OVERFLOW ->
                        value instanceof String text
                                && Arrays.stream(GroupRules.Overflow.values())
                                        .anyMatch(one -> one.name().equals(text));
                };
        if (!good) {
            throw new BrokerException(
                    ErrorCode.INVALID, "'" + key + "' of a policy is " + expected() + ", not '" + value + "'");
        }
    }

    private boolean isNumber(Object value, long least) {
        boolean time = this == TTL_MS || this == EXPIRES_MS || this == ACK_TIMEOUT_MS;
        long most = time ? TEN_YEARS_MS : Long.MAX_VALUE;
        if (this == DELIVERY_LIMIT) {
            most = Integer.MAX_VALUE;
        }
        return value instanceof Number number
                && (number instanceof Long || number instanceof Integer)
                && number.longValue() >= least
                && number.longValue() <= most;
    }

    private String expected() {
        return switch (kind) {
            case LIMIT -> "a whole number from 0";
            case POSITIVE_LIMIT -> "a whole number from 1";
            case TIMEOUT -> "a whole number from " + LEAST_TIMEOUT_MS;
            case TEXT -> "a text of at most 255 characters";
            case FLAG -> "true or false";
            case OVERFLOW -> "one of " + Arrays.toString(GroupRules.Overflow.values());
        };
    }
}
