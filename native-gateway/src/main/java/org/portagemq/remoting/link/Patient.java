// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Requests of one connection that carry messages. They keep their order, and are handled some at a time, so that whoever takes
 * messages by the same connection does not wait behind a thousand that are sent. Belongs to the connection's thread.
 */
final class Patient {

    /** So many are handled before others have their turn. */
    private static final int SOME = 32;

    /** What one connection may have waiting, and all together, in octets. */
    private static final long OWN_BYTES = 2L << 20;

    private static final long ALL_BYTES = 32L << 20;

    /** Beside its body, about. */
    private static final long REQUEST_BYTES = 1_024;

    private final AtomicLong all;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private long own;

    /** @param all octets that wait with all connections */
    Patient(AtomicLong all) {
        this.all = all;
    }

    void add(Request request) {
        waiting.add(request);
        count(size(request));
    }

    private static long size(Request request) {
        return request.body().length + REQUEST_BYTES;
    }

    private void count(long bytes) {
        own += bytes;
        all.addAndGet(bytes);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether no more may be added. */
    boolean isFull() {
        return own > OWN_BYTES || (own > 0 && all.get() > ALL_BYTES);
    }

    void handleSome(Consumer<Request> handler) {
        for (int i = 0; i < SOME && !waiting.isEmpty(); i++) {
            handleNext(handler);
        }
    }

    void handleAll(Consumer<Request> handler) {
        while (!waiting.isEmpty()) {
            handleNext(handler);
        }
    }

    private void handleNext(Consumer<Request> handler) {
        Request next = waiting.poll();
        count(-size(next));
        handler.accept(next);
    }
}
