// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Publishes with confirms, up to a window of open ones. */
final class ConfirmingPublisher extends AmqpClient {

    private static final int WINDOW = 200;
    private static final long MOST_OPEN = 20_000;
    private static final int DRAIN_SECONDS = 30;
    private static final int SLICE_MILLIS = 50;

    private final int publisher;
    private final Body body;
    private final Supplier<Outgoing> load;

    /** A message that is in the ledger, on its way to an exchange. */
    record Outgoing(long number, String exchange, String key, BasicProperties properties) {}

    /** Publishes what the load gives, one after the other, numbered without a gap. */
    ConfirmingPublisher(int publisher, Body body, Supplier<Outgoing> load, Lives lives, Ledger ledger) {
        super("publisher-" + publisher, lives, ledger);
        this.publisher = publisher;
        this.body = body;
        this.load = load;
    }

    @Override
    void use(Connection connection, Lives.Life life) throws IOException, InterruptedException {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        Semaphore window = new Semaphore(WINDOW);
        Confirms confirms = null;
        while (!isStopping() && channel.isOpen()) {
            if (ledger().open() > MOST_OPEN) {
                pause();
            } else if (window.tryAcquire(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
                Outgoing next = load.get();
                if (confirms == null) {
                    confirms = new Confirms(next.number, window, life);
                    channel.addConfirmListener(confirms);
                }
                channel.basicPublish(next.exchange, next.key, next.properties, body.of(publisher, next.number));
            }
        }
        if (channel.isOpen() && !window.tryAcquire(WINDOW, DRAIN_SECONDS, TimeUnit.SECONDS) && !life.isOver()) {
            ledger().trouble("publisher " + publisher + " still waits for " + (WINDOW - window.availablePermits())
                    + " confirms after " + DRAIN_SECONDS + " s");
        }
        channel.abort();
    }

    /** Enters confirms into the ledger. Called by the connection's thread only. */
    private final class Confirms implements ConfirmListener {
        private final long firstNumber;
        private final Semaphore window;
        private final Lives.Life life;
        private final BitSet answered = new BitSet();
        private long low = 1;

        private Confirms(long firstNumber, Semaphore window, Lives.Life life) {
            this.firstNumber = firstNumber;
            this.window = window;
            this.life = life;
        }

        @Override
        public void handleAck(long tag, boolean multiple) {
            answer(tag, multiple, true);
        }

        @Override
        public void handleNack(long tag, boolean multiple) {
            if (!life.isOver()) {
                ledger().trouble("publisher " + publisher + " got a nack for tag " + tag + " while the server lived");
            }
            answer(tag, multiple, false);
        }

        private void answer(long tag, boolean multiple, boolean stored) {
            for (long at = multiple ? low : tag; at <= tag; at++) {
                if (!answered.get((int) at)) {
                    answered.set((int) at);
                    long number = firstNumber + at - 1;
                    if (stored) {
                        ledger().promised(publisher, number, number);
                    } else {
                        ledger().refused(publisher, number);
                    }
                    window.release();
                }
            }
            if (multiple) {
                low = tag + 1;
            }
        }
    }
}
