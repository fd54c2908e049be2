// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.portagemq.amqp.v10.Connection10;
import org.portagemq.amqp.v10.Limits10;
import org.portagemq.amqp.v10.Outlet10;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.transport.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the network-free engine of one 1.0 connection with its socket. */
final class Amqp10Handler extends ByteToMessageDecoder implements Outlet10 {

    private static final Logger LOG = LoggerFactory.getLogger(Amqp10Handler.class);

    private final Connection connection;
    private final Connection10 engine;
    private final boolean login;
    private final boolean webSocket;
    private ChannelHandlerContext context;

    /**
     * @param login whether the header was that of the login
     */
    Amqp10Handler(
            Broker broker,
            Authenticator authenticator,
            Limits10 limits,
            Connection connection,
            boolean login,
            boolean webSocket) {
        this.connection = connection;
        this.login = login;
        this.webSocket = webSocket;
        this.engine = new Connection10(
                broker,
                authenticator,
                limits,
                connection.info(),
                this,
                connection.channel().eventLoop(),
                System::currentTimeMillis,
                System::nanoTime);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connection.onShutdown(() -> engine.shutdown("the server shuts down"));
        if (login) {
            engine.startWithLogin();
        } else {
            engine.startWithoutLogin();
        }
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
    public void write(ByteBuffer bytes) {
        ByteBuf copy = context.alloc().buffer(bytes.remaining());
        copy.writeBytes(bytes);
        context.write(copy, context.voidPromise());
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
    public void resume() {
        if (!context.isRemoved()) {
            try {
                channelRead(context, Unpooled.EMPTY_BUFFER);
            } catch (Exception failure) {
                exceptionCaught(context, failure);
            }
        }
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
    public boolean takeName(String name) {
        return connection.takeName(name);
    }

    @Override
    public void giveBackNames() {
        connection.giveBackNames();
    }

    @Override
    public void after(long delayMs, Runnable task) {
        context.executor()
                .schedule(
                        () -> {
                            if (context.channel().isActive()) {
                                task.run();
                            }
                        },
                        delayMs,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (webSocket) {
            context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        } else {
            connection.endOutput();
        }
        connection.awaitPeer();
    }
}
