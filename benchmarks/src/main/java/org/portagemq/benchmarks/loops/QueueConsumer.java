// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Consumes from one queue: acknowledges, sometimes gives back or rejects; or acknowledges in transactions. */
final class QueueConsumer extends AmqpClient {

    private static final int PREFETCH = 300;

    /** Few, so that the others wait in the queue for their turn or their end. */
    private static final int MIXED_PREFETCH = 50;

    private static final int GIVE_BACK_ONE_IN = 200;
    private static final int REJECT_ONE_IN = 15;
    private static final int MOST_AT_ONCE = 20;
    private static final int SLICE_MILLIS = 20;
    private static final int LATEST_START_MILLIS = 400;

    private final int queue;
    private final boolean transactions;
    private final Body body;
    private final SplittableRandom random;

    QueueConsumer(String name, int queue, Body body, long seed, Lives lives, Ledger ledger) {
        super(name, lives, ledger);
        this.queue = queue;
        this.transactions = queue == Plan.TRANSACTED_QUEUE;
        this.body = body;
        this.random = new SplittableRandom(seed ^ name.hashCode());
    }

    @Override
    void use(Connection connection, Lives.Life life) throws IOException, InterruptedException {
        CountDownLatch broken = new CountDownLatch(1);
        connection.addShutdownListener(reason -> broken.countDown());
        // So that there is something waiting when it comes.
        if (broken.await(random.nextInt(LATEST_START_MILLIS), TimeUnit.MILLISECONDS)) {
            return;
        }
        Channel channel = connection.createChannel();
        channel.basicQos(queue == Plan.MIXED_QUEUE ? MIXED_PREFETCH : PREFETCH);
        if (transactions) {
            channel.txSelect();
        }
        Receiver receiver = new Receiver(channel, life);
        channel.basicConsume(Plan.QUEUES.get(queue), false, receiver);
        try {
            while (!isStopping() && !broken.await(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
                receiver.settleWhatWaits();
            }
            receiver.settleWhatWaits();
        } finally {
            receiver.end();
        }
        channel.abort();
    }

    /** Called by the client's dispatcher; settling from the other thread is serialised with it. */
    private final class Receiver extends DefaultConsumer {
        private final Lives.Life life;
        private final List<Ledger.Delivered> waiting = new ArrayList<>();
        private long newestTag;
        private boolean ended;

        private Receiver(Channel channel, Lives.Life life) {
            super(channel);
            this.life = life;
        }

        @Override
        public synchronized void handleDelivery(
                String consumerTag, Envelope envelope, BasicProperties properties, byte[] content) {
            if (ended) {
                return;
            }
            try {
                take(envelope, content);
            } catch (IOException | ShutdownSignalException broken) {
                ended = true;
                if (!life.isOver()) {
                    ledger().trouble("consumer of queue " + queue + ", while the server lived: " + broken);
                }
            }
        }

        private void take(Envelope envelope, byte[] content) throws IOException {
            Optional<Body.Id> id = body.read(content);
            if (id.isEmpty()) {
                ledger().alien(queue, content);
                return;
            }
            Ledger.Delivered delivered = new Ledger.Delivered(queue, id.get(), envelope.isRedeliver());
            ledger().delivered(delivered, life.number());
            if (!transactions && random.nextInt(GIVE_BACK_ONE_IN) == 0) {
                settle();
                getChannel().basicNack(envelope.getDeliveryTag(), false, true);
                return;
            }
            if (queue == Plan.MIXED_QUEUE && random.nextInt(REJECT_ONE_IN) == 0) {
                settle();
                ledger().rejecting(delivered);
                getChannel().basicReject(envelope.getDeliveryTag(), false);
                return;
            }
            waiting.add(delivered);
            newestTag = envelope.getDeliveryTag();
            if (random.nextInt(MOST_AT_ONCE) == 0) {
                settle();
            }
        }

        private synchronized void settleWhatWaits() throws IOException {
            settle();
        }

        private synchronized void end() {
            ended = true;
        }

        private void settle() throws IOException {
            if (waiting.isEmpty() || ended) {
                return;
            }
            List<Ledger.Delivered> now = List.copyOf(waiting);
            waiting.clear();
            now.forEach(ledger()::acking);
            getChannel().basicAck(newestTag, true);
            if (transactions) {
                getChannel().txCommit();
                now.forEach(ledger()::settled);
            } else {
                now.forEach(delivered -> ledger().acked(delivered, life.number()));
            }
        }
    }
}
