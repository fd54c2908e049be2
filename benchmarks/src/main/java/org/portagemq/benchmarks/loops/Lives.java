// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells clients when the server is up, and that a connection broke because it was crashed. Thread-safe. */
final class Lives {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Life current = new Life(0, 0, line -> "");
    private boolean stopped;

    /** Asks the server for what clients cannot do; one answer for each line. */
    interface Control {
        String ask(String line) throws IOException, InterruptedException;
    }

    /** One life of the server. */
    static final class Life {
        private final int number;
        private final int port;
        private final Control control;
        private volatile boolean over;

        private Life(int number, int port, Control control) {
            this.number = number;
            this.port = port;
            this.control = control;
        }

        int number() {
            return number;
        }

        int port() {
            return port;
        }

        Control control() {
            return control;
        }

        /** Whether the crash was ordered: from here on broken connections are no surprise. */
        boolean isOver() {
            return over;
        }
    }

    /** The server is up. */
    void begin(int number, int port, Control control) {
        lock.lock();
        try {
            current = new Life(number, port, control);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The server is about to be crashed. */
    void end() {
        lock.lock();
        try {
            current.over = true;
        } finally {
            lock.unlock();
        }
    }

    /** No client waits for a further life. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a life after this number; empty when there will be none. */
    Optional<Life> after(int number) throws InterruptedException {
        lock.lock();
        try {
            while (!stopped && (current.number <= number || current.over)) {
                changed.await(1, TimeUnit.SECONDS);
            }
            return stopped ? Optional.empty() : Optional.of(current);
        } finally {
            lock.unlock();
        }
    }
}
