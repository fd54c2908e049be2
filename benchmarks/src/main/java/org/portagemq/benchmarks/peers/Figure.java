// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

/** Something that is measured in a run. */
enum Figure {
    RATE("delivered messages/s", true),
    SERVER_CPU("server CPU, µs a message", false),
    TOOL_CPU("tool CPU, µs a message", false),
    CPU("CPU of both, µs a message", false),
    CONFIRM_P50("confirm p50, ms", false),
    CONFIRM_P99("confirm p99, ms", false),
    CONSUMER_P50("publish to delivery p50, ms", false),
    CONSUMER_P99("publish to delivery p99, ms", false),
    PUBLISH_RATE("published messages/s", true),
    PUBLISH_CPU("server CPU of publishing, µs a message", false),
    DRAIN_RATE("drained messages/s", true),
    DRAIN_CPU("server CPU of draining, µs a message", false),
    GROWTH("growth of anonymous memory, MiB", false),
    RESIDENT("resident memory, MiB", false),
    PER_CONNECTION("memory of an idle connection with a channel, kB", false),
    DECLARES("queues declared/s", true),
    PER_QUEUE("memory of an idle queue, kB", false),
    FIRST_OPEN("from start to the first open connection, s", false),
    DELIVERY_AFTER_KILL("from start to the first message after a kill with a backlog, s", false),
    OTHERS("share of the machine that others took, %", false);

    private final String text;
    private final boolean higherIsBetter;

    Figure(String text, boolean higherIsBetter) {
        this.text = text;
        this.higherIsBetter = higherIsBetter;
    }

    String text() {
        return text;
    }

    /** By which factor ours is better than theirs. */
    double advantage(double ours, double theirs) {
        return higherIsBetter ? ours / theirs : theirs / ours;
    }
}
