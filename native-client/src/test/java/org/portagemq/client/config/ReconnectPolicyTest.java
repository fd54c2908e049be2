// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {

    @Test
    void waitsGrowToTheLongest() {
        ReconnectPolicy policy = new ReconnectPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), 2, 0.5);
        assertEquals(Duration.ZERO, policy.delay(0, 0));
        assertEquals(Duration.ofMillis(100), policy.delay(1, 0));
        assertEquals(Duration.ofMillis(400), policy.delay(3, 0));
        assertEquals(Duration.ofSeconds(1), policy.delay(50, 0));
        assertEquals(Duration.ofMillis(500), policy.delay(50, 1));
    }

    @Test
    void aPolicyThatWouldShrinkIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReconnectPolicy(Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 0));
    }
}
