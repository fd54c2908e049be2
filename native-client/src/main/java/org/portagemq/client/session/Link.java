// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

/** A client's way to a broker. Thread-safe. */
public interface Link {

    /**
     * Sends a command. Never blocks on the broker; a link that is closed drops it, since its listener has heard or will hear
     * {@link SessionEvent.Ended}.
     */
    void send(SessionCommand command);

    /** Ends it: what is not settled goes back, transactions are rolled back. May be called more than once. */
    void close();

    /** Hears what the broker says, one event after the other. Must not block, and holds no lock that senders hold. */
    @FunctionalInterface
    interface Listener {
        void event(SessionEvent event);
    }
}
