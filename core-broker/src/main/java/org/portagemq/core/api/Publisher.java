// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Publishes to one topic or group. Made by a session and used on its executor. */
public interface Publisher {

    /** Whether the times of a publisher's messages count. */
    enum Times {
        ALWAYS,
        /** Only where the topic says so: see {@link TopicSettings#DELAYING}. Elsewhere messages are visible at once. */
        AS_TOPIC_SAYS
    }

    /** For messages about which the listener has nothing to hear but a refusal. */
    long NO_TOKEN = -1;

    /**
     * Publishes one message.
     *
     * @param token given back to the listener; 0 or more, or {@link #NO_TOKEN}
     */
    void publish(Message message, long token);

    /** Publishes as part of a transaction: stored at once, visible with its commit. */
    void publish(Message message, long token, Transaction transaction);
}
