// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;

/** So many sends and acknowledgements in one transaction, over three groups; beside the same without transactions. */
final class TransactionsCase implements CoreCase {

    private static final List<String> GROUPS = List.of("a", "b", "c");
    private static final int BYTES = 1024;
    private static final int WINDOW = 1000;

    /** So many commits are on their way at a time. */
    private static final int OPEN = 8;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        measure(folder, 0, messages, say);
        for (int size : new int[] {1, 10, 1_000}) {
            measure(folder, size, messages, say);
        }
    }

    private static void measure(Path folder, int size, long messages, Consumer<String> say) throws IOException {
        long number = messages - messages % Math.max(1, size);
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            for (String group : GROUPS) {
                rig.<GroupInfo>ask(
                        (session, answer) -> session.admin().declareGroup(GroupSettings.durable(group), answer));
                Message message = DeliverCase.message(group, BYTES);
                Rig.await(new Flow(rig).publish("", message, number / GROUPS.size() + 1, WINDOW));
            }
            Costs before = Costs.now();
            Rig.await(new Work(rig, size, number).begin());
            String what = size == 0 ? "none" : size + " sends and acks each";
            say.accept("transactions, " + what + ", a message sent and one acknowledged: "
                    + Costs.now().since(before, number));
        }
    }

    /** Sends one message for each that it acknowledges. */
    private static final class Work implements SubscriptionListener, PublishListener, Answer<Void> {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final Rig rig;
        private final int size;
        private final long number;
        private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();
        private final List<Message> messages =
                GROUPS.stream().map(group -> DeliverCase.message(group, BYTES)).toList();
        private Publisher publisher;
        private long sent;
        private long ended;
        private int open;

        private Work(Rig rig, int size, long number) {
            this.rig = rig;
            this.size = size;
            this.number = number;
        }

        private CompletableFuture<Void> begin() {
            rig.call(() -> {
                publisher = rig.session().publisher("", this);
                GROUPS.forEach(group -> rig.session()
                        .subscribe(new SubscribeRequest(group, false, false, Subscription.UNLIMITED), this));
                rig.session().flush();
            });
            return done;
        }

        @Override
        public void deliver(Delivery delivery) {
            deliveries.add(delivery);
            if (deliveries.size() >= Math.max(1, size)) {
                goOn();
            }
        }

        private void goOn() {
            int step = Math.max(1, size);
            int limit = size == 0 ? WINDOW : OPEN;
            while (open < limit && sent < number && deliveries.size() >= step) {
                open++;
                if (size == 0) {
                    one();
                } else {
                    together();
                }
            }
            rig.loop().execute(rig.session()::flush);
        }

        private void one() {
            Delivery delivery = deliveries.poll();
            delivery.source().ack(delivery.offset());
            publisher.publish(messages.get((int) (sent % GROUPS.size())), sent++);
        }

        private void together() {
            Transaction transaction = rig.session().begin();
            for (int i = 0; i < size; i++) {
                Delivery delivery = deliveries.poll();
                delivery.source().ack(delivery.offset(), transaction);
                Message message = messages.get((int) (sent % GROUPS.size()));
                publisher.publish(message, Publisher.NO_TOKEN, transaction);
                sent++;
            }
            transaction.commit(this);
        }

        @Override
        public void confirmed(long token) {
            ended(1);
        }

        @Override
        public void done(Void nothing) {
            ended(size);
        }

        private void ended(int count) {
            open--;
            ended += count;
            if (ended == number) {
                done.complete(null);
            } else {
                goOn();
            }
        }

        @Override
        public void failed(BrokerException reason) {
            done.completeExceptionally(reason);
        }

        @Override
        public void refused(long token, BrokerException reason) {
            done.completeExceptionally(reason);
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
