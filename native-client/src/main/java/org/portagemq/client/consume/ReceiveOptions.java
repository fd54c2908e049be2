// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;

/**
 * How messages are received.
 *
 * @param max messages, at least 1; a broker gives 32 at a time at most
 * @param waiting for the first message
 * @param invisible for how long others do not get them; within it they have to be settled, or their time be extended
 */
public record ReceiveOptions(int max, Duration waiting, Duration invisible) {

    private static final Duration USUAL_WAIT = Duration.ofSeconds(15);
    private static final Duration USUAL_INVISIBLE = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    public ReceiveOptions {
        if (max < 1 || waiting.isNegative() || waiting.compareTo(LONGEST_WAIT) > 0 || invisible.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "at least one message, a wait of 0 to 60 seconds and a time of at least a"
                            + " millisecond to settle them: " + max + ", " + waiting + ", " + invisible);
        }
    }

    /** So many messages, after 15 s without one none, to be settled within a minute. */
    public static ReceiveOptions max(int messages) {
        return new ReceiveOptions(messages, USUAL_WAIT, USUAL_INVISIBLE);
    }

    public ReceiveOptions waiting(Duration time) {
        return new ReceiveOptions(max, time, invisible);
    }

    public ReceiveOptions invisible(Duration time) {
        return new ReceiveOptions(max, waiting, time);
    }
}
