// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The loads that brokers are compared by: AMQP 0-9-1 unless they say another protocol. */
final class Cases {

    private static final int IDLE_CONNECTIONS = 5_000;
    private static final int IDLE_QUEUES = 10_000;
    private static final List<Integer> STOMP_WINDOWS = List.of(1, 100);
    private static final int STOMP_BYTES = 100;
    private static final int WEBSOCKETS = 1_000;
    private static final int SMALL = 100;
    private static final int MANY_OPEN = 1_000;
    private static final List<Integer> AMQP_10_WINDOWS = List.of(0, 100, MANY_OPEN);
    private static final List<Integer> ROCKET_THREADS = List.of(1, 4, 64);
    private static final int ROCKET_BYTES = 1_024;
    private static final String ONE_TO_ONE = "-x 1 -y 1 -f persistent -q 500 -A 100 ";
    private static final String FOUR_TO_FOUR = "-x 4 -y 4 -u q ";
    private static final String ONE_TO_TEN = "-t fanout -e f -x 1 -y 10 -qp f-%d -qpf 1 -qpt 10 -s 100 ";
    private static final String AT_A_RATE = "-x 1 -y 1 -f persistent -c 100 -q 500 -A 10 -s 1024 ";

    private static final List<Load> LOADS = List.of(
            new Load("t1-w1-100", "persistent, 100 B, one confirm open", ONE_TO_ONE + "-c 1 -s 100"),
            new Load("t1-w100-100", "persistent, 100 B, 100 confirms open", ONE_TO_ONE + "-c 100 -s 100"),
            new Load("t1-w1000-100", "persistent, 100 B, 1,000 confirms open", ONE_TO_ONE + "-c 1000 -s 100"),
            new Load("t1-w1-1024", "persistent, 1 KiB, one confirm open", ONE_TO_ONE + "-c 1 -s 1024"),
            new Load("t1-w100-1024", "persistent, 1 KiB, 100 confirms open", ONE_TO_ONE + "-c 100 -s 1024"),
            new Load("t1-w1000-1024", "persistent, 1 KiB, 1,000 confirms open", ONE_TO_ONE + "-c 1000 -s 1024"),
            new Load(
                    "t2",
                    "persistent, 100 B, four to four on one queue, 100 open each",
                    FOUR_TO_FOUR + "-f persistent -c 100 -q 500 -A 100 -s 100"),
            new Load("t3", "transient, 100 B, no confirms, auto-ack", "-x 1 -y 1 -a -s 100"),
            new Load("t3-p4c4", "transient, 100 B, auto-ack, four to four on one queue", FOUR_TO_FOUR + "-a -s 100"),
            new Load(
                    "t4-each",
                    "persistent, 100 B, 100 open, each acknowledged",
                    "-x 1 -y 1 -f persistent -c 100 -q 500 -A 1 -s 100"),
            new Load("t5-10", "fan-out to 10, transient, 100 B, auto-ack", ONE_TO_TEN + "-a"),
            new Load(
                    "t5-10-persistent",
                    "fan-out to 10, persistent, 100 B, 100 open",
                    ONE_TO_TEN + "-f persistent -c 100 -q 500 -A 100"),
            new Load("t11-2k", "persistent, 1 KiB, 2,000 a second", AT_A_RATE + "-r 2000"),
            new Load("t11-10k", "persistent, 1 KiB, 10,000 a second", AT_A_RATE + "-r 10000"));

    /** A load by RabbitMQ's tool, with the tool's arguments. */
    private record Load(String name, String what, String arguments) {

        LoadCase lasting(int warmUp, int seconds) {
            return new LoadCase(name, what, arguments, warmUp, seconds);
        }

        boolean isForQuorumQueues() {
            return arguments.contains("-f persistent") && !arguments.startsWith(ONE_TO_TEN);
        }
    }

    private Cases() {}

    /** All of them. */
    static List<ComparedCase> all(int warmUp, int seconds, long backlog) {
        List<ComparedCase> cases = new ArrayList<>();
        LOADS.forEach(load -> cases.add(load.lasting(warmUp, seconds)));
        for (int window : STOMP_WINDOWS) {
            cases.add(new StompCase("t10-w" + window, window, STOMP_BYTES, warmUp, seconds));
        }
        cases.add(new StompFanOutCase("t10-ws", WEBSOCKETS, STOMP_BYTES, warmUp, seconds));
        jms(cases, warmUp, seconds);
        rocketmq(cases, warmUp, seconds);
        cases.add(new BacklogCase(backlog));
        cases.add(new IdleCase(IDLE_CONNECTIONS, IDLE_QUEUES));
        return cases;
    }

    /** By Qpid JMS over AMQP 1.0, and by each broker's own JMS client. */
    private static void jms(List<ComparedCase> cases, int warmUp, int seconds) {
        for (int window : AMQP_10_WINDOWS) {
            cases.add(new JmsCase(
                    "t7-w" + Math.max(1, window),
                    Protocol.AMQP_10,
                    JmsLoad.Shape.AUTO,
                    window,
                    SMALL,
                    warmUp,
                    seconds));
        }
        cases.add(new JmsCase("t8-sync", Protocol.JMS, JmsLoad.Shape.AUTO, 0, SMALL, warmUp, seconds));
        for (JmsLoad.Shape shape : JmsLoad.Shape.values()) {
            String name = "t8-" + shape.name().toLowerCase(Locale.ROOT).replace('_', '-');
            cases.add(new JmsCase(name, Protocol.JMS, shape, MANY_OPEN, SMALL, warmUp, seconds));
        }
    }

    /** By RocketMQ's own client, and by this project's, which speaks with RocketMQ as well. */
    private static void rocketmq(List<ComparedCase> cases, int warmUp, int seconds) {
        for (RocketCase.Client client : RocketCase.Client.values()) {
            String prefix = client == RocketCase.Client.OWN ? "t9-own-" : "t9-";
            for (int threads : ROCKET_THREADS) {
                cases.add(new RocketCase(prefix + "t" + threads, client, threads, ROCKET_BYTES, warmUp, seconds));
            }
            cases.add(new RocketCase(prefix + "async", client, 0, ROCKET_BYTES, warmUp, seconds));
        }
    }

    /** Those that make sense for quorum queues, with such queues. */
    static List<ComparedCase> quorum(int warmUp, int seconds) {
        return LOADS.stream()
                .filter(Load::isForQuorumQueues)
                .<ComparedCase>map(load -> load.lasting(warmUp, seconds).with("quorum queue", "--quorum-queue"))
                .toList();
    }
}
