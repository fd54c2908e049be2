// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * How many messages are worked on together.
 *
 * @param linger for how long the first waits until there are so many
 * @param timer runs something after a time
 */
record Lots(int most, Duration linger, BiConsumer<Duration, Runnable> timer) {

    /** One by one. */
    static final Lots SINGLE = new Lots(1, Duration.ZERO, (delay, task) -> {
        throw new IllegalStateException("a single message waits for no others");
    });
}
