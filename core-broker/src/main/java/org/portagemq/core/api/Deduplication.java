// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * By what a message is known when it is sent again: a key, unique within its topic, or, when the publisher says who it
 * is, among all that this publisher sends to the namespace. A publisher that counts its messages gives numbers in place of
 * keys, which costs the broker less.
 *
 * @param publisher who gives the keys, or empty for all who publish to the topic
 * @param key of the message; of at most {@value #KEY_LIMIT} characters; empty where there is a number
 * @param number of the message, from 1; 0 where there is a key
 */
public record Deduplication(String publisher, String key, long number) {

    public static final int KEY_LIMIT = 1_024;

    private static final long NO_NUMBER = 0;

    public Deduplication {
        Objects.requireNonNull(publisher);
        if (key.isEmpty() == (number == NO_NUMBER) || key.length() > KEY_LIMIT || publisher.length() > KEY_LIMIT) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "a deduplication key has 1 to " + KEY_LIMIT + " characters, and its publisher at most as many");
        }
        if (number != NO_NUMBER && (number < 0 || publisher.isEmpty())) {
            throw new BrokerException(
                    ErrorCode.INVALID, "only a publisher that says who it is can number its messages, from 1");
        }
    }

    public Deduplication(String publisher, String key) {
        this(publisher, key, NO_NUMBER);
    }

    /** A number among all that the publisher sends to the namespace. */
    public static Deduplication numbered(String publisher, long number) {
        return new Deduplication(publisher, "", number);
    }

    public boolean isNumbered() {
        return number != NO_NUMBER;
    }

    /** A key that is unique in its topic. */
    public static Deduplication byKey(String key) {
        return new Deduplication("", key);
    }
}
