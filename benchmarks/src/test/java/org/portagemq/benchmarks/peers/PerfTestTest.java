// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the load tool prints, read back. */
class PerfTestTest {

    @Test
    void lineOfOneSecondHasRatesAndLatencies() {
        PerfTest.Second second = PerfTest.second(
                        "id: test-1, time 2.001 s, sent: 11158 msg/s, confirmed: 11189 msg/s, nacked: 0 msg/s, "
                                + "received: 11190 msg/s, min/median/75th/95th/99th consumer latency: "
                                + "422/5861/8820/13839/19623 µs, confirm latency: 1332/5258/7594/12240/15579 µs")
                .orElseThrow();

        assertEquals(new PerfTest.Second(2.001, 11_158, 11_190, 5.861, 19.623, 5.258, 15.579), second);
    }

    @Test
    void lineWithoutConsumersHasNoneOfTheirFigures() {
        PerfTest.Second second =
                PerfTest.second("id: test-1, time 1.000 s, sent: 4765 msg/s").orElseThrow();

        assertEquals(new PerfTest.Second(1, 4_765, 0, 0, 0, 0, 0), second);
    }

    @Test
    void otherLinesSayNothing() {
        assertEquals(Optional.empty(), PerfTest.second("id: test-1, starting producer #0"));
        assertEquals(Optional.empty(), PerfTest.second("id: test-1, sending rate avg: 16172 msg/s"));
    }
}
