// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.MessageProperties;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.portagemq.benchmarks.loops.ConfirmingPublisher.Outgoing;

/** Messages to the plain queues by turns, and to the fan. */
record PlainLoad(int publisher, SplittableRandom random, Ledger ledger) implements Supplier<Outgoing> {

    private static final int FAN_ONE_IN = 8;

    @Override
    public Outgoing get() {
        if (random.nextInt(FAN_ONE_IN) == 0) {
            long number = ledger.attempt(publisher, Plan.FAN_TARGETS);
            return new Outgoing(number, Plan.FAN, "", MessageProperties.PERSISTENT_BASIC);
        }
        int queue = random.nextInt(Plan.PLAIN_QUEUES);
        long number = ledger.attempt(publisher, 1 << queue);
        return new Outgoing(number, "", Plan.QUEUES.get(queue), MessageProperties.PERSISTENT_BASIC);
    }
}
