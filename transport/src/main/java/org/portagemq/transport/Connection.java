// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.Channel;
import java.util.Objects;
import org.portagemq.core.api.ConnectionInfo;

/**
 * One accepted connection, from accept to close. The {@link ConnectionRegistry} makes it and forgets it when the channel
 * is closed. Its methods are called on the channel's event loop.
 */
public final class Connection {

    private final Channel channel;
    private final ConnectionInfo info;
    private final ConnectionRegistry registry;
    private final ConnectionRegistry.Origin origin;
    private Runnable farewell;
    private boolean established;

    Connection(Channel channel, ConnectionInfo info, ConnectionRegistry registry, ConnectionRegistry.Origin origin) {
        this.channel = channel;
        this.info = info;
        this.registry = registry;
        this.origin = origin;
        this.farewell = channel::close;
    }

    public Channel channel() {
        return channel;
    }

    public ConnectionInfo info() {
        return info;
    }

    /** The peer has logged in: ends the handshake deadline and the limits before login. Later calls do nothing. */
    public void established() {
        if (established || !channel.isActive()) {
            return;
        }
        established = true;
        registry.established(this);
        HandshakeDeadline deadline = channel.pipeline().get(HandshakeDeadline.class);
        if (deadline != null) {
            channel.pipeline().remove(deadline);
        }
    }

    public boolean isEstablished() {
        return established;
    }

    /**
     * What to do when the server ends: tell the peer in the words of the protocol, and close the channel. Without it the
     * channel is just closed. A connection that is still open after the server's patience is closed in any case.
     */
    public void onShutdown(Runnable farewell) {
        this.farewell = Objects.requireNonNull(farewell);
    }

    void sayFarewell() {
        farewell.run();
    }

    ConnectionRegistry.Origin origin() {
        return origin;
    }
}
