// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;

/** How a push consumer works. */
record PushOptions(
        ConsumerOptions consumer,
        int concurrency,
        int prefetchMessages,
        long prefetchBytes,
        Duration invisible,
        Duration processingTimeout,
        int maxAttempts,
        RetryDelays delays) {}
