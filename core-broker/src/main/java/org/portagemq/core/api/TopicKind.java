// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** How a topic chooses the targets of a message. */
public enum TopicKind {
    /** The binding's key equals a routing key. */
    DIRECT,
    /** Every binding. */
    FANOUT,
    /** The binding's key is a pattern of words parted by dots: {@code *} one word, {@code #} any number. */
    PATTERN,
    /** The binding's arguments are compared with the message's properties; see {@link HeaderMatch}. */
    HEADERS,
    /**
     * One of the bindings, by a hash of the routing key, or of the property that the topic's argument {@link
     * TopicSettings#HASHED_PROPERTY} names. The binding's key is its weight: a whole number from 1.
     */
    HASHED,
    /** Every binding, and the message is kept in a partition of the topic for readers by offset. */
    STREAM
}
