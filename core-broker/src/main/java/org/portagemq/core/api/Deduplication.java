// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * By what a message is known when it is sent again: a key, unique within its topic, or, when the publisher says who it
 * is, among all that this publisher sends to the namespace.
 *
 * @param publisher who gives the keys, or empty for all who publish to the topic
 * @param key of the message; of at most {@value #KEY_LIMIT} characters
 */
public record Deduplication(String publisher, String key) {

    public static final int KEY_LIMIT = 1_024;

    public Deduplication {
        Objects.requireNonNull(publisher);
        if (key.isEmpty() || key.length() > KEY_LIMIT || publisher.length() > KEY_LIMIT) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "a deduplication key has 1 to " + KEY_LIMIT + " characters, and its publisher at most as many");
        }
    }

    /** A key that is unique in its topic. */
    public static Deduplication byKey(String key) {
        return new Deduplication("", key);
    }
}
