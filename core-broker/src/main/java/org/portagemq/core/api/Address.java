// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * A place that a message names, such as where its answer is to go.
 *
 * @param kind what the name means
 * @param topic for {@link Kind#TOPIC}: the topic, empty for the default one; otherwise empty
 * @param name the group, the routing key, or the sender's own words
 */
public record Address(Kind kind, String topic, String name) {

    /** What an address leads to. */
    public enum Kind {
        /** A consumer group. */
        GROUP,
        /** A topic, with a routing key. */
        TOPIC,
        /** Nothing that the broker knows: words between applications. */
        OTHER
    }

    public Address {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(topic);
        Objects.requireNonNull(name);
    }

    public static Address group(String name) {
        return new Address(Kind.GROUP, "", name);
    }

    public static Address topic(String topic, String key) {
        return new Address(Kind.TOPIC, topic, key);
    }

    public static Address other(String words) {
        return new Address(Kind.OTHER, "", words);
    }
}
