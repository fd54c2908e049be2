// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.portagemq.client.config.Overflow;
import org.portagemq.client.error.BackpressureException;

class ByteBudgetTest {

    private final ByteBudget budget = new ByteBudget(100);

    @Test
    void whatDoesNotFitFailsWhenItsTimeIsOver() {
        budget.take(60, Overflow.fail(), () -> "send");
        BackpressureException full =
                assertThrows(BackpressureException.class, () -> budget.take(60, Overflow.fail(), () -> "send"));
        assertEquals(60, full.bytes());
        assertThrows(
                BackpressureException.class,
                () -> budget.take(60, Overflow.block(Duration.ofMillis(50)), () -> "send"));
        assertEquals(60, budget.used());
    }

    @Test
    void whoWaitsGoesOnWhenThereIsRoom() throws Exception {
        budget.take(100, Overflow.fail(), () -> "send");
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> budget.take(50, Overflow.block(Duration.ofSeconds(60)), () -> "send"));
        budget.release(100);
        waiting.get(60, TimeUnit.SECONDS);
        assertEquals(50, budget.used());
    }

    @Test
    void oneThatIsLargerThanAllGoesAlone() {
        budget.take(500, Overflow.fail(), () -> "send");
        assertThrows(BackpressureException.class, () -> budget.take(1, Overflow.fail(), () -> "send"));
        budget.release(500);
        budget.take(1, Overflow.fail(), () -> "send");
    }
}
