// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** What a session as a whole is told. Called on the session's executor. */
public interface SessionListener {

    /**
     * The broker cannot take more messages for the moment. The caller stops reading what may carry messages; those
     * already given are kept and stored later.
     *
     * @param reason for people: which resource, and what has to happen
     */
    default void publishingHeld(String reason) {}

    /** Messages are taken again. */
    default void publishingResumed() {}

    /** The broker has ended the session: all its groups, subscriptions and transactions are gone. */
    default void closed(BrokerException reason) {}
}
