// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Fills a queue with messages of 1 KiB, looks at the memory, kills the broker, starts it again, and drains the queue. */
record BacklogCase(long messages) implements ComparedCase {

    private static final double MIB = 1 << 20;
    private static final double NANOS = 1e9;

    @Override
    public String name() {
        return "t6";
    }

    @Override
    public String what() {
        return String.format(
                "backlog of %,d persistent messages of 1 KiB, 1,000 confirms open; then drained", messages);
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (RunningBroker broker = contender.start(folder, protocols())) {
            placement.placeBroker(broker.processes());
            long empty = broker.processes().anonymousBytes();
            Flow filled = flow(broker, placement, "-y 0 -c 1000 -C %d -s 1024");
            figures.with(Figure.PUBLISH_RATE, filled.rate())
                    .with(Figure.PUBLISH_CPU, filled.serverMicros() / messages)
                    .with(Figure.GROWTH, (broker.processes().anonymousBytes() - empty) / MIB)
                    .with(Figure.RESIDENT, broker.processes().residentBytes() / MIB);
            broker.kill();
        }
        long started = System.nanoTime();
        try (RunningBroker broker = contender.startAgain(folder, protocols())) {
            takeOne(broker);
            figures.with(Figure.DELIVERY_AFTER_KILL, (System.nanoTime() - started) / NANOS);
            placement.placeBroker(broker.processes());
            Flow drained = flow(broker, placement, "-x 0 -q 500 -A 100 -D %d");
            return figures.with(Figure.DRAIN_RATE, drained.rate())
                    .with(Figure.DRAIN_CPU, drained.serverMicros() / messages);
        }
    }

    /** Takes the first message and gives it back. */
    private static void takeOne(RunningBroker broker) throws IOException {
        try (Connection connection =
                        Probe.factory(broker.port(Protocol.AMQP_091)).newConnection();
                Channel channel = connection.createChannel()) {
            GetResponse first = channel.basicGet("backlog", false);
            if (first == null) {
                throw new IOException("the backlog is gone after the kill");
            }
            channel.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
        } catch (TimeoutException failed) {
            throw new IOException("the broker does not answer after the kill", failed);
        }
    }

    private record Flow(double rate, double serverMicros) {}

    private Flow flow(RunningBroker broker, Placement placement, String arguments)
            throws IOException, InterruptedException {
        List<String> all = PerfTest.arguments("-u backlog -ad false -f persistent " + arguments, messages);
        double before = broker.processes().cpuMicros();
        double[] seconds = {0};
        PerfTest.run(broker, all, placement, (second, tool) -> seconds[0] = second.at());
        if (seconds[0] == 0) {
            throw new IOException("the load tool said nothing: too few messages for one second");
        }
        return new Flow(messages / seconds[0], broker.processes().cpuMicros() - before);
    }
}
