// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnackedTest {

    @Test
    void numbersAreConsecutiveAndTakenOnce() {
        Unacked unacked = new Unacked();
        assertEquals(1, unacked.add(70));
        assertEquals(2, unacked.add(0));
        assertEquals(0, unacked.take(2));
        assertEquals(Unacked.NONE, unacked.take(2));
        assertEquals(Unacked.NONE, unacked.take(3));
        assertEquals(Unacked.NONE, unacked.take(0));
        assertEquals(70, unacked.take(1));
        assertEquals(0, unacked.count());
    }

    @Test
    void whatIsSetAsideDoesNotWaitUntilItIsPutBack() {
        Unacked unacked = new Unacked();
        unacked.add(0);
        unacked.add(5);
        assertEquals(0, unacked.setAside(1));
        assertFalse(unacked.waits(1));
        assertEquals(Unacked.NONE, unacked.setAside(1));
        assertEquals(5, unacked.take(2));
        assertEquals(1, unacked.count());
        unacked.putBack(1);
        assertTrue(unacked.waits(1));
        unacked.setAside(1);
        unacked.drop(1);
        assertEquals(0, unacked.count());
        assertEquals(3, unacked.add(9));
    }

    @Test
    void itAgreesWithAMapUnderRandomUse() {
        Random random = new Random(5);
        Unacked unacked = new Unacked();
        TreeMap<Long, Long> model = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(5) < 3 && model.size() < 500) {
                long offset = random.nextInt(1_000);
                model.put(unacked.add(offset), offset);
            } else if (!model.isEmpty()) {
                long number = model.firstKey() + random.nextInt((int) (model.lastKey() - model.firstKey() + 1));
                if (random.nextInt(4) == 0) {
                    List<Long> taken = new ArrayList<>();
                    unacked.upTo(number, each -> taken.add(unacked.take(each)));
                    assertEquals(new ArrayList<>(model.headMap(number, true).values()), taken);
                    model.headMap(number, true).clear();
                } else {
                    Long offset = model.remove(number);
                    assertEquals(offset == null ? Unacked.NONE : offset, unacked.take(number));
                }
            }
            assertEquals(model.size(), unacked.count());
        }
    }
}
