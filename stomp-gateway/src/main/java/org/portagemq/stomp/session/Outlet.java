// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;

/** What a connection asks of the network below it. Used on the connection's thread only. */
public interface Outlet {

    /** An empty buffer to fill. */
    ByteBuf buffer();

    /** Takes the buffer over and queues its bytes; they leave with the next {@link #flush}. */
    void write(ByteBuf bytes);

    /** Whether each write becomes a message of the transport, so that it should hold one frame. */
    boolean framed();

    void flush();

    /** How many bytes are queued and not yet taken by the socket. */
    long pendingBytes();

    /** Whether octets of the peer are wanted for now. */
    void reading(boolean wanted);

    /** The user that the peer's certificate stands for; empty when it has shown none. */
    Optional<String> certifiedUser();

    /** The HTTP {@code Authorization} header of the transport's own handshake; empty when there was none. */
    Optional<String> authorization();

    /** The peer has logged in: deadlines of the handshake end. */
    void established();

    /**
     * From now on signs of life are expected and sent; {@link StompConnection#signOfLifeDue} sends one.
     *
     * @param silence of the peer that is taken as its death; zero: never
     * @param interval own silence after which a sign of life is sent; zero: never
     */
    void heartbeats(Duration silence, Duration interval);

    /** Calls {@link StompConnection#expired} when this time has passed. */
    void expireAfter(Duration time);

    /** Closes the socket when this time has passed, unless it is closed before. */
    void closeAfter(Duration patience);

    /**
     * Closes the socket when all that is queued has left, or soon.
     *
     * @param regular whether the client has asked for it
     */
    void close(boolean regular);
}
