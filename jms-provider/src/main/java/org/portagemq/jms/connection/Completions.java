// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.portagemq.client.session.SessionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of a session that were sent without waiting, and the listeners that hear of them: one call at a time, in the order
 * of the sends, on a thread of their own.
 */
final class Completions {

    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final long closeTimeoutMs;
    private final Queue<Pending> pending = new ArrayDeque<>();
    private Thread thread;
    private boolean calling;
    private boolean closed;

    /** No record: components of records keep their types when the classes are transformed to javax.jms. */
    private static final class Pending {
        private final CompletableFuture<SessionEvent.Answer> answer;
        private final Message message;
        private final CompletionListener listener;

        Pending(CompletableFuture<SessionEvent.Answer> answer, Message message, CompletionListener listener) {
            this.answer = answer;
            this.message = message;
            this.listener = listener;
        }
    }

    Completions(long closeTimeoutMs) {
        this.closeTimeoutMs = closeTimeoutMs;
    }

    synchronized void add(CompletableFuture<SessionEvent.Answer> answer, Message message, CompletionListener listener) {
        pending.add(new Pending(answer, message, listener));
        if (thread == null) {
            thread = new Thread(this::callListeners, "portage-jms-completions");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    private void callListeners() {
        while (true) {
            Pending next = next();
            if (next == null) {
                return;
            }
            call(next);
            synchronized (this) {
                calling = false;
                notifyAll();
            }
        }
    }

    private synchronized Pending next() {
        while (pending.isEmpty()) {
            if (closed) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException interrupted) {
                // Nobody but the application's listener can have asked for that.
                LOG.debug("interrupted", interrupted);
            }
        }
        calling = true;
        return pending.remove();
    }

    private static void call(Pending each) {
        Exception failure = null;
        try {
            each.answer.join();
        } catch (CompletionException failed) {
            failure = Waiting.exception(failed.getCause());
        }
        try {
            if (failure == null) {
                each.listener.onCompletion(each.message);
            } else {
                each.listener.onException(each.message, failure);
            }
        } catch (RuntimeException thrown) {
            LOG.warn("a completion listener failed", thrown);
        }
    }

    /** Refuses what a completion listener must not do. */
    void requireOtherThread(String what) throws IllegalStateException {
        synchronized (this) {
            if (thread != Thread.currentThread()) {
                return;
            }
        }
        throw Exceptions.illegal("a completion listener cannot " + what);
    }

    /** Returns when all listeners were called. */
    synchronized void await() throws JMSException {
        long end = System.nanoTime() + closeTimeoutMs * 1_000_000;
        while (calling || !pending.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new JMSException(
                        "messages that were sent without waiting are not stored after " + closeTimeoutMs + " ms",
                        "TIMEOUT");
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw Exceptions.caused(
                        new JMSException("the thread was interrupted while it waited", "INTERRUPTED"), interrupted);
            }
        }
    }

    void close() throws JMSException {
        try {
            await();
        } finally {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }
}
