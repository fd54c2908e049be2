// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.portagemq.amqp.v10.Connection10;
import org.portagemq.amqp.v10.Limits10;
import org.portagemq.amqp.v10.Outlet10;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.transport.Connection;

/** The socket, or WebSocket, of one 1.0 connection. */
final class Amqp10Handler extends EngineHandler<Connection10> implements Outlet10 {

    private final Broker broker;
    private final Authenticator authenticator;
    private final Limits10 limits;
    private final boolean login;
    private final boolean webSocket;

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
        super(connection);
        this.broker = broker;
        this.authenticator = authenticator;
        this.limits = limits;
        this.login = login;
        this.webSocket = webSocket;
    }

    @Override
    Connection10 make(Connection below) {
        return new Connection10(
                broker,
                authenticator,
                limits,
                below.info(),
                this,
                below.channel().eventLoop(),
                System::currentTimeMillis,
                System::nanoTime);
    }

    @Override
    void start(Connection10 made) {
        if (login) {
            made.startWithLogin();
        } else {
            made.startWithoutLogin();
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        ByteBuf copy = context().alloc().buffer(bytes.remaining());
        copy.writeBytes(bytes);
        context().write(copy, context().voidPromise());
    }

    @Override
    public void resume() {
        if (!context().isRemoved()) {
            try {
                channelRead(context(), Unpooled.EMPTY_BUFFER);
            } catch (Exception failure) {
                exceptionCaught(context(), failure);
            }
        }
    }

    @Override
    public boolean takeName(String name) {
        return connection().takeName(name);
    }

    @Override
    public void giveBackNames() {
        connection().giveBackNames();
    }

    @Override
    public void after(long delayMs, Runnable task) {
        context()
                .executor()
                .schedule(
                        () -> {
                            if (context().channel().isActive()) {
                                task.run();
                            }
                        },
                        delayMs,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    void endOutput() {
        if (webSocket) {
            context().writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        } else {
            super.endOutput();
        }
    }
}
