// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.PriorityQueue;

/** Runs tasks at their times, which the test says have come. */
final class VirtualTimer implements Leases.Timer {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now = 1_000;
    private int armed;

    private record Task(long at, Runnable work) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return Long.compare(at, other.at);
        }
    }

    long now() {
        return now;
    }

    /** How often a task was given. */
    int armed() {
        return armed;
    }

    @Override
    public void after(long delayMs, Runnable work) {
        armed++;
        tasks.add(new Task(now + delayMs, work));
    }

    void goTo(long time) {
        while (!tasks.isEmpty() && tasks.peek().at <= time) {
            Task next = tasks.poll();
            now = next.at;
            next.work.run();
        }
        now = time;
    }
}
