// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

import java.time.Duration;

/** What a listener says about a message. */
public sealed interface ConsumeResult {

    /** Done. */
    record Ack() implements ConsumeResult {}

    /** Not done: to come again after a time, as one attempt more. */
    record Retry(Duration delay) implements ConsumeResult {}

    /** Not begun: to come again after a time, not counted as an attempt. */
    record Suspend(Duration delay) implements ConsumeResult {}

    /** Never to be done: to the dead letters of the group. */
    record DeadLetter(String reason) implements ConsumeResult {}

    static ConsumeResult ack() {
        return new Ack();
    }

    /** After the time that the consumer has for the attempt. */
    static ConsumeResult retry() {
        return new Retry(Duration.ZERO);
    }

    static ConsumeResult retryAfter(Duration delay) {
        return new Retry(delay);
    }

    static ConsumeResult suspend(Duration delay) {
        return new Suspend(delay);
    }

    static ConsumeResult deadLetter(String reason) {
        return new DeadLetter(reason);
    }
}
