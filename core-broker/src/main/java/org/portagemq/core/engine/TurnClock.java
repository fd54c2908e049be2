// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.platform.Platform;

/**
 * The time of a turn: everything in it happens at once. So a message that may not wait at all is handed out in the turn of
 * its arrival, however long that lasts; and the clock is read once, not for every message. Belongs to the core.
 */
final class TurnClock {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Platform platform;
    private long now = UNKNOWN;

    TurnClock(Platform platform) {
        this.platform = platform;
    }

    /** Milliseconds since 1970. */
    long wallMs() {
        if (now == UNKNOWN) {
            now = platform.wallMs();
        }
        return now;
    }

    void endTurn() {
        now = UNKNOWN;
    }
}
