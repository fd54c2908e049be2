// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What a connection asks of the network below it. Used on the connection's thread only. */
public interface Outlet10 {

    /** Copies what remains in the buffer and queues it; it leaves with the next {@link #flush}. */
    void write(ByteBuffer bytes);

    void flush();

    /** How many bytes are queued and not yet taken by the socket. */
    long pendingBytes();

    /** Whether octets of the peer are wanted for now. */
    void reading(boolean wanted);

    /** Offers octets again that {@link Connection10#receive} has left. */
    void resume();

    /** The user that the peer's certificate stands for; empty when it has shown none. */
    Optional<String> certifiedUser();

    /** The peer has logged in: deadlines of the handshake end. */
    void established();

    /** Takes a name that one connection can have at a time; false when another one has it. */
    boolean takeName(String name);

    /** Others may have the names that were taken. */
    void giveBackNames();

    /** Runs the task on the connection's thread when the time has passed, unless the socket is closed before. */
    void after(long delayMs, Runnable task);

    /** Closes the socket when all that is queued has left, or soon. */
    void close();
}
