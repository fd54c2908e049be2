// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets a log line through at most once in a while and counts what it held back. Thread-safe. */
public final class RateLimitedLog {

    private final long pauseNanos;
    private final LongSupplier clock;
    private boolean spoke;
    private long lastNanos;
    private long heldBack;

    /** A clock of nanoseconds that never goes back, such as {@link System#nanoTime}. */
    public RateLimitedLog(Duration pause, LongSupplier clock) {
        this.pauseNanos = pause.toNanos();
        this.clock = clock;
    }

    /** Calls the writer with the number of lines held back since the last one, or counts this one. */
    public void log(LongConsumer writer) {
        long count;
        synchronized (this) {
            long now = clock.getAsLong();
            if (spoke && now - lastNanos < pauseNanos) {
                heldBack++;
                return;
            }
            spoke = true;
            lastNanos = now;
            count = heldBack;
            heldBack = 0;
        }
        writer.accept(count);
    }
}
