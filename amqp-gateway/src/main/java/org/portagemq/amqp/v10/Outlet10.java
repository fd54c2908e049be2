// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import org.portagemq.amqp.engine.SocketOutlet;

/** What a connection asks of the network below it. Used on the connection's thread only. */
public interface Outlet10 extends SocketOutlet {

    /** Copies what remains in the buffer and queues it; it leaves with the next {@link #flush}. */
    void write(ByteBuffer bytes);

    /** Offers octets again that {@link Connection10#receive} has left. */
    void resume();

    /** Takes a name that one connection can have at a time; false when another one has it. */
    boolean takeName(String name);

    /** Others may have the names that were taken. */
    void giveBackNames();

    /** Runs the task on the connection's thread when the time has passed, unless the socket is closed before. */
    void after(long delayMs, Runnable task);
}
