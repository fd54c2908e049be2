// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

/** Publishes a number of messages with a window of open confirms; consumes a number of messages. On one session. */
final class Flow {

    private final Rig rig;
    private final Session session;

    /** On the rig's own session. */
    Flow(Rig rig) {
        this(rig, rig.session());
    }

    Flow(Rig rig, Session session) {
        this.rig = rig;
        this.session = session;
    }

    /** Publishes; the future ends with the last confirm. */
    CompletableFuture<Void> publish(String topic, Message message, long number, int window) {
        return publish(topic, token -> message, number, window);
    }

    /** The same with a message of its own for each token, from 0. */
    CompletableFuture<Void> publish(String topic, LongFunction<Message> messages, long number, int window) {
        Publishing publishing = new Publishing(messages, number, window);
        rig.call(() -> {
            publishing.publisher = session.publisher(topic, publishing);
            publishing.more();
        });
        return publishing.done;
    }

    /** Consumes and acknowledges; the future ends when so many have come. */
    CompletableFuture<Void> consume(String group, long number, int credit) {
        return consume(new SubscribeRequest(group, false, false, credit), number);
    }

    /** The same by a request, whose credit is kept up. */
    CompletableFuture<Void> consume(SubscribeRequest request, long number) {
        Consuming consuming = new Consuming(number);
        rig.call(() -> {
            consuming.subscription = session.subscribe(request, consuming);
            session.flush();
        });
        return consuming.done;
    }

    /** Collects what it has to say until the session's thread has nothing else to do, as a connection does. */
    private abstract class Speaker {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private boolean scheduled;

        final void speakSoon() {
            if (!scheduled) {
                scheduled = true;
                rig.loop().execute(() -> {
                    scheduled = false;
                    more();
                });
            }
        }

        abstract void more();
    }

    private final class Publishing extends Speaker implements PublishListener {
        private final LongFunction<Message> messages;
        private final long number;
        private final int window;
        private Publisher publisher;
        private long sent;
        private long confirmed;

        private Publishing(LongFunction<Message> messages, long number, int window) {
            this.messages = messages;
            this.number = number;
            this.window = window;
        }

        @Override
        void more() {
            while (sent < number && sent - confirmed < window) {
                publisher.publish(messages.apply(sent), sent++);
            }
            session.flush();
        }

        @Override
        public void confirmed(long token) {
            confirmed++;
            if (confirmed == number) {
                done.complete(null);
            } else if (sent < number) {
                speakSoon();
            }
        }

        @Override
        public void refused(long token, BrokerException reason) {
            done.completeExceptionally(reason);
        }
    }

    private final class Consuming extends Speaker implements SubscriptionListener {
        private final long number;
        private Subscription subscription;
        private long received;
        private int credit;

        private Consuming(long number) {
            this.number = number;
        }

        @Override
        void more() {
            subscription.addCredit(credit);
            credit = 0;
            if (received == number) {
                subscription.close();
                done.complete(null);
            }
            session.flush();
        }

        @Override
        public void deliver(Delivery delivery) {
            subscription.ack(delivery.offset());
            received++;
            credit++;
            speakSoon();
        }

        @Override
        public void refused(BrokerException reason) {
            done.completeExceptionally(reason);
        }

        @Override
        public void cancelled(BrokerException reason) {
            done.completeExceptionally(reason);
        }
    }
}
