// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.portagemq.amqp.engine.SocketOutlet;

/** What a connection asks of the network below it. Used on the connection's thread only. */
public interface Outlet extends SocketOutlet {

    /** An empty buffer to fill. */
    ByteBuf buffer();

    /** Takes the buffer over and queues its bytes; they leave with the next {@link #flush}. */
    void write(ByteBuf bytes);

    /** From now on signs of life are expected and sent, as agreed; {@link Connection091#signOfLife} sends one. */
    void heartbeats(int seconds);

    /**
     * Runs the task again and again, until the socket is closed.
     *
     * @return ends it before
     */
    Runnable every(Duration interval, Runnable task);

    /** Closes the socket when this time has passed, unless it is closed before. */
    void closeAfter(Duration patience);
}
