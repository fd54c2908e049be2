// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.ArrayDeque;
import java.util.Queue;
import org.portagemq.amqp.v091.wire.Method;

/**
 * The answers that a channel owes, in the order of its requests: the broker may answer a later request first, but a client
 * reads answers by their order.
 */
final class ReplyQueue {

    /** Performs what becomes of an answer. */
    interface Sink {

        void reply(Method method);

        void failed(AmqpException reason, Method request);

        /** Fewer answers are owed than before: what waits for them may go on. */
        void advanced();
    }

    /** The place of one answer. Filled once. */
    final class Slot {

        private final Method request;
        private final boolean silent;
        private Runnable emission;

        private Slot(Method request, boolean silent) {
            this.request = request;
            this.silent = silent;
        }

        /** Answers; for a request that wants no answer, just ends its turn. */
        void reply(Method method) {
            fill(() -> emit(method));
        }

        /** Sends the answer, from within the action given to {@link #fill}. */
        void emit(Method method) {
            if (!silent) {
                sink.reply(method);
            }
        }

        /** Runs the action when the turn of this answer has come. */
        void fill(Runnable action) {
            emission = action;
            drain();
        }

        void fail(AmqpException reason) {
            fill(() -> sink.failed(reason, request));
        }
    }

    private final Sink sink;
    private final Queue<Slot> slots = new ArrayDeque<>();
    private boolean draining;

    ReplyQueue(Sink sink) {
        this.sink = sink;
    }

    Slot open(Method request, boolean silent) {
        Slot slot = new Slot(request, silent);
        slots.add(slot);
        return slot;
    }

    int size() {
        return slots.size();
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /** Forgets all; answers that come later go nowhere. */
    void clear() {
        slots.clear();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        int before = slots.size();
        try {
            Slot first = slots.peek();
            while (first != null && first.emission != null) {
                slots.remove();
                first.emission.run();
                first = slots.peek();
            }
        } finally {
            draining = false;
        }
        if (slots.size() < before) {
            sink.advanced();
        }
    }
}
