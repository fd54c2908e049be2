// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.portagemq.core.api.ConnectionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted connection, from accept to close. The {@link ConnectionRegistry} makes it and forgets it when the channel
 * is closed. Its methods are called on the channel's event loop.
 */
public final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long the peer may take to close after the last octet was sent to it. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Channel channel;
    private ConnectionInfo info;
    private final ConnectionRegistry registry;
    private final ConnectionRegistry.Origin origin;
    private Runnable farewell;
    private boolean established;
    private Tls tls;
    private SslHandler secured;

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

    /** Whether the connection is by TLS. */
    public boolean isSecure() {
        return secured != null;
    }

    /**
     * The user that the peer's certificate stands for, which was checked up to a trusted authority; empty without TLS or
     * a certificate. Known from the first byte on that a gateway reads.
     */
    public Optional<String> certifiedUser() {
        return secured == null ? Optional.empty() : tls.user(secured);
    }

    /** Bytes that wait for the socket to take them. */
    public long pendingBytes() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    /**
     * Lets the peer read all that was said, and close; it is closed when the peer takes longer than two seconds. To close with
     * octets unread would reset the connection, and the peer might never read the farewell: so they are read on.
     */
    public void awaitPeer() {
        channel.config().setAutoRead(true);
        closeAfter(LINGER);
    }

    /** Closes when so much time has passed. */
    public void closeAfter(Duration patience) {
        channel.eventLoop().schedule(() -> channel.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends what is queued, and tells the peer that nothing more comes; what it sends is still read. */
    public void endOutput() {
        if (secured != null) {
            secured.closeOutbound().addListener(said -> endSocketOutput());
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> endSocketOutput());
        }
    }

    private void endSocketOutput() {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    /** Puts TLS below all other handlers. */
    void secure(Tls keys) {
        channel.pipeline().addFirst("tls", handler(keys));
    }

    /** Puts TLS in the place of the handler that has found that the peer begins with it. */
    void secureInPlaceOf(ChannelHandler choice, Tls keys) {
        info = new ConnectionInfo(info.id(), info.protocol(), info.peer(), info.loopback(), true);
        channel.pipeline().replace(choice, "tls", handler(keys));
    }

    private SslHandler handler(Tls keys) {
        tls = keys;
        secured = keys.handler(channel.alloc());
        secured.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                LOG.info(
                        "TLS with {} failed: {}",
                        info.peer(),
                        String.valueOf(done.cause().getMessage()));
                channel.close();
            }
        });
        return secured;
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
     * Takes a name that one connection can have at a time, of all connections of all listeners. It has the name until it
     * {@linkplain #giveBackNames gives it back} or is closed.
     *
     * @return false when another one has it
     */
    public boolean takeName(String name) {
        return registry.takeName(name, this);
    }

    /** Others may have the names that this one has taken. */
    public void giveBackNames() {
        registry.giveBackNames(this);
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
