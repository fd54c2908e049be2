// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

/**
 * Where a frame sends to or subscribes to.
 *
 * @param topic the topic of the broker; empty for queues
 * @param name the queue, or the routing key or pattern
 * @param style in which it was written, and in which the client wants to read others
 */
public record Destination(Kind kind, String topic, String name, Style style) {

    /** The topic whose routing keys are the names of topics here. */
    public static final String TOPICS = "amq.topic";

    /** Kinds of places. */
    public enum Kind {
        /** A queue that is made when it is first used. */
        QUEUE,
        /** A queue that has to exist. */
        EXISTING_QUEUE,
        /** A queue of this connection alone, for answers. */
        TEMPORARY_QUEUE,
        /** A routing key, or a pattern of them, in {@link #TOPICS}. */
        TOPIC,
        /** A topic of the broker's by its name, with a routing key or pattern. */
        EXCHANGE
    }

    /** Ways of writing. */
    public enum Style {
        /** {@code /queue/name} */
        PATH,
        /** {@code queue://name} */
        URI,
        /** {@code name} */
        PLAIN
    }

    /** Whether its messages go to one queue. */
    public boolean isQueue() {
        return kind == Kind.QUEUE || kind == Kind.EXISTING_QUEUE || kind == Kind.TEMPORARY_QUEUE;
    }
}
