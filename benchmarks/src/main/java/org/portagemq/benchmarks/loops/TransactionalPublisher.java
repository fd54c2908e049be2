// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.SplittableRandom;

/** Publishes in transactions over several queues, most of which it commits. */
final class TransactionalPublisher extends AmqpClient {

    private static final int LARGEST = 12;
    private static final int ROLLBACK_ONE_IN = 8;
    private static final long MOST_OPEN = 20_000;

    private final int publisher;
    private final Body body;
    private final SplittableRandom random;

    TransactionalPublisher(int publisher, Body body, long seed, Lives lives, Ledger ledger) {
        super("transactions-" + publisher, lives, ledger);
        this.publisher = publisher;
        this.body = body;
        this.random = new SplittableRandom(seed + publisher);
    }

    @Override
    void use(Connection connection, Lives.Life life) throws IOException {
        Channel channel = connection.createChannel();
        channel.txSelect();
        while (!isStopping() && channel.isOpen()) {
            if (ledger().open() > MOST_OPEN) {
                pause();
            } else {
                transaction(channel);
            }
        }
        channel.abort();
    }

    private void transaction(Channel channel) throws IOException {
        int size = 1 + random.nextInt(LARGEST);
        long[] range = {0, -1};
        boolean asked = false;
        try {
            for (int at = 0; at < size; at++) {
                int queue = random.nextInt(Plan.PLAIN_QUEUES);
                range[1] = ledger().attempt(publisher, 1 << queue);
                range[0] = range[1] - at;
                channel.basicPublish(
                        "", Plan.QUEUES.get(queue), MessageProperties.PERSISTENT_BASIC, body.of(publisher, range[1]));
            }
            if (random.nextInt(ROLLBACK_ONE_IN) == 0) {
                channel.txRollback();
            } else {
                ledger().committing(publisher, range[0], range[1]);
                asked = true;
                channel.txCommit();
                ledger().promised(publisher, range[0], range[1]);
            }
        } finally {
            if (!asked && range[1] >= 0) {
                ledger().withdrawn(publisher, range[0], range[1]);
            }
        }
    }
}
