// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasesTest {

    private final VirtualTimer timer = new VirtualTimer();
    private final List<Long> expired = new ArrayList<>();
    private final Leases leases = new Leases(timer, timer::now, lease -> expired.add(lease.offset()));

    @Test
    void whatIsOutExpiresAtItsTime() {
        leases.begin(0, 1, timer.now(), 500);
        leases.begin(0, 2, timer.now(), 300);
        timer.goTo(1_299);
        assertEquals(List.of(), expired);
        timer.goTo(1_300);
        assertEquals(List.of(2L), expired);
        timer.goTo(1_500);
        assertEquals(List.of(2L, 1L), expired);
        assertNull(leases.take(0, 1, 1_000));
    }

    @Test
    void whatHasEndedDoesNotExpire() {
        leases.begin(0, 1, timer.now(), 500);
        assertNull(leases.take(0, 1, 999));
        assertNotNull(leases.take(0, 1, 1_000));
        assertNull(leases.take(0, 1, 1_000));
        timer.goTo(2_000);
        assertEquals(List.of(), expired);
    }

    @Test
    void aRenewedOneIsOutSinceThenForItsNewTime() {
        leases.begin(0, 1, timer.now(), 500);
        timer.goTo(1_400);
        assertTrue(leases.renew(0, 1, 1_000, timer.now(), 500, false));
        timer.goTo(1_899);
        assertEquals(List.of(), expired);
        assertNull(leases.take(0, 1, 1_000));
        timer.goTo(1_900);
        assertEquals(List.of(1L), expired);
    }

    @Test
    void oneThatIsTakenDoesNotExpireUntilItIsPutBack() {
        leases.begin(0, 1, timer.now(), 500);
        assertNull(leases.take(0, 1, 999));
        Leases.Lease taken = leases.take(0, 1, 1_000);
        assertNull(leases.take(0, 1, 1_000));
        timer.goTo(2_000);
        assertEquals(List.of(), expired);
        leases.putBack(taken);
        timer.goTo(2_001);
        assertEquals(List.of(1L), expired);
        assertNull(leases.take(0, 1, 1_000));
    }

    @Test
    void oneThatIsPutBackInTimeIsOutAsItWas() {
        leases.begin(0, 1, timer.now(), 500);
        leases.putBack(leases.take(0, 1, 1_000));
        timer.goTo(1_499);
        assertEquals(List.of(), expired);
        assertNotNull(leases.take(0, 1, 1_000));
    }

    @Test
    void thousandsNeedOneTimer() {
        for (int i = 0; i < 5_000; i++) {
            leases.begin(0, i, timer.now(), 60_000);
        }
        assertEquals(1, timer.armed());
        for (int i = 0; i < 4_999; i++) {
            assertNotNull(leases.take(0, i, timer.now()));
        }
        timer.goTo(61_000);
        assertEquals(List.of(4_999L), expired);
        assertEquals(1, timer.armed());
    }
}
