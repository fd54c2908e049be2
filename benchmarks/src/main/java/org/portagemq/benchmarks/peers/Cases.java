// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.portagemq.benchmarks.load.LoadShape;
import org.portagemq.benchmarks.load.Receiving;

/** The loads that brokers are compared by: AMQP 0-9-1 unless they say another protocol. */
final class Cases {

    private static final int IDLE_CONNECTIONS = 5_000;
    private static final int IDLE_QUEUES = 10_000;
    private static final int WEBSOCKETS = 1_000;
    private static final int SMALL = 100;
    private static final int MANY_OPEN = 1_000;
    private static final int SOME_OPEN = 100;
    private static final List<Integer> ROCKET_THREADS = List.of(1, 4, 64);
    private static final int KIB = 1_024;
    private static final List<Integer> THOUSANDS_A_SECOND = List.of(2, 10);
    private static final long THOUSAND = 1_000;
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
        cases.add(new StompFanOutCase("t10-ws", WEBSOCKETS, SMALL, warmUp, seconds));
        List<Steady> steady = new ArrayList<>();
        amqp10(steady);
        jms(steady);
        rocketmq(steady);
        stomp(steady);
        atRates(steady);
        acrossProtocols(steady);
        steady.forEach(one -> cases.add(one.lasting(warmUp, seconds)));
        cases.add(new BacklogCase(backlog));
        cases.add(new IdleCase(IDLE_CONNECTIONS, IDLE_QUEUES));
        return cases;
    }

    private static void amqp10(List<Steady> cases) {
        for (int open : List.of(0, SOME_OPEN, MANY_OPEN)) {
            LoadShape shape = LoadShape.of(open, SMALL);
            cases.add(new Steady("t7-w" + Math.max(1, open), Party.AMQP_10, shape));
            cases.add(new Steady("t7-light-w" + Math.max(1, open), Party.LIGHT_10, shape));
        }
    }

    private static void jms(List<Steady> cases) {
        cases.add(new Steady("t8-sync", Party.JMS, LoadShape.of(0, SMALL)));
        cases.add(new Steady("t8-auto", Party.JMS, LoadShape.of(MANY_OPEN, SMALL)));
        cases.add(new Steady(
                "t8-transient", Party.JMS, LoadShape.of(MANY_OPEN, SMALL).transientOnly()));
        for (Receiving how : Receiving.values()) {
            if (how != Receiving.PLAIN) {
                String name = "t8-" + how.name().toLowerCase(Locale.ROOT).replace('_', '-');
                cases.add(new Steady(
                        name, Party.JMS, LoadShape.of(MANY_OPEN, SMALL).receiving(how)));
            }
        }
    }

    /** By RocketMQ's own client, and by this project's, which speaks with RocketMQ as well. */
    private static void rocketmq(List<Steady> cases) {
        for (Party party : List.of(Party.ROCKETMQ, Party.OWN)) {
            String prefix = party.equals(Party.OWN) ? "t9-own-" : "t9-";
            for (int threads : ROCKET_THREADS) {
                cases.add(new Steady(
                        prefix + "t" + threads, party, LoadShape.of(0, KIB).withThreads(threads)));
            }
            cases.add(new Steady(prefix + "async", party, LoadShape.of(MANY_OPEN, KIB)));
        }
    }

    private static void stomp(List<Steady> cases) {
        for (int open : List.of(1, SOME_OPEN)) {
            cases.add(new Steady("t10-w" + open, Party.STOMP, LoadShape.of(open, SMALL)));
        }
    }

    /** AMQP 0-9-1 at such rates is among the loads by RabbitMQ's tool. */
    private static void atRates(List<Steady> cases) {
        for (Party party : List.of(Party.AMQP_10, Party.JMS, Party.STOMP, Party.ROCKETMQ)) {
            for (int thousands : THOUSANDS_A_SECOND) {
                cases.add(new Steady(
                        "t11-" + party.name() + "-" + thousands + "k",
                        party,
                        LoadShape.of(MANY_OPEN, KIB).atRate(thousands * THOUSAND)));
            }
        }
    }

    /** Sent by one protocol, received by another. */
    private static void acrossProtocols(List<Steady> cases) {
        LoadShape shape = LoadShape.of(SOME_OPEN, SMALL);
        cases.add(new Steady("t12-amqp10", Party.AMQP_091, Party.EXISTING_10, shape));
        cases.add(new Steady("t12-stomp", Party.AMQP_091, Party.STOMP, shape));
        cases.add(new Steady("t12-jms", Party.AMQP_091, Party.JMS, shape));
        cases.add(new Steady("t12-amqp10-stomp", Party.AMQP_10, Party.STOMP, shape));
    }

    private record Steady(String name, Party sender, Party receiver, LoadShape shape) {

        Steady(String name, Party both, LoadShape shape) {
            this(name, both, both, shape);
        }

        SteadyCase lasting(int warmUp, int seconds) {
            return new SteadyCase(name, sender, receiver, shape, warmUp, seconds);
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
