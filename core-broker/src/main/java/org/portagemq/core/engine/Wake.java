// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.platform.Platform;

/**
 * Has the core look when something is due, so that it need not wait for the next regular tick. One call more than
 * needed does no harm. Belongs to the core.
 */
final class Wake {

    private static final long NANOS_PER_MS = 1_000_000;

    /** What is due later than this is looked at by the regular tick before. */
    private static final long NEXT_TICK_MS = 150;

    private final Platform platform;
    private final CoreCalls core;
    private final SteadyClock clock;
    private final Runnable look;
    private long set = Long.MAX_VALUE;

    Wake(Platform platform, CoreCalls core, SteadyClock clock, Runnable look) {
        this.platform = platform;
        this.core = core;
        this.clock = clock;
        this.look = look;
    }

    /** Looks at the time, or before; {@link Long#MAX_VALUE} stands for never. */
    void at(long due) {
        if (due >= set) {
            return;
        }
        long wait = due - clock.now();
        if (wait <= NEXT_TICK_MS) {
            set = due;
            platform.after(Math.max(0, wait) * NANOS_PER_MS, () -> core.callHere(this::wake));
        }
    }

    private void wake() {
        set = Long.MAX_VALUE;
        look.run();
    }
}
