// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

/** One protocol that the broker speaks; a listener hands each accepted connection to it. Thread-safe. */
public interface Gateway {

    /** The name of the listener, of its settings and of its port, such as {@code amqp}. */
    String name();

    /** The protocol for people, such as {@code amqp 0-9-1}. */
    default String title() {
        return name();
    }

    /** Whether peers may begin with TLS on a port where they need not. */
    default boolean takesTls() {
        return false;
    }

    /**
     * Adds the protocol's handlers to the end of the connection's pipeline. Called once for each connection, on its event
     * loop, before the first byte is read; a throw closes the connection.
     *
     * <p>The gateway calls {@link Connection#established()} once the peer has logged in; until then the connection runs
     * under the handshake deadline and counts among the few that an address may have before login.
     */
    void initialize(Connection connection);
}
