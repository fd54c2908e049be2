// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;

/**
 * What the core, the log thread and the file lane tell each other; each field has one writer.
 *
 * <p>Wake-up: the core publishes, then reads {@code sleep}; the log thread sets {@code sleep}, then looks at what is
 * published. All are volatile, so one of the two sees the other and no wake-up is lost.
 */
final class LogProgress {
    static final int AWAKE = 0;
    static final int SLEEPS_UNTIL_DUE = 1;
    static final int SLEEPS_UNTIL_WOKEN = 2;

    // The core's.
    volatile long visible;
    volatile long writeDemand;
    volatile long syncDemand;
    // The log thread's.
    volatile long written;
    volatile long synced;
    volatile IOException failure;
    /** The log thread could not write for want of space; what the core appended stays in the ring. */
    volatile boolean stuck;

    volatile int sleep;
    // Set once, before the log thread starts.
    volatile LogListener listener = new Deaf();
    volatile Runnable waker = () -> {};

    LogProgress(long start) {
        visible = start;
        writeDemand = start;
        syncDemand = start;
        written = start;
        synced = start;
    }

    void publish(long tail, Demand demand) {
        visible = tail;
        if (demand == Demand.SYNC) {
            syncDemand = tail;
        } else if (demand == Demand.WRITE) {
            writeDemand = tail;
        }
        int sleeping = sleep;
        if (sleeping == SLEEPS_UNTIL_WOKEN || (sleeping == SLEEPS_UNTIL_DUE && demand != Demand.NONE)) {
            waker.run();
        }
    }

    /** Whether somebody waits for a write or a sync that has not been done. */
    boolean demanded() {
        return syncDemand > synced || writeDemand > written;
    }

    boolean pending() {
        return visible > synced;
    }

    private static final class Deaf implements LogListener {
        @Override
        public void written(long position) {
            // Nobody listens yet.
        }

        @Override
        public void synced(long position) {
            // Nobody listens yet.
        }

        @Override
        public void failed(IOException failure) {
            // Nobody listens yet; CommitLog#failure tells.
        }

        @Override
        public void spaceChanged() {
            // Nobody listens yet.
        }
    }
}
