// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Lets a log line through at most once in a while and counts what it held back. Thread-safe. */
final class RateLimitedLog {

    private final long pauseNanos;
    private final Ticker ticker;
    private boolean spoke;
    private long lastNanos;
    private long heldBack;

    RateLimitedLog(Duration pause, Ticker ticker) {
        this.pauseNanos = pause.toNanos();
        this.ticker = ticker;
    }

    /** Calls the writer with the number of lines held back since the last one, or counts this one. */
    void log(LongConsumer writer) {
        long count;
        synchronized (this) {
            long now = ticker.nanoTime();
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
