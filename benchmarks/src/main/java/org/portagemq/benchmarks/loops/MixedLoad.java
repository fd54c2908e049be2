// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.MessageProperties;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.portagemq.benchmarks.loops.ConfirmingPublisher.Outgoing;

/**
 * Messages to the queue of priorities: some of a lifetime that ends at the dead letters, some that come later, a few of
 * them after the loop's end.
 */
record MixedLoad(int publisher, SplittableRandom random, LongSupplier wallMs, Ledger ledger)
        implements Supplier<Outgoing> {

    private static final int SHORTEST_MILLIS = 50;

    @Override
    public Outgoing get() {
        long number = ledger.attempt(publisher, 1 << Plan.MIXED_QUEUE);
        BasicProperties.Builder properties =
                MessageProperties.PERSISTENT_BASIC.builder().priority(random.nextInt(Plan.PRIORITIES + 1));
        long now = wallMs.getAsLong();
        int kind = random.nextInt(16);
        if (kind < 4) {
            long life = random.nextBoolean() ? random.nextInt(SHORTEST_MILLIS) : millis(Plan.LONGEST_LIFE_MILLIS);
            ledger.mortal(publisher, number, now + life);
            return new Outgoing(
                    number,
                    "",
                    Plan.QUEUES.get(Plan.MIXED_QUEUE),
                    properties.expiration(Long.toString(life)).build());
        }
        if (kind < 9) {
            boolean never = random.nextInt(Plan.NEVER_ONE_IN) == 0;
            long delay = never ? Plan.NEVER_MILLIS : millis(Plan.LONGEST_DELAY_MILLIS);
            if (never) {
                ledger.never(publisher, number);
            }
            ledger.notBefore(publisher, number, now + delay);
            return new Outgoing(
                    number,
                    Plan.DELAYS,
                    Plan.QUEUES.get(Plan.MIXED_QUEUE),
                    properties.headers(Map.of("x-delay", delay)).build());
        }
        return new Outgoing(number, "", Plan.QUEUES.get(Plan.MIXED_QUEUE), properties.build());
    }

    private long millis(int longest) {
        return (long) SHORTEST_MILLIS + random.nextInt(longest - SHORTEST_MILLIS);
    }
}
