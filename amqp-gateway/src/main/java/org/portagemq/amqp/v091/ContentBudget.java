// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

/** Memory of the bodies that are still coming on all channels of one connection: each is bounded, so is their sum. */
final class ContentBudget {

    /** Bodies of full size that may be under way at once. */
    private static final int FULL_BODIES = 16;

    private final long limit;
    private long used;

    ContentBudget(AmqpLimits limits) {
        this.limit = (long) FULL_BODIES * limits.messageBytes();
    }

    /**
     * Takes memory for a part of a body.
     *
     * @throws AmqpException 506 when the connection has too much of it
     */
    void take(long bytes) {
        if (used + bytes > limit) {
            throw ReplyCode.RESOURCE_ERROR.because(
                    "unfinished messages on the channels of this connection take more than " + limit + " bytes");
        }
        used += bytes;
    }

    void give(long bytes) {
        used -= bytes;
    }
}
