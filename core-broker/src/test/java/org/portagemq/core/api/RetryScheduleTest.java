// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.RetrySchedule.Growth;
import org.portagemq.core.api.RetrySchedule.When;

class RetryScheduleTest {

    @Test
    void stepsAreTakenInTurnAndTheLastOneStays() {
        RetrySchedule steps = RetrySchedule.steps(List.of(10L, 200L, 3_000L));
        assertEquals(10, steps.delayMs(1));
        assertEquals(200, steps.delayMs(2));
        assertEquals(3_000, steps.delayMs(3));
        assertEquals(3_000, steps.delayMs(100));
    }

    @Test
    void linearAndDoublingDelaysGrowUpToTheLongest() {
        RetrySchedule linear = RetrySchedule.between(When.ALWAYS, Growth.LINEAR, 100, 250);
        assertEquals(List.of(100L, 200L, 250L), List.of(linear.delayMs(1), linear.delayMs(2), linear.delayMs(3)));
        RetrySchedule doubling = RetrySchedule.between(When.ALWAYS, Growth.DOUBLING, 100, 1_000);
        assertEquals(800, doubling.delayMs(4));
        assertEquals(1_000, doubling.delayMs(5));
        assertEquals(1_000, doubling.delayMs(Integer.MAX_VALUE));
        assertEquals(1_000, doubling.delayMs(62));
        assertEquals(1_000, doubling.delayMs(65));
    }

    @Test
    void onlyWhatIsNamedWaits() {
        RetrySchedule failed = RetrySchedule.between(When.FAILED, Growth.LINEAR, 1, 2);
        assertTrue(failed.appliesTo(true));
        assertFalse(failed.appliesTo(false));
        assertFalse(RetrySchedule.NONE.appliesTo(true));
        assertTrue(RetrySchedule.between(When.RETURNED, Growth.LINEAR, 1, 2).appliesTo(false));
    }

    @Test
    void schedulesThatMakeNoSenseAreRefused() {
        assertThrows(BrokerException.class, () -> RetrySchedule.steps(List.of()));
        assertThrows(BrokerException.class, () -> RetrySchedule.steps(List.of(-1L)));
        assertThrows(BrokerException.class, () -> RetrySchedule.between(When.FAILED, Growth.LINEAR, 2, 1));
    }
}
