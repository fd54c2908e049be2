// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.platform.Platform;

/**
 * The broker's own clock for what waits for its time. It follows the time of day as that is slewed, and goes on evenly
 * when the time of day jumps: what waits then becomes visible neither early nor late. How far the two are apart is kept
 * in the store as long as anything waits. Belongs to the core.
 */
final class SteadyClock {

    /** A difference from the clock that only goes forward which grows by this between two looks is a jump. */
    static final long STEP_MS = 500;

    private static final long NANOS_PER_MS = 1_000_000;

    private final Platform platform;
    private long lastWall;
    private long lastNanos;
    private long offset;

    SteadyClock(Platform platform) {
        this.platform = platform;
        this.lastWall = platform.wallMs();
        this.lastNanos = platform.nanoTime();
    }

    /** Now, epoch ms, as the time of day was before it jumped. */
    long now() {
        look();
        return lastWall - offset;
    }

    /** When something is due on this clock that is due at a time of day. */
    long due(long timeOfDay) {
        look();
        return timeOfDay - offset;
    }

    /** The time of day at which something is due on this clock, if it does not jump again. */
    long timeOfDay(long due) {
        return due + offset;
    }

    private void look() {
        long wall = platform.wallMs();
        long nanos = platform.nanoTime();
        long step = wall - lastWall - (nanos - lastNanos) / NANOS_PER_MS;
        if (Math.abs(step) >= STEP_MS) {
            offset += step;
        }
        lastWall = wall;
        lastNanos = nanos;
    }

    /** By how many ms the time of day is ahead of this clock. */
    long offset() {
        look();
        return offset;
    }

    void offset(long known) {
        offset = known;
    }
}
