// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.config;

import java.time.Duration;

/**
 * How long the client waits before it tries again to reach a broker.
 *
 * @param first before the second try; the first is made at once
 * @param longest which the wait grows to
 * @param factor by which it grows each time
 * @param jitter the part of a wait that is left to chance, 0 to 1
 */
public record ReconnectPolicy(Duration first, Duration longest, double factor, double jitter) {

    private static final double USUAL_JITTER = 0.2;
    private static final Duration USUAL_FIRST = Duration.ofMillis(100);
    private static final Duration USUAL_LONGEST = Duration.ofSeconds(30);

    public static final ReconnectPolicy USUAL = new ReconnectPolicy(USUAL_FIRST, USUAL_LONGEST, 2, USUAL_JITTER);

    public ReconnectPolicy {
        if (first.isNegative() || longest.compareTo(first) < 0 || factor < 1 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException(
                    "waits grow from first to longest by a factor of at least 1, with a jitter of" + " 0 to 1: " + first
                            + ", " + longest + ", " + factor + ", " + jitter);
        }
    }

    /**
     * The wait before a try.
     *
     * @param tries that have failed
     * @param chance 0 to 1
     */
    public Duration delay(int tries, double chance) {
        if (tries == 0) {
            return Duration.ZERO;
        }
        double whole = Math.min((double) longest.toNanos(), (double) first.toNanos() * Math.pow(factor, tries - 1.0));
        return Duration.ofNanos((long) (whole * (1 - jitter * chance)));
    }
}
