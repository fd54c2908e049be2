// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.portagemq.core.api.Message;
import org.portagemq.core.routing.RouteTarget;
import org.portagemq.core.routing.Router;
import org.portagemq.core.routing.Topic;

/** One route through a topic, without a broker around it: of its bindings a message matches one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoutingBenchmark {

    private static final int MESSAGES = 1 << 10;

    /** Odd, so that following messages match bindings far from each other. */
    private static final long STRIDE = 2_654_435_761L;

    @Param({"DIRECT", "PATTERN", "HEADERS"})
    public String shape;

    @Param({"10", "100000"})
    public int bindings;

    private final Router router = new Router();
    private Topic topic;
    private Message[] messages;
    private int next;

    /** Where a binding leads. */
    private static final class Target implements RouteTarget {}

    /** Makes the topic with its bindings, and some messages. */
    @Setup
    public void bind() {
        RoutedShape made = RoutedShape.valueOf(shape);
        topic = new Topic(1, made.topic());
        RouteTarget[] targets = new RouteTarget[RoutedShape.GROUPS];
        for (int at = 0; at < targets.length; at++) {
            targets[at] = new Target();
        }
        for (int at = 0; at < bindings; at++) {
            topic.bind(made.binding(at), targets[at % targets.length]);
        }
        messages = IntStream.range(0, MESSAGES)
                .mapToObj(at -> made.message((int) (at * STRIDE % bindings)))
                .toArray(Message[]::new);
    }

    /** Routes the next message. */
    @Benchmark
    public void route(Blackhole found) {
        Message message = messages[next++ & (MESSAGES - 1)];
        router.route(topic, message, none -> null, (stream, passing) -> {}, found::consume);
    }
}
