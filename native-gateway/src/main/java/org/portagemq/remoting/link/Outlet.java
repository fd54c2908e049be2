// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.core.api.ConnectionInfo;

/** The socket as a connection's engine sees it. Used on the connection's thread. */
public interface Outlet {

    /** An empty buffer to write to. */
    ByteBuf buffer(int capacity);

    /** Sends the octets, at the latest with {@link #flush}; takes the buffer over. */
    void write(ByteBuf octets);

    void flush();

    /** Octets that wait for the socket. */
    long pendingBytes();

    /** Whether octets of the peer are wanted. */
    void reading(boolean wanted);

    /** The peer has shown that it speaks the protocol. */
    void established();

    void close();

    /** The address of ours that the peer has connected to. */
    NetAddress local();

    NetAddress peer();

    /** The user that the peer's certificate stands for. */
    Optional<String> certifiedUser();

    /** The thread of the connection. */
    Loop loop();

    /** How the connection is known, as it is now. */
    ConnectionInfo info();
}
