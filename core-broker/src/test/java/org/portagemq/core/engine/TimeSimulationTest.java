// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portagemq.core.log.TamperedLog;
import org.portagemq.core.record.RecordType;
import org.slf4j.LoggerFactory;

/**
 * Random histories of messages that wait and of transactions that do, and bugs that these histories find. A failing seed
 * is named and fails again with {@code -Dtime.seed}; {@code -Dtime.seeds} runs more.
 */
class TimeSimulationTest {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.portagemq.core");
    private static final CoreFailures FAILURES = new CoreFailures();
    private static final int STEPS = 150;
    private static final int SEEDS_FOR_BUGS = 40;

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
    void eachMessageIsWhereItWasPromisedToBe() {
        Long single = Long.getLong("time.seed");
        long first = single == null ? 1 : single;
        long end = single == null ? Long.getLong("time.seeds", 60) : single;
        for (long seed = first; seed <= end; seed++) {
            try (TimeHistory history = new TimeHistory(seed, files -> files)) {
                history.run(STEPS);
                FAILURES.requireNone();
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(
                        "history " + seed + " (again with -Dtime.seed=" + seed + "): " + failed.getMessage(), failed);
            }
        }
    }

    private static void assertFound(String bug, BiConsumer<Byte, java.nio.ByteBuffer> tamper) {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS_FOR_BUGS && !found; seed++) {
            try (TimeHistory history =
                    new TimeHistory(seed, files -> new TamperedLog(files, (type, body) -> tamper.accept(type, body)))) {
                history.run(STEPS);
            } catch (RuntimeException | AssertionError noticed) {
                found = true;
            }
        }
        assertTrue(found, () -> SEEDS_FOR_BUGS + " histories did not notice: " + bug);
    }

    @Test
    void aDispatchThatIsForgottenIsFound() {
        assertFound("a message that has become visible waits again", (type, body) -> {
            if (type == RecordType.DUE) {
                body.putInt(8, 0);
            }
        });
    }

    @Test
    void aMessageThatDoesNotComeBackIsFound() {
        assertFound("a message that was postponed is due at a group that never was", (type, body) -> {
            if (type == RecordType.POSTPONE) {
                body.putInt(4, 1_000_000);
            }
        });
    }

    @Test
    void aPreparedTransactionWithoutItsMessagesIsFound() {
        assertFound("a prepared transaction loses what it sent", (type, body) -> {
            if (type == RecordType.PREPARE && body.getInt(44) == 0) {
                body.putInt(40, 0);
            }
        });
    }

    @Test
    void aTransactionThatLosesWhatJoinedItIsFound() {
        assertFound("a transaction loses what was added to it", (type, body) -> {
            if (type == RecordType.JOIN && body.getInt(44) == 0) {
                body.putInt(40, 0);
            }
        });
    }

    @Test
    void aRollbackThatIsForgottenIsFound() {
        assertFound("a transaction that was rolled back waits again", (type, body) -> {
            if (type == RecordType.ROLLBACK) {
                body.putLong(0, 0);
            }
        });
    }

    @Test
    void aKeyThatIsForgottenIsFound() {
        assertFound("a message that is sent again is stored again", (type, body) -> {
            if (type == RecordType.MESSAGE && (body.get(1) & 4) != 0 && (body.get(1) & 2) == 0) {
                body.putLong(40, body.getLong(40) + 1);
            }
        });
    }
}
