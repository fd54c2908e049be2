// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class LeasesTest {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final List<Long> expired = new ArrayList<>();
    private long now = 1_000;
    private int armed;
    private final Leases leases = new Leases(this::after, () -> now, lease -> expired.add(lease.offset()));

    private record Task(long at, Runnable work) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return Long.compare(at, other.at);
        }
    }

    private void after(long delayMs, Runnable work) {
        armed++;
        tasks.add(new Task(now + delayMs, work));
    }

    private void goTo(long time) {
        while (!tasks.isEmpty() && tasks.peek().at <= time) {
            Task next = tasks.poll();
            now = next.at;
            next.work.run();
        }
        now = time;
    }

    @Test
    void whatIsOutExpiresAtItsTime() {
        leases.begin(0, 1, now, 500);
        leases.begin(0, 2, now, 300);
        goTo(1_299);
        assertEquals(List.of(), expired);
        goTo(1_300);
        assertEquals(List.of(2L), expired);
        goTo(1_500);
        assertEquals(List.of(2L, 1L), expired);
        assertNull(leases.take(0, 1, 1_000));
    }

    @Test
    void whatHasEndedDoesNotExpire() {
        leases.begin(0, 1, now, 500);
        assertNull(leases.take(0, 1, 999));
        assertNotNull(leases.take(0, 1, 1_000));
        assertNull(leases.take(0, 1, 1_000));
        goTo(2_000);
        assertEquals(List.of(), expired);
    }

    @Test
    void aRenewedOneIsOutSinceThenForItsNewTime() {
        leases.begin(0, 1, now, 500);
        goTo(1_400);
        assertTrue(leases.renew(0, 1, 1_000, now, 500, false));
        goTo(1_899);
        assertEquals(List.of(), expired);
        assertNull(leases.take(0, 1, 1_000));
        goTo(1_900);
        assertEquals(List.of(1L), expired);
    }

    @Test
    void oneThatIsTakenDoesNotExpireUntilItIsPutBack() {
        leases.begin(0, 1, now, 500);
        assertNull(leases.take(0, 1, 999));
        Leases.Lease taken = leases.take(0, 1, 1_000);
        assertNull(leases.take(0, 1, 1_000));
        goTo(2_000);
        assertEquals(List.of(), expired);
        leases.putBack(taken);
        goTo(2_001);
        assertEquals(List.of(1L), expired);
        assertNull(leases.take(0, 1, 1_000));
    }

    @Test
    void oneThatIsPutBackInTimeIsOutAsItWas() {
        leases.begin(0, 1, now, 500);
        leases.putBack(leases.take(0, 1, 1_000));
        goTo(1_499);
        assertEquals(List.of(), expired);
        assertNotNull(leases.take(0, 1, 1_000));
    }

    @Test
    void thousandsNeedOneTimer() {
        for (int i = 0; i < 5_000; i++) {
            leases.begin(0, i, now, 60_000);
        }
        assertEquals(1, armed);
        for (int i = 0; i < 4_999; i++) {
            assertNotNull(leases.take(0, i, now));
        }
        goTo(61_000);
        assertEquals(List.of(4_999L), expired);
        assertEquals(1, armed);
    }
}
