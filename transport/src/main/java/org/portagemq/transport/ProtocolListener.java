// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.portagemq.core.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections for one {@link Gateway} on one port, on one or several addresses.
 *
 * <p>When the system refuses to accept (no file descriptor left), accepting pauses for a second, with a log line; the
 * connections that are open go on.
 */
public final class ProtocolListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProtocolListener.class);
    private static final Duration LOG_PAUSE = Duration.ofSeconds(10);
    private static final int PORT_ATTEMPTS = 20;
    private static final int ACCEPT_PAUSE_SECONDS = 1;

    private final Gateway gateway;
    private final List<Channel> accepting;

    private ProtocolListener(Gateway gateway, List<Channel> accepting) {
        this.gateway = gateway;
        this.accepting = List.copyOf(accepting);
    }

    /**
     * Binds, and accepts from then on. With port 0 all addresses get the same free port.
     *
     * @throws IOException naming the address, when it cannot be bound
     */
    public static ProtocolListener bind(
            ListenAddress address, Gateway gateway, EventLoops loops, ConnectionRegistry registry, Settings settings)
            throws IOException {
        return bind(address, gateway, Optional.empty(), loops, registry, settings);
    }

    /** As the other one; connections speak TLS when it is given, or may if the gateway leaves that to them. */
    public static ProtocolListener bind(
            ListenAddress address,
            Gateway gateway,
            Optional<Tls> tls,
            EventLoops loops,
            ConnectionRegistry registry,
            Settings settings)
            throws IOException {
        ServerBootstrap bootstrap = bootstrap(gateway, tls, loops, registry, settings);
        List<InetSocketAddress> wanted = address.resolve();
        int attempts = address.port() == 0 && wanted.size() > 1 ? PORT_ATTEMPTS : 1;
        for (int attempt = 1; ; attempt++) {
            try {
                return new ProtocolListener(gateway, bindAll(bootstrap, wanted));
            } catch (BindException taken) {
                if (attempt == attempts) {
                    throw new IOException(
                            "cannot listen for " + gateway.name() + " on " + address + ": " + taken.getMessage()
                                    + "; end the program that uses the port, or set another one with " + gateway.name()
                                    + ".port",
                            taken);
                }
            }
        }
    }

    public Gateway gateway() {
        return gateway;
    }

    /** The port in use, the same on all addresses. */
    public int port() {
        return addresses().get(0).getPort();
    }

    public List<InetSocketAddress> addresses() {
        return accepting.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    List<Channel> accepting() {
        return accepting;
    }

    /** Stops accepting, and gives the port free; open connections go on. Blocks until done; not for an event loop. */
    @Override
    public void close() {
        accepting.stream().map(Channel::close).toList().forEach(ChannelFuture::awaitUninterruptibly);
    }

    private static List<Channel> bindAll(ServerBootstrap bootstrap, List<InetSocketAddress> wanted) throws IOException {
        List<Channel> bound = new ArrayList<>();
        int port = wanted.get(0).getPort();
        for (InetSocketAddress address : wanted) {
            ChannelFuture bind = bootstrap.bind(new InetSocketAddress(address.getAddress(), port));
            bind.awaitUninterruptibly();
            if (!bind.isSuccess()) {
                bound.forEach(channel -> channel.close().awaitUninterruptibly());
                throw asBindException(address, bind.cause());
            }
            bound.add(bind.channel());
            port = ((InetSocketAddress) bind.channel().localAddress()).getPort();
        }
        return bound;
    }

    private static IOException asBindException(InetSocketAddress address, Throwable cause) {
        BindException named = new BindException(ListenAddress.text(address) + ": " + cause.getMessage());
        named.initCause(cause);
        return named;
    }

    private static ServerBootstrap bootstrap(
            Gateway gateway, Optional<Tls> tls, EventLoops loops, ConnectionRegistry registry, Settings settings) {
        int high = Math.toIntExact(settings.get(TransportSettings.WRITE_BUFFER));
        return new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .handler(new AcceptFailures(gateway.name()))
                .childHandler(new Accepted(gateway, tls, registry, settings.get(TransportSettings.HANDSHAKE_TIMEOUT)))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, Math.toIntExact(settings.get(TransportSettings.BACKLOG)))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, Allocator.SHARED)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high));
    }

    /** One allocator for all listeners, made when the first is bound. */
    private static final class Allocator {
        private static final AdaptiveByteBufAllocator SHARED = new AdaptiveByteBufAllocator();
    }

    /** The life of every connection, from top to bottom. */
    private static final class Accepted extends ChannelInitializer<SocketChannel> {

        private final Gateway gateway;
        private final Optional<Tls> tls;
        private final ConnectionRegistry registry;
        private final Duration handshakeTimeout;

        private Accepted(Gateway gateway, Optional<Tls> tls, ConnectionRegistry registry, Duration handshakeTimeout) {
            this.gateway = gateway;
            this.tls = tls;
            this.registry = registry;
            this.handshakeTimeout = handshakeTimeout;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            boolean chosen = gateway.takesTls();
            Optional<Connection> admitted = registry.admit(channel, gateway.name(), tls.isPresent() && !chosen);
            if (admitted.isEmpty()) {
                channel.close();
                return;
            }
            // The deadline covers the handshake of TLS too, which has a shorter one of its own.
            if (chosen) {
                tls.ifPresent(keys -> channel.pipeline().addFirst("tls-choice", new TlsChoice(admitted.get(), keys)));
            } else {
                tls.ifPresent(admitted.get()::secure);
            }
            channel.pipeline().addLast(new HandshakeDeadline(handshakeTimeout));
            gateway.initialize(admitted.get());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.warn("closing a new {} connection: its set-up failed", gateway.name(), cause);
            ctx.close();
        }
    }

    /** Pauses accepting when the system refuses it, rather than trying again in a busy loop. */
    private static final class AcceptFailures extends ChannelInboundHandlerAdapter {

        private final String name;
        private final RateLimitedLog lines = new RateLimitedLog(LOG_PAUSE, System::nanoTime);

        private AcceptFailures(String name) {
            this.name = name;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            lines.log(held -> LOG.error(
                    "cannot accept {} connections: {}; trying again each second ({} more failures since the last such"
                            + " line). Raise the limit of open files (ulimit -n) or lower limits.connections",
                    name,
                    cause.toString(),
                    held));
            ChannelConfig config = ctx.channel().config();
            if (config.isAutoRead()) {
                config.setAutoRead(false);
                ctx.executor().schedule(() -> config.setAutoRead(true), ACCEPT_PAUSE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
