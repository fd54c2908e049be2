// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Hears what became of published messages, on the session's executor. */
public interface PublishListener {

    /** No group wanted the message. {@link #confirmed} follows. */
    default void unrouted(long token) {}

    /**
     * A message with the same deduplication key was stored lately: this one is not stored again. {@link #confirmed}
     * follows.
     */
    default void duplicate(long token, MessageId original) {}

    /**
     * Where a message that was published to a partition of the publisher's choice is kept. {@link #confirmed} follows; in a
     * transaction the place is told when that is committed, before the commit is answered.
     *
     * @param place null while the message waits: for its time, or for the end of its transaction
     */
    default void placed(long token, MessageId id, StreamPlace place) {}

    /** The message is stored by the policy in force, or was not wanted by any group. In a transaction: taken. */
    default void confirmed(long token) {}

    /** The message was not taken. */
    void refused(long token, BrokerException reason);
}
