// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;

/**
 * How long a message rests before it is tried again.
 *
 * @param first after the first attempt; it doubles with each
 * @param longest which it grows to
 */
public record RetryDelays(Duration first, Duration longest) {

    private static final Duration USUAL_FIRST = Duration.ofSeconds(10);
    private static final Duration USUAL_LONGEST = Duration.ofHours(2);
    private static final int MOST_DOUBLINGS = 30;

    public static final RetryDelays USUAL = new RetryDelays(USUAL_FIRST, USUAL_LONGEST);

    public RetryDelays {
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("delays grow from first to longest: " + first + ", " + longest);
        }
    }

    /** @param attempt that has failed, from 1 */
    Duration after(int attempt) {
        Duration longer = first.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, attempt - 1)));
        return longer.compareTo(longest) > 0 ? longest : longer;
    }
}
