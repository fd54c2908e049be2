// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.QueueRef;

/** Which queues a consumer that reads queues has, and how far it was in each. Thread-safe. */
interface Holding {

    /** What it tells the consumer. */
    interface Reader {

        /** The queue is the consumer's from now on, or still. */
        void begin(QueueRef queue);

        /** The queue is the consumer's no more. Whether its place can still be kept. */
        void giveUp(QueueRef queue, Ownership ownership);

        /** Those that it reads. */
        Set<QueueRef> queues();
    }

    /** Whether a queue that is given up is the consumer's until it has said how far it was. */
    enum Ownership {
        KEPT,
        LOST
    }

    void start(Reader reader);

    /** Once a second. */
    void tick();

    /** Where to go on; empty when nobody was there before. */
    CompletableFuture<OptionalLong> place(QueueRef queue);

    /** To go on at this offset. */
    CompletableFuture<Void> commit(QueueRef queue, long offset);

    /** The queue is not read any more: others may have it. */
    CompletableFuture<Void> release(QueueRef queue);

    /** The consumer is at its end. */
    CompletableFuture<Void> leave();
}
