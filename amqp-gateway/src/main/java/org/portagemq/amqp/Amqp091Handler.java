// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.HashSet;
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

/** The socket of one 0-9-1 connection. */
final class Amqp091Handler extends EngineHandler<Connection091> implements Outlet {

    private static final Logger LOG = LoggerFactory.getLogger(Amqp091Handler.class);

    private static final int BUFFER_BYTES = 4 * 1024;

    private final Broker broker;
    private final Authenticator authenticator;
    private final ServerIdentity identity;
    private final AmqpLimits limits;
    /** What ends the tasks that are run again and again. */
    private final Set<Runnable> repeated = new HashSet<>();

    Amqp091Handler(
            Broker broker,
            Authenticator authenticator,
            ServerIdentity identity,
            AmqpLimits limits,
            Connection connection) {
        super(connection);
        this.broker = broker;
        this.authenticator = authenticator;
        this.identity = identity;
        this.limits = limits;
    }

    @Override
    Connection091 make(Connection below) {
        return new Connection091(
                broker,
                authenticator,
                identity,
                limits,
                below.info(),
                this,
                below.channel().eventLoop());
    }

    @Override
    void start(Connection091 made) {
        made.start();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        repeated.forEach(Runnable::run);
        repeated.clear();
        super.channelInactive(ctx);
    }

    @Override
    public ByteBuf buffer() {
        return context().alloc().buffer(BUFFER_BYTES);
    }

    @Override
    public void write(ByteBuf bytes) {
        context().write(bytes, context().voidPromise());
    }

    @Override
    public void heartbeats(int seconds) {
        // As long as the usual broker waits: two to three intervals after the last octet.
        Duration silence = Duration.ofMillis(seconds * 2_500L);
        Duration interval = Duration.ofMillis(seconds * 500L);
        context().pipeline().addBefore(context().name(), "heartbeat", new Heartbeat(silence, interval, new Signs()));
    }

    @Override
    public Runnable every(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        Future<?> running = context().executor().scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
        Runnable end = () -> running.cancel(false);
        repeated.add(end);
        return () -> {
            end.run();
            repeated.remove(end);
        };
    }

    @Override
    public void closeAfter(Duration patience) {
        connection().closeAfter(patience);
    }

    private final class Signs implements Heartbeat.Listener {

        @Override
        public void sendSignOfLife(ChannelHandlerContext ctx) {
            engine().signOfLife();
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
