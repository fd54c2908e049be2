// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When one thread sends. At a rate, the times are fixed beforehand: a message that is late because earlier ones were slow counts
 * from when it should have been sent, so that a stall is seen in all that it delayed.
 */
final class Pace {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long start = System.nanoTime();
    private final long perSecond;
    private long count;

    /** @param perSecond 0: as fast as it goes */
    Pace(long perSecond) {
        this.perSecond = perSecond;
    }

    /** Whether the next one has to wait for its time. */
    boolean isEarly() {
        return perSecond > 0 && due() - System.nanoTime() > 0;
    }

    /** Waits for the next message's time, and tells it. */
    long next() {
        if (perSecond == 0) {
            return System.nanoTime();
        }
        long due = due();
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        count++;
        return due;
    }

    private long due() {
        return start + count / perSecond * SECOND + count % perSecond * SECOND / perSecond;
    }
}
