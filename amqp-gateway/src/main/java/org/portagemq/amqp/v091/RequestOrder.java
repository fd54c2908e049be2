// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.ArrayDeque;
import java.util.Queue;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ChannelRequest;
import org.portagemq.amqp.v091.wire.ExchangeMethod;
import org.portagemq.amqp.v091.wire.QueueMethod;

/**
 * Keeps the requests of one channel in order while answers are owed.
 *
 * <p>Requests about exchanges and queues, and gets, need not wait for each other's answers, so that a thousand of them
 * share one write to the disk. Every other request waits until all answers before it are out, and all behind it with it.
 */
final class RequestOrder {

    /** Runs requests, and hears when too many of them wait. */
    interface Runner {

        void run(ChannelRequest request);

        void run(PublishRequest publish);

        void backlog(boolean tooLong);
    }

    /** One request that waits; exactly one part is set. */
    private record Waiting(ChannelRequest request, PublishRequest publish) {

        int size() {
            return publish == null ? 0 : publish.size();
        }
    }

    private final Runner runner;
    private final ReplyQueue replies;
    private final AmqpLimits limits;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean overfull;

    RequestOrder(Runner runner, ReplyQueue replies, AmqpLimits limits) {
        this.runner = runner;
        this.replies = replies;
        this.limits = limits;
    }

    void submit(ChannelRequest request) {
        if (waiting.isEmpty() && mayRun(request)) {
            runner.run(request);
        } else {
            add(new Waiting(request, null));
        }
    }

    void submit(PublishRequest publish) {
        if (waiting.isEmpty() && replies.isEmpty()) {
            runner.run(publish);
        } else {
            add(new Waiting(null, publish));
        }
    }

    private void add(Waiting next) {
        waiting.add(next);
        waitingBytes += next.size();
        checkBacklog();
    }

    /** Runs what waited, as far as it may. */
    void proceed() {
        for (Waiting next = waiting.peek(); next != null && mayRun(next); next = waiting.peek()) {
            waiting.remove();
            waitingBytes -= next.size();
            if (next.publish() == null) {
                runner.run(next.request());
            } else {
                runner.run(next.publish());
            }
        }
        checkBacklog();
    }

    /** Forgets all. */
    void clear() {
        waiting.clear();
        waitingBytes = 0;
        checkBacklog();
    }

    private boolean mayRun(Waiting next) {
        return next.publish() == null ? mayRun(next.request()) : replies.isEmpty();
    }

    private boolean mayRun(ChannelRequest request) {
        return replies.isEmpty()
                || request instanceof ChannelMethod.Close
                || (replies.size() < limits.waitingPerChannel() && needsNoAnswerBefore(request));
    }

    /** Whether it can be passed on while earlier ones are unanswered: not when it asks for the queue declared last. */
    private static boolean needsNoAnswerBefore(ChannelRequest request) {
        if (request instanceof ExchangeMethod) {
            return true;
        }
        if (request instanceof QueueMethod.Declare declare) {
            return !declare.passive() || !declare.queue().isEmpty();
        }
        if (request instanceof QueueMethod.Bind bind) {
            return !bind.queue().isEmpty();
        }
        if (request instanceof QueueMethod.Unbind unbind) {
            return !unbind.queue().isEmpty();
        }
        if (request instanceof QueueMethod.Purge purge) {
            return !purge.queue().isEmpty();
        }
        if (request instanceof QueueMethod.Delete delete) {
            return !delete.queue().isEmpty();
        }
        return request instanceof BasicMethod.Get get && !get.queue().isEmpty();
    }

    private void checkBacklog() {
        boolean now = waiting.size() >= limits.waitingPerChannel() || waitingBytes >= limits.messageBytes();
        if (now != overfull) {
            overfull = now;
            runner.backlog(now);
        }
    }
}
