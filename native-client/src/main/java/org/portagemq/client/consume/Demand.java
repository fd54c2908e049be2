// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.List;
import java.util.concurrent.Flow;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.ClientThreads;
import org.portagemq.client.remote.Futures;

/** One subscriber, and how many messages it wants. One call of it is made at a time. */
final class Demand implements Flow.Subscription {

    private final SimpleConsumer consumer;
    private final ClientThreads threads;
    private final ReceiveOptions each;
    private final Flow.Subscriber<? super ReceivedMessage> subscriber;
    private long wanted;
    private boolean asking;
    private boolean over;

    Demand(
            SimpleConsumer consumer,
            ClientThreads threads,
            ReceiveOptions each,
            Flow.Subscriber<? super ReceivedMessage> subscriber) {
        this.consumer = consumer;
        this.threads = threads;
        this.each = each;
        this.subscriber = java.util.Objects.requireNonNull(subscriber, "subscriber");
    }

    void begin() {
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long count) {
        synchronized (this) {
            if (over) {
                return;
            }
            if (count > 0) {
                wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
            }
        }
        if (count <= 0) {
            fail(new IllegalArgumentException("a demand of " + count + ": it is at least 1"));
        } else {
            threads.run(this::ask);
        }
    }

    @Override
    public synchronized void cancel() {
        over = true;
    }

    private void ask() {
        int max;
        synchronized (this) {
            if (asking || over || wanted == 0) {
                return;
            }
            asking = true;
            max = (int) Math.min(each.max(), wanted);
        }
        try {
            threads.handOver(consumer.receiving(new ReceiveOptions(max, each.waiting(), each.invisible())))
                    .whenComplete(this::received);
        } catch (PortageException closed) {
            received(List.of(), closed);
        }
    }

    private void received(List<ReceivedMessage> messages, Throwable failure) {
        if (failure != null) {
            if (consumer.isClosed()) {
                complete();
            } else {
                fail(Futures.plain(failure));
            }
            return;
        }
        for (ReceivedMessage message : messages) {
            if (take()) {
                subscriber.onNext(message);
            } else {
                consumer.returnUnwanted(message);
            }
        }
        synchronized (this) {
            asking = false;
        }
        ask();
    }

    private synchronized boolean take() {
        if (over) {
            return false;
        }
        wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
        return true;
    }

    private void complete() {
        if (end()) {
            subscriber.onComplete();
        }
    }

    private void fail(Throwable why) {
        if (end()) {
            subscriber.onError(why);
        }
    }

    private synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }
}
