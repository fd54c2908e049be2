// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.concurrent.CompletableFuture;

/** Counts what has begun and not ended. Thread-safe. */
final class Outstanding {

    private CompletableFuture<Void> none = CompletableFuture.completedFuture(null);
    private long count;

    synchronized void begin() {
        if (count++ == 0) {
            none = new CompletableFuture<>();
        }
    }

    void end() {
        CompletableFuture<Void> last;
        synchronized (this) {
            if (--count > 0) {
                return;
            }
            last = none;
        }
        last.complete(null);
    }

    /** Completed when there is none. */
    synchronized CompletableFuture<Void> none() {
        return none;
    }
}
