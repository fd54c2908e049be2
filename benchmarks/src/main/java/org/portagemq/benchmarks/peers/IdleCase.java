// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** What a broker needs to be there: its start, connections that do nothing, queues that nobody uses. */
record IdleCase(int connections, int queues) implements ComparedCase {

    private static final double KB = 1000;
    private static final double NANOS = 1e9;

    @Override
    public String name() {
        return "m1";
    }

    @Override
    public String what() {
        return String.format("start; %,d idle connections with a channel; %,d durable queues", connections, queues);
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        Figures figures = new Figures();
        long started = System.nanoTime();
        try (RunningBroker broker = contender.start(folder, protocols())) {
            figures.with(Figure.FIRST_OPEN, (System.nanoTime() - started) / NANOS);
            declare(broker, figures);
            connect(broker, figures);
        } catch (TimeoutException failed) {
            throw new IOException("the broker does not answer", failed);
        }
        return figures;
    }

    private void declare(RunningBroker broker, Figures figures) throws IOException, TimeoutException {
        try (Connection connection =
                        Probe.factory(broker.port(Protocol.AMQP_091)).newConnection();
                Channel channel = connection.createChannel()) {
            long before = broker.processes().anonymousBytes();
            long begun = System.nanoTime();
            for (int i = 0; i < queues; i++) {
                channel.queueDeclareNoWait("idle-" + i, true, false, false, null);
            }
            channel.queueDeclarePassive("idle-" + (queues - 1));
            figures.with(Figure.DECLARES, queues * NANOS / (System.nanoTime() - begun));
            figures.with(Figure.PER_QUEUE, (broker.processes().anonymousBytes() - before) / KB / queues);
        }
    }

    private void connect(RunningBroker broker, Figures figures) throws IOException, TimeoutException {
        ConnectionFactory factory = Probe.factory(broker.port(Protocol.AMQP_091));
        // No threads of their own for each of them here.
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        factory.netty().eventLoopGroup(loops);
        factory.setRequestedHeartbeat(0);
        long before = broker.processes().anonymousBytes();
        List<Connection> open = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Connection connection = factory.newConnection();
                open.add(connection);
                connection.createChannel();
            }
            figures.with(Figure.PER_CONNECTION, (broker.processes().anonymousBytes() - before) / KB / connections);
        } finally {
            open.forEach(Connection::abort);
            loops.shutdownGracefully();
        }
    }
}
