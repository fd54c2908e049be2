// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrafficTest {

    private final Traffic traffic = new Traffic();
    private long now = 1_000_000;

    /** So many messages a second come, evenly. */
    private void come(int perSecond, int seconds) {
        for (int i = 0; i < perSecond * seconds; i++) {
            now += 1_000 / perSecond;
            traffic.arrived(now);
        }
    }

    private double in() {
        return traffic.rates(now).in();
    }

    @Test
    void anEvenFlowIsMeasuredAfterSomeSeconds() {
        come(100, 40);
        assertEquals(100, in(), 5);
        come(500, 40);
        assertEquals(500, in(), 25);
    }

    @Test
    void aBurstOfLongAgoIsForgotten() {
        for (int i = 0; i < 1_000_000; i++) {
            traffic.arrived(now);
        }
        now += 1_000;
        assertTrue(in() > 100_000);
        now += 120_000;
        assertEquals(0, in(), 0.001);
    }

    @Test
    void aBurstThatNobodyLookedAtIsNotSpreadOverTheTimeSince() {
        for (int i = 0; i < 1_000_000; i++) {
            traffic.arrived(now);
        }
        now += 3_600_000;
        assertEquals(0, in(), 0.001);
    }

    @Test
    void looksDoNotChangeWhatIsMeasured() {
        Traffic watched = new Traffic();
        for (int i = 0; i < 4_000; i++) {
            now += 10;
            traffic.arrived(now);
            watched.arrived(now);
            watched.rates(now);
        }
        assertEquals(in(), watched.rates(now).in(), 0.001);
    }

    @Test
    void aClockThatIsSetBackLosesNothingForGood() {
        come(100, 20);
        now -= 3_600_000;
        come(100, 20);
        assertEquals(100, in(), 5);
    }

    @Test
    void eachKindIsCountedByItself() {
        traffic.arrived(now);
        traffic.delivered(now);
        traffic.delivered(now);
        traffic.acknowledged(now);
        assertEquals(2, traffic.delivered());
        assertEquals(1, traffic.acknowledged());
        now += 1_000;
        assertEquals(2 * in(), traffic.rates(now).out(), 0.001);
        assertEquals(in(), traffic.rates(now).acknowledged(), 0.001);
    }
}
