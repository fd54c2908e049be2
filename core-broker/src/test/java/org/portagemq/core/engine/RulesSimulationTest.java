// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portagemq.core.log.TamperedLog;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;
import org.slf4j.LoggerFactory;

/**
 * Random histories of lifetimes, limited attempts, retry schedules, dead letters and policies, and bugs that these
 * histories find. A failing seed is named and fails again with {@code -Drules.seed}; {@code -Drules.seeds} runs more.
 */
class RulesSimulationTest {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.portagemq.core");
    private static final CoreFailures FAILURES = new CoreFailures();
    private static final int STEPS = 150;
    private static final int SEEDS_FOR_BUGS = 40;
    private static final byte POLICY_PUT = 9;
    private static final byte POLICY_REMOVED = 10;

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
    void rulesHoldOverEveryCrash() {
        Long single = Long.getLong("rules.seed");
        long first = single == null ? 1 : single;
        long end = single == null ? Long.getLong("rules.seeds", 60) : single;
        for (long seed = first; seed <= end; seed++) {
            try (RulesHistory history = new RulesHistory(seed, files -> files)) {
                history.run(STEPS);
                FAILURES.requireNone();
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(
                        "history " + seed + " (again with -Drules.seed=" + seed + "): " + failed.getMessage(), failed);
            }
        }
    }

    private static void assertFound(String bug, BiConsumer<Byte, ByteBuffer> tamper) {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS_FOR_BUGS && !found; seed++) {
            try (RulesHistory history = new RulesHistory(
                    seed, files -> new TamperedLog(files, (type, body) -> tamper.accept(type, body)))) {
                history.run(STEPS);
            } catch (RuntimeException | AssertionError noticed) {
                found = true;
            }
        }
        assertTrue(found, () -> SEEDS_FOR_BUGS + " histories did not notice: " + bug);
    }

    @Test
    void aPolicyThatIsForgottenIsFound() {
        assertFound("a policy is removed by what put it", (type, body) -> {
            if (type == RecordType.CHANGE && body.get(0) == POLICY_PUT) {
                body.put(0, POLICY_REMOVED);
            }
        });
    }

    @Test
    void aLifetimeThatIsForgottenIsFound() {
        assertFound("a message loses its lifetime", (type, body) -> {
            if (type == RecordType.MESSAGE) {
                body.putLong(16, 0).putLong(24, -1);
            }
        });
    }

    @Test
    void aFailedAttemptThatIsForgottenIsFound() {
        assertFound("attempts are forgotten", (type, body) -> {
            if (type == RecordType.PROGRESS) {
                forgetAttempts(body);
            }
        });
    }

    private static void forgetAttempts(ByteBuffer body) {
        for (int at = 0; at + ProgressRecord.ENTRY_BYTES <= body.capacity(); at += ProgressRecord.ENTRY_BYTES) {
            if (body.getInt(at) == ProgressRecord.ATTEMPTS) {
                body.putLong(at + 16, 0);
            }
        }
    }

    @Test
    void aDeadLetterThatStaysWhereItWasIsFound() {
        assertFound("a move ends nothing in the group that it leaves", (type, body) -> {
            if (type == RecordType.MOVE) {
                body.putInt(0, 0);
            }
        });
    }

    @Test
    void aDeadLetterThatArrivesNowhereIsFound() {
        assertFound("a move reaches no group", (type, body) -> {
            if (type == RecordType.MOVE) {
                body.putInt(4, 0);
            }
        });
    }
}
