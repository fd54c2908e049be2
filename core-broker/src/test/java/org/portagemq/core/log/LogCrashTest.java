// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogCrashTest {
    private static final int SEEDS = 2_000;

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.portagemq.core.log");

    @BeforeAll
    static void crashesAreNotWorthALogLineHere() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    @Test
    void randomHistoriesWithCrashesKeepEveryPromise() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new LogHistory(seed).run(5);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("History of seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
