// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.portagemq.amqp.v091.AmqpLimits;
import org.portagemq.amqp.v091.Connection091;
import org.portagemq.amqp.v091.Outlet;
import org.portagemq.amqp.v091.ServerIdentity;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Heartbeat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the network-free engine of one 0-9-1 connection with its socket. */
final class Amqp091Handler extends ByteToMessageDecoder implements Outlet {

    private static final Logger LOG = LoggerFactory.getLogger(Amqp091Handler.class);

    private static final int BUFFER_BYTES = 4 * 1024;

    private final Connection connection;
    private final Connection091 engine;
    private ChannelHandlerContext context;
    /** What ends the tasks that are run again and again. */
    private final Set<Runnable> repeated = new HashSet<>();

    Amqp091Handler(
            Broker broker,
            Authenticator authenticator,
            ServerIdentity identity,
            AmqpLimits limits,
            Connection connection) {
        this.connection = connection;
        this.engine = new Connection091(
                broker,
                authenticator,
                identity,
                limits,
                connection.info(),
                this,
                connection.channel().eventLoop());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connection.onShutdown(() -> engine.shutdown("the server shuts down"));
        engine.start();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        engine.receive(in);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        engine.endBatch();
        super.channelReadComplete(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        engine.writable(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        repeated.forEach(Runnable::run);
        repeated.clear();
        engine.disconnected();
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
    public ByteBuf buffer() {
        return context.alloc().buffer(BUFFER_BYTES);
    }

    @Override
    public void write(ByteBuf bytes) {
        context.write(bytes, context.voidPromise());
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
    public Optional<String> certifiedUser() {
        return connection.certifiedUser();
    }

    @Override
    public void established() {
        connection.established();
    }

    @Override
    public void heartbeats(int seconds) {
        // As long as the usual broker waits: two to three intervals after the last octet.
        Duration silence = Duration.ofMillis(seconds * 2_500L);
        Duration interval = Duration.ofMillis(seconds * 500L);
        context.pipeline().addBefore(context.name(), "heartbeat", new Heartbeat(silence, interval, new Signs()));
    }

    @Override
    public Runnable every(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        Future<?> running = context.executor().scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
        Runnable end = () -> running.cancel(false);
        repeated.add(end);
        return () -> {
            end.run();
            repeated.remove(end);
        };
    }

    @Override
    public void closeAfter(Duration patience) {
        connection.closeAfter(patience);
    }

    @Override
    public void close() {
        connection.endOutput();
        connection.awaitPeer();
    }

    private final class Signs implements Heartbeat.Listener {

        @Override
        public void sendSignOfLife(ChannelHandlerContext ctx) {
            engine.signOfLife();
        }

        @Override
        public void peerSilent(ChannelHandlerContext ctx) {
            LOG.info(
                    "closing the connection from {}: no heartbeat",
                    ctx.channel().remoteAddress());
            ctx.close();
        }
    }
}
