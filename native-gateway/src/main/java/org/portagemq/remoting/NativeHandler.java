// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.remoting.link.ClientLink;
import org.portagemq.remoting.link.Loop;
import org.portagemq.remoting.link.Outlet;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Heartbeat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the network-free engine of one connection with its socket. */
final class NativeHandler extends ByteToMessageDecoder implements Outlet {

    private static final Logger LOG = LoggerFactory.getLogger(NativeHandler.class);

    private final Connection connection;
    private final Duration silence;
    private final ClientLink link;
    private final Loop loop;
    private ChannelHandlerContext context;
    private NetAddress local;
    private NetAddress peer;

    /**
     * @param silence after which a client counts as gone
     * @param engine makes the connection's engine, which writes here
     */
    NativeHandler(Connection connection, Duration silence, Function<Outlet, ClientLink> engine) {
        this.connection = connection;
        this.silence = silence;
        this.loop = new EventLoopTasks(connection.channel().eventLoop());
        this.link = engine.apply(this);
        // What is larger than a read is put together in one buffer, which grows with it.
        setCumulator(MERGE_CUMULATOR);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connection.onShutdown(link::close);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> nothing) {
        link.receive(in);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        link.endOfRead();
        super.channelReadComplete(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        link.writable(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        link.disconnected();
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection from {} broke", ctx.channel().remoteAddress(), cause);
        } else {
            LOG.error("closing the connection from {}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return context.alloc().buffer(capacity);
    }

    @Override
    public void write(ByteBuf octets) {
        context.write(octets, context.voidPromise());
    }

    @Override
    public void flush() {
        context.flush();
    }

    @Override
    public long pendingBytes() {
        return connection.pendingBytes();
    }

    @Override
    public void reading(boolean wanted) {
        context.channel().config().setAutoRead(wanted);
    }

    @Override
    public void established() {
        if (!connection.isEstablished()) {
            connection.established();
            context.pipeline()
                    .addBefore(context.name(), "silence", new Heartbeat(silence, Duration.ZERO, new Silence()));
        }
    }

    @Override
    public void close() {
        connection.endOutput();
        connection.awaitPeer();
    }

    @Override
    public NetAddress local() {
        if (local == null) {
            local = NetAddress.of(context.channel().localAddress());
        }
        return local;
    }

    @Override
    public NetAddress peer() {
        if (peer == null) {
            peer = NetAddress.of(context.channel().remoteAddress());
        }
        return peer;
    }

    @Override
    public Optional<String> certifiedUser() {
        return connection.certifiedUser();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public ConnectionInfo info() {
        return connection.info();
    }

    private record EventLoopTasks(EventLoop loop) implements Loop {
        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public void after(long delayMs, Runnable task) {
            loop.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    private static final class Silence implements Heartbeat.Listener {

        @Override
        public void sendSignOfLife(ChannelHandlerContext ctx) {
            // Clients send theirs; this side owes none.
        }

        @Override
        public void peerSilent(ChannelHandlerContext ctx) {
            LOG.info("closing the connection from {}: it is idle", ctx.channel().remoteAddress());
            ctx.close();
        }
    }
}
