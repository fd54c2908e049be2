// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;

/**
 * What a producer does about failures that may pass.
 *
 * @param attempts that a server has answered, at most; a server that is not reached, or asks for patience, does not count
 * @param pause between attempts, at first; it doubles
 * @param unknown what is done when a message may have been stored
 */
public record RetryPolicy(int attempts, Duration pause, UnknownOutcomePolicy unknown) {

    private static final int USUAL_ATTEMPTS = 3;
    private static final Duration USUAL_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    public static final RetryPolicy USUAL = new RetryPolicy(USUAL_ATTEMPTS, USUAL_PAUSE, UnknownOutcomePolicy.FAIL);

    public RetryPolicy {
        if (attempts < 1 || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "at least one attempt, and a pause that is not negative: " + attempts + ", " + pause);
        }
    }

    /** One attempt only. */
    public static RetryPolicy none() {
        return new RetryPolicy(1, USUAL_PAUSE, UnknownOutcomePolicy.FAIL);
    }

    public RetryPolicy unknown(UnknownOutcomePolicy policy) {
        return new RetryPolicy(attempts, pause, policy);
    }

    /** @param failed attempts so far, counted or not */
    Duration pauseAfter(int failed) {
        Duration longer = pause.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, failed - 1)));
        return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
}
