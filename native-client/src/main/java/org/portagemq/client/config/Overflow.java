// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.config;

import java.time.Duration;

/**
 * What a producer does when the client holds as many bytes as it may.
 *
 * @param longestWait after which the call fails; zero fails at once
 */
public record Overflow(Duration longestWait) {

    private static final Duration USUAL_WAIT = Duration.ofSeconds(5);

    public static final Overflow USUAL = new Overflow(USUAL_WAIT);

    /** The caller waits so long at most. */
    public static Overflow block(Duration longestWait) {
        return new Overflow(longestWait);
    }

    /** The call fails at once. */
    public static Overflow fail() {
        return new Overflow(Duration.ZERO);
    }
}
