// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.ReceivedMessage;

/** A message that the consumer has, from its arrival until it is settled. */
final class Work implements ConsumeContext {

    /** How far it is. */
    enum State {
        WAITING,
        RUNNING,
        DONE
    }

    private final Workbench bench;
    private volatile ReceivedMessage message;
    private volatile boolean lost;
    private volatile boolean settling;
    /** Guarded by the bench. */
    private State state = State.WAITING;

    private volatile long leasedAt = System.nanoTime();
    private volatile long startedAt;
    private CompletableFuture<Void> renewal = CompletableFuture.completedFuture(null);

    Work(Workbench bench, ReceivedMessage message) {
        this.bench = bench;
        this.message = message;
    }

    ReceivedMessage message() {
        return message;
    }

    int bytes() {
        return message.content().body().length;
    }

    State state() {
        return state;
    }

    void state(State next) {
        if (next == State.RUNNING) {
            startedAt = System.nanoTime();
        }
        state = next;
    }

    long leasedAt() {
        return leasedAt;
    }

    long startedAt() {
        return startedAt;
    }

    /** The receipt that is in force from now on. */
    void renewed(ReceivedMessage with) {
        message = with;
        leasedAt = System.nanoTime();
    }

    void lose() {
        lost = true;
    }

    /** Nobody works on it any more, and the broker is told so. */
    void settling() {
        settling = true;
    }

    boolean isSettling() {
        return settling;
    }

    /** Something that changes the receipt; what settles the message waits for it. */
    synchronized void renewal(CompletableFuture<Void> next) {
        renewal = next;
    }

    synchronized CompletableFuture<Void> renewal() {
        return renewal;
    }

    @Override
    public boolean isLost() {
        return lost;
    }

    @Override
    public boolean isClosing() {
        return bench.isStopped();
    }
}
