// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.engine;

import java.util.Optional;

/** What a connection asks of the network below it, whichever version it speaks. Used on the connection's thread only. */
public interface SocketOutlet {

    /** What is queued leaves. */
    void flush();

    /** How many bytes are queued and not yet taken by the socket. */
    long pendingBytes();

    /** Whether octets of the peer are wanted for now. */
    void reading(boolean wanted);

    /** The user that the peer's certificate stands for; empty when it has shown none. */
    Optional<String> certifiedUser();

    /** The peer has logged in and opened the connection properly: deadlines of the handshake end. */
    void established();

    /** Closes the socket when all that is queued has left, or soon. */
    void close();
}
