// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Random histories of the whole core. A failing seed is named and fails again with {@code -Dsimulation.seed}; {@code
 * -Dsimulation.from} and {@code -Dsimulation.seeds} run others, or more.
 */
class BrokerSimulationTest {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.portagemq.core");
    private static final CoreFailures FAILURES = new CoreFailures();
    private static final int BOOTS = 5;
    private static final int STEPS = 250;

    @BeforeAll
    static void faultsAreNotWorthALogLineHere() {
        LOGGER.setLevel(Level.OFF);
        FAILURES.start();
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
        FAILURES.stop();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void randomHistoriesKeepEveryPromise() {
        Long single = Long.getLong("simulation.seed");
        long from = single == null ? Long.getLong("simulation.from", 1) : single;
        long count = single == null ? Long.getLong("simulation.seeds", 200) : 1;
        long steps = LongStream.range(from, from + count)
                .map(BrokerSimulationTest::history)
                .sum();
        assertTrue(steps > count, "the histories were too short to mean anything");
    }

    private static long history(long seed) {
        BrokerHistory history = new BrokerHistory(seed);
        try {
            history.run(BOOTS, STEPS);
            FAILURES.requireNone();
        } catch (Exception | AssertionError failed) {
            throw new AssertionError(
                    "history of seed " + seed + " (again with -Dsimulation.seed=" + seed + ") after " + history.steps()
                            + " steps: " + failed.getMessage(),
                    failed);
        }
        return history.steps();
    }
}
