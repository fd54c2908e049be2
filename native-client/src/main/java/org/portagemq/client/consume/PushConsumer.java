// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;

/**
 * Calls a listener with the messages of a group. Each message comes at least once; the consumers of a group share them. A message
 * that the listener does not finish comes again, and goes to the dead letters after the last attempt, topic {@code %DLQ%GROUP}.
 * Lost connections are made again without a word. Thread-safe.
 */
public final class PushConsumer implements AutoCloseable {

    private static final Duration USUAL_GRACE = Duration.ofSeconds(30);

    private final Remote remote;
    private final String group;
    private final Workbench bench;
    private final Intake intake;
    private final Counts counts;
    private boolean closed;

    PushConsumer(Remote remote, String group, Workbench bench, Intake intake, Counts counts) {
        this.remote = remote;
        this.group = group;
        this.bench = bench;
        this.intake = intake;
        this.counts = counts;
        remote.children().opened(this);
    }

    /** The listener is not called with more messages, until {@link #resume()}. */
    public void pause() {
        bench.pause();
    }

    public void resume() {
        bench.resume();
        intake.fetch();
    }

    /** How many messages are worked on at a time from now on. */
    public void updateConcurrency(int most) {
        PushConsumerBuilder.requirePositive("concurrency", most);
        bench.concurrency(most);
    }

    public PushStats stats() {
        return new PushStats(
                bench.held(),
                bench.running(),
                counts.acknowledged.sum(),
                counts.retried.sum(),
                counts.deadLetters.sum(),
                counts.lost.sum());
    }

    /** As {@link #close(Duration)} with 30 seconds. */
    @Override
    public void close() {
        close(USUAL_GRACE);
    }

    /**
     * Fetches no more, gives back what is not begun, and waits for the listener to finish what is. What is not finished in time
     * comes again to others. May be called by the listener itself, whose own message is not waited for.
     */
    public void close(Duration grace) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        intake.stop();
        boolean own = Handling.isListening();
        Duration patience = own ? Duration.ZERO : grace;
        String operation = "close the consumer of group '" + group + "'";
        try {
            Futures.await(bench.stop().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS), operation);
            Futures.await(intake.settled().completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS), operation);
        } finally {
            remote.children().closed(this);
        }
    }
}
