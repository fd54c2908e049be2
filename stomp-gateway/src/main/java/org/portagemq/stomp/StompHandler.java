// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.stomp.session.Outlet;
import org.portagemq.stomp.session.StompConnection;
import org.portagemq.stomp.session.StompLimits;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Heartbeat;
import org.portagemq.transport.WebSocketUpgrade;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the network-free engine of one connection with its socket. */
final class StompHandler extends ChannelInboundHandlerAdapter implements Outlet {

    private static final Logger LOG = LoggerFactory.getLogger(StompHandler.class);

    private static final int BUFFER_BYTES = 4 * 1024;

    private final Connection connection;
    private final StompConnection engine;
    private final boolean webSocket;
    private ChannelHandlerContext context;
    private Future<?> expiry;

    StompHandler(
            Broker broker, Authenticator authenticator, StompLimits limits, Connection connection, boolean webSocket) {
        this.connection = connection;
        this.webSocket = webSocket;
        this.engine = new StompConnection(
                broker,
                authenticator,
                limits,
                connection.info(),
                this,
                connection.channel().eventLoop(),
                System::currentTimeMillis);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connection.onShutdown(() -> engine.shutdown("the server shuts down"));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf bytes) {
                engine.receive(bytes);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == WebSocketUpgrade.TEXT_END) {
            engine.endOfText();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        engine.endBatch();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        engine.writable(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (expiry != null) {
            expiry.cancel(false);
        }
        engine.disconnected();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
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
    public boolean framed() {
        return webSocket;
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
    public Optional<String> authorization() {
        return Optional.ofNullable(
                context.channel().attr(WebSocketUpgrade.AUTHORIZATION).get());
    }

    @Override
    public void established() {
        connection.established();
    }

    @Override
    public void heartbeats(Duration silence, Duration interval) {
        Signs signs = new Signs();
        // Bytes of a message that is not whole yet are signs of life; of ours only whole messages are.
        context.pipeline().addBefore(firstHandler(), "peer-heartbeat", new Heartbeat(silence, Duration.ZERO, signs));
        context.pipeline().addBefore(context.name(), "own-heartbeat", new Heartbeat(Duration.ZERO, interval, signs));
    }

    /** The one that gets bytes from the socket or from TLS. */
    private String firstHandler() {
        return webSocket
                ? context.pipeline().names().stream()
                        .filter(name -> name.equals("wsdecoder"))
                        .findFirst()
                        .orElse(context.name())
                : context.name();
    }

    @Override
    public void expireAfter(Duration time) {
        expiry = context.executor().schedule(engine::expired, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void closeAfter(Duration patience) {
        connection.closeAfter(patience);
    }

    @Override
    public void close(boolean regular) {
        if (webSocket) {
            WebSocketCloseStatus status =
                    regular ? WebSocketCloseStatus.NORMAL_CLOSURE : WebSocketCloseStatus.POLICY_VIOLATION;
            context.writeAndFlush(new CloseWebSocketFrame(status));
        } else {
            connection.endOutput();
        }
        connection.awaitPeer();
    }

    private final class Signs implements Heartbeat.Listener {

        @Override
        public void sendSignOfLife(ChannelHandlerContext ctx) {
            engine.signOfLifeDue();
        }

        @Override
        public void peerSilent(ChannelHandlerContext ctx) {
            LOG.info(
                    "closing the connection from {}: no heart-beat",
                    ctx.channel().remoteAddress());
            ctx.close();
        }
    }
}
