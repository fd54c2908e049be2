// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.portagemq.amqp.engine.ConnectionEngine;
import org.portagemq.amqp.engine.SocketOutlet;
import org.portagemq.transport.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the network-free engine of a connection with its socket, whichever version of the protocol it speaks. */
abstract class EngineHandler<E extends ConnectionEngine> extends ByteToMessageDecoder implements SocketOutlet {

    private static final Logger LOG = LoggerFactory.getLogger(EngineHandler.class);

    private final Connection connection;
    private E engine;
    private ChannelHandlerContext context;

    EngineHandler(Connection connection) {
        this.connection = connection;
    }

    /** Makes the engine over this outlet. */
    abstract E make(Connection below);

    /** The octets that told the version have been read. */
    abstract void start(E made);

    final E engine() {
        return engine;
    }

    final Connection connection() {
        return connection;
    }

    final ChannelHandlerContext context() {
        return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        engine = make(connection);
        connection.onShutdown(() -> engine.shutdown("the server shuts down"));
        start(engine);
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
    public void close() {
        endOutput();
        connection.awaitPeer();
    }

    /** Nothing more is written behind what is queued. */
    void endOutput() {
        connection.endOutput();
    }
}
