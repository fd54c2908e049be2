// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.publish;

/** How long messages of a delay level wait. */
public final class DelayLevels {

    private static final long[] SECONDS = {
        1, 5, 10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1_200, 1_800, 3_600, 7_200
    };

    /** The level of a first failure. */
    private static final int FIRST_RETRY = 3;

    private DelayLevels() {}

    /** In ms; levels beyond the last one are the last one. 0 for level 0 and below. */
    public static long delayMs(int level) {
        return level <= 0 ? 0 : SECONDS[Math.min(level, SECONDS.length) - 1] * 1_000;
    }

    /** How long a message waits that was tried so often before, in ms. */
    public static long retryMs(int times) {
        return delayMs(FIRST_RETRY + Math.max(0, times));
    }
}
