// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** What a session as a whole is told. Called on the session's executor. */
public interface SessionListener {

    /**
     * Too much is on its way into the store for the moment: the caller stops reading what may carry messages until it
     * is told to go on. What it has given already is kept and stored later.
     */
    default void throttled(boolean throttled) {}

    /**
     * While throttled: it will take some time, because disk or memory is short. For protocols that tell their clients.
     *
     * @param reason for people: which resource, and what has to happen
     */
    default void publishingHeld(String reason) {}

    /** Messages are taken again; {@code throttled(false)} says so as well. */
    default void publishingResumed() {}

    /** The broker has ended the session: all its groups, subscriptions and transactions are gone. */
    default void closed(BrokerException reason) {}
}
