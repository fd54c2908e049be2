// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import org.portagemq.client.message.ConsumeResult;

/** How a push consumer works. */
record PushOptions(
        ConsumerOptions consumer,
        int concurrency,
        int prefetchMessages,
        long prefetchBytes,
        Duration invisible,
        Duration processingTimeout,
        int maxAttempts,
        RetryDelays delays) {

    /** One attempt too many ends with the dead letters; without a time, a retry gets that of the attempt. */
    ConsumeResult bounded(ConsumeResult said, int attempt) {
        if (!(said instanceof ConsumeResult.Retry retry)) {
            return said;
        }
        if (attempt >= maxAttempts) {
            return ConsumeResult.deadLetter("tried " + attempt + " times");
        }
        return retry.delay().isZero() ? ConsumeResult.retryAfter(delays.after(attempt)) : retry;
    }
}
