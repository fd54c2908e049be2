// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/** The loads that brokers of AMQP 0-9-1 are compared by. */
final class Cases {

    private static final int[] WINDOWS = {1, 100, 1000};
    private static final int[] SIZES = {100, 1024};
    private static final int IDLE_CONNECTIONS = 2_000;
    private static final int IDLE_QUEUES = 10_000;

    private Cases() {}

    /** All of them, in the order of their names. */
    static List<ComparedCase> all(int warmUp, int seconds, long backlog) {
        List<ComparedCase> cases = new ArrayList<>();
        for (int size : SIZES) {
            for (int window : WINDOWS) {
                cases.add(new LoadCase(
                        String.format("t1-w%d-%d", window, size),
                        String.format("persistent, %d B, %,d confirm(s) open, one to one", size, window),
                        String.format("-x 1 -y 1 -f persistent -c %d -q 500 -A 100 -s %d", window, size),
                        warmUp,
                        seconds));
            }
        }
        load(
                cases,
                "t2",
                "persistent, 100 B, four to four on one queue",
                "-x 4 -y 4 -u q -f persistent -c 100 -q 500 -A 100 -s 100",
                warmUp,
                seconds);
        load(cases, "t3", "transient, 100 B, no confirms, auto-ack", "-x 1 -y 1 -a -s 100", warmUp, seconds);
        load(
                cases,
                "t3-p4c4",
                "transient, 100 B, auto-ack, four to four on one queue",
                "-x 4 -y 4 -u q -a -s 100",
                warmUp,
                seconds);
        load(
                cases,
                "t4-each",
                "persistent, 100 B, 100 open, each acknowledged",
                "-x 1 -y 1 -f persistent -c 100 -q 500 -A 1 -s 100",
                warmUp,
                seconds);
        load(
                cases,
                "t5-10",
                "fan-out to 10, transient, 100 B, auto-ack",
                "-t fanout -e f -x 1 -y 10 -a -s 100 -qp f-%d -qpf 1 -qpt 10",
                warmUp,
                seconds);
        load(
                cases,
                "t5-10-persistent",
                "fan-out to 10, persistent, 100 B, 100 open",
                "-t fanout -e f -x 1 -y 10 -f persistent -c 100 -q 500 -A 100 -s 100 -qp f-%d -qpf 1 -qpt 10",
                warmUp,
                seconds);
        cases.add(new BacklogCase(backlog));
        load(
                cases,
                "t11-2k",
                "persistent, 1 KiB, 2,000 a second",
                "-x 1 -y 1 -f persistent -c 100 -q 500 -A 10 -s 1024 -r 2000",
                warmUp,
                seconds);
        load(
                cases,
                "t11-10k",
                "persistent, 1 KiB, 10,000 a second",
                "-x 1 -y 1 -f persistent -c 100 -q 500 -A 10 -s 1024 -r 10000",
                warmUp,
                seconds);
        cases.add(new IdleCase(IDLE_CONNECTIONS, IDLE_QUEUES));
        return cases;
    }

    private static void load(
            List<ComparedCase> cases, String name, String what, String arguments, int warmUp, int seconds) {
        cases.add(new LoadCase(name, what, arguments, warmUp, seconds));
    }
}
