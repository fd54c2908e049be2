// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnackedDeliveriesTest {

    private final UnackedDeliveries unacked = new UnackedDeliveries();
    private final List<Long> taken = new ArrayList<>();

    private void take(long tag, long offset, int source) {
        assertEquals(tag * 10, offset);
        taken.add(tag);
    }

    private void add(long... tags) {
        for (long tag : tags) {
            unacked.add(tag, tag * 10, 3);
        }
    }

    @Test
    void oneIsTakenOnce() {
        add(1, 2, 3);

        assertTrue(unacked.take(2, this::take));
        assertFalse(unacked.take(2, this::take));
        assertEquals(2, unacked.count());
    }

    @Test
    void allUpToATagAreTakenInOrder() {
        add(1, 2, 3, 4);
        unacked.take(2, (tag, offset, source) -> {});

        assertTrue(unacked.takeUpTo(3, this::take));

        assertEquals(List.of(1L, 3L), taken);
        assertFalse(unacked.takeUpTo(3, this::take));
        assertEquals(1, unacked.count());
    }

    @Test
    void unknownTagsAreNotTaken() {
        assertFalse(unacked.take(1, this::take));
        add(5);
        assertFalse(unacked.take(4, this::take));
        assertFalse(unacked.take(6, this::take));
        assertFalse(unacked.takeUpTo(4, this::take));
    }

    @Test
    void restoredOnesTakeTheirPlacesAgain() {
        UnackedDeliveries rolledBack = new UnackedDeliveries();
        add(1, 2, 3, 4, 5);
        unacked.take(2, (tag, offset, source) -> rolledBack.add(tag, offset, source));
        unacked.take(5, (tag, offset, source) -> rolledBack.add(tag, offset, source));

        unacked.restore(rolledBack);
        unacked.takeUpTo(Long.MAX_VALUE, this::take);

        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), taken);
    }

    @Test
    void oneOldMessageDoesNotMakeTheTableGrow() {
        add(1);
        for (long tag = 2; tag < 200_000; tag++) {
            add(tag);
            assertTrue(unacked.take(tag, (taken, offset, source) -> {}));
        }

        assertEquals(1, unacked.count());
        assertTrue(unacked.take(1, this::take));
        assertTrue(unacked.capacity() <= 64, "room for " + unacked.capacity());
    }

    @Test
    void behavesAsASortedMap() {
        Random random = new Random(7);
        TreeMap<Long, Long> model = new TreeMap<>();
        long next = 1;
        for (int step = 0; step < 20_000; step++) {
            int action = random.nextInt(10);
            if (action < 6) {
                model.put(next, next * 10);
                add(next++);
            } else if (action < 9) {
                long tag = 1L + random.nextInt((int) next);
                assertEquals(model.remove(tag) != null, unacked.take(tag, this::take));
            } else {
                long tag = Math.max(1, next - 1 - random.nextInt(40));
                taken.clear();
                boolean any = unacked.takeUpTo(tag, this::take);
                assertEquals(new ArrayList<>(model.headMap(tag, true).keySet()), taken);
                assertEquals(any, !taken.isEmpty());
                model.headMap(tag, true).clear();
            }
            assertEquals(model.size(), unacked.count());
        }
    }
}
