// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory of what clients have sent of commands that are not whole, while nobody knows yet who they are: a signature can only be
 * checked when all is there. All connections share it. Thread-safe.
 */
public final class StrangerBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    public StrangerBudget(long limit) {
        this.limit = limit;
    }

    /** What one connection takes of it; belongs to the connection's thread. */
    final class Share {
        private long held;

        /** Takes so many bytes in all; answers whether that is possible, else as many are held as before. */
        boolean hold(long bytes) {
            long more = bytes - held;
            if (used.addAndGet(more) > limit && more > 0) {
                used.addAndGet(-more);
                return false;
            }
            held = bytes;
            return true;
        }
    }

    Share share() {
        return new Share();
    }

    /** In bytes. */
    long limit() {
        return limit;
    }
}
