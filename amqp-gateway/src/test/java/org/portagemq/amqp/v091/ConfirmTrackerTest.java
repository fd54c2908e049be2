// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConfirmTrackerTest implements ConfirmTracker.Sink {

    private final ConfirmTracker tracker = new ConfirmTracker();
    private final List<String> sent = new ArrayList<>();

    @Override
    public void ack(long number, boolean multiple) {
        sent.add((multiple ? "all to " : "ack ") + number);
    }

    @Override
    public void nack(long number) {
        sent.add("nack " + number);
    }

    private List<String> flush() {
        sent.clear();
        tracker.flush(this);
        return List.copyOf(sent);
    }

    private void give(int count) {
        for (int i = 0; i < count; i++) {
            tracker.next();
        }
    }

    @Test
    @Tag("amqp091.confirm.select")
    void numbersBeginWithOne() {
        assertEquals(1, tracker.next());
        assertEquals(2, tracker.next());
    }

    @Test
    @Tag("amqp091.confirm.select")
    void oneBatchIsOneAck() {
        give(100);
        for (int number = 100; number >= 1; number--) {
            tracker.confirmed(number);
        }

        assertEquals(List.of("all to 100"), flush());
        assertEquals(List.of(), flush());
    }

    @Test
    void singleConfirmIsNotMultiple() {
        give(1);
        tracker.confirmed(1);

        assertEquals(List.of("ack 1"), flush());
    }

    @Test
    void laterOnesDoNotWaitForEarlierOnesAndAreSentOnce() {
        give(4);
        tracker.confirmed(2);
        tracker.confirmed(4);
        assertEquals(List.of("ack 2", "ack 4"), flush());

        tracker.confirmed(1);
        assertEquals(List.of("all to 2"), flush());

        tracker.confirmed(3);
        assertEquals(List.of("all to 4"), flush());
    }

    @Test
    @Tag("amqp091.confirm.nack")
    void refusedOneIsNackedBeforeAnAckCoversIt() {
        give(3);
        tracker.confirmed(1);
        tracker.refused(2);
        tracker.confirmed(3);

        assertEquals(List.of("nack 2", "all to 3"), flush());
    }

    @Test
    void onlyRefusalsSendNoAck() {
        give(2);
        tracker.refused(1);
        tracker.refused(2);

        assertEquals(List.of("nack 1", "nack 2"), flush());
        assertEquals(0, tracker.outstanding());
    }

    @Test
    void unknownAndRepeatedNumbersAreIgnored() {
        give(1);
        tracker.confirmed(1);
        tracker.confirmed(1);
        tracker.confirmed(7);

        assertEquals(List.of("ack 1"), flush());
    }

    @Test
    void inAnyOrderEveryNumberIsSettledOnceAndAsItWas() {
        Random random = new Random(91);
        for (int round = 0; round < 50; round++) {
            ConfirmTracker tracked = new ConfirmTracker();
            Client client = new Client();
            List<Long> open = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                for (int i = random.nextInt(12); i > 0; i--) {
                    long number = tracked.next();
                    open.add(number);
                    client.outstanding.add(number);
                }
                Collections.shuffle(open, random);
                for (int i = Math.min(open.size(), random.nextInt(14)); i > 0; i--) {
                    long number = open.remove(open.size() - 1);
                    if (random.nextInt(10) == 0) {
                        client.refused.add(number);
                        tracked.refused(number);
                    } else {
                        client.confirmed.add(number);
                        tracked.confirmed(number);
                    }
                }
                tracked.flush(client);
                assertEquals(new TreeSet<>(open), client.outstanding, "round " + round + " step " + step);
            }
        }
    }

    /** What a client makes of the answers, and what it may be told. */
    private static final class Client implements ConfirmTracker.Sink {

        private final TreeSet<Long> outstanding = new TreeSet<>();
        private final TreeSet<Long> confirmed = new TreeSet<>();
        private final TreeSet<Long> refused = new TreeSet<>();

        @Override
        public void ack(long number, boolean multiple) {
            List<Long> covered = multiple ? List.copyOf(outstanding.headSet(number, true)) : List.of(number);
            for (long each : covered) {
                assertTrue(confirmed.contains(each), "acked, but not confirmed: " + each);
                outstanding.remove(each);
            }
        }

        @Override
        public void nack(long number) {
            assertTrue(refused.contains(number));
            assertTrue(outstanding.remove(number));
        }
    }
}
