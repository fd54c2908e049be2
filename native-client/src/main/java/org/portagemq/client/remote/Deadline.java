// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.time.Duration;

/** A moment on a clock that never jumps. */
public record Deadline(long nanoTime) {

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean isOver() {
        return leftNanos() <= 0;
    }

    public long leftNanos() {
        return nanoTime - System.nanoTime();
    }

    /** Not negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, leftNanos()));
    }

    /** This one, or so long from now when that is earlier. */
    public Deadline atMost(Duration time) {
        return leftNanos() <= time.toNanos() ? this : in(time);
    }
}
