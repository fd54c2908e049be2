// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

/** What a listener may want to know while it works on a message. Thread-safe. */
public interface ConsumeContext {

    /**
     * Whether somebody else may have got the message meanwhile: what the listener says about it does not count any more. The
     * consumer extends the time of messages that are worked on; this happens when the broker was not reached for too long, or the
     * work takes longer than the processing timeout.
     */
    boolean isLost();

    /** Whether the consumer is about to close. */
    boolean isClosing();
}
