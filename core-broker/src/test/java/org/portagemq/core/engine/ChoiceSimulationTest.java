// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portagemq.core.log.TamperedLog;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.storage.StoreFiles;
import org.slf4j.LoggerFactory;

/**
 * Random histories of selective consumers, order by key, pauses and streams. A failing seed is named and fails again with
 * {@code -Dsimulation.seed}. Bugs that are planted in the log show that the histories would notice.
 */
class ChoiceSimulationTest {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.portagemq.core");
    private static final int SEEDS = 60;

    @BeforeAll
    static void faultsAreNotWorthALogLineHere() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    @Test
    void randomHistoriesKeepEveryPromise() {
        Long single = Long.getLong("simulation.seed");
        long from = single == null ? Long.getLong("simulation.from", 1) : single;
        long count = single == null ? Long.getLong("simulation.seeds", SEEDS) : 1;
        long steps = 0;
        for (long seed = from; seed < from + count; seed++) {
            ChoiceHistory history = new ChoiceHistory(seed, files -> files);
            try {
                history.run(4, 120);
            } catch (Exception | AssertionError failed) {
                throw new AssertionError(
                        "history of seed " + seed + " (again with -Dsimulation.seed=" + seed + ") after "
                                + history.steps() + " steps: " + failed.getMessage(),
                        failed);
            }
            steps += history.steps();
        }
        assertTrue(steps > count * 40, "the histories were too short to mean anything");
    }

    private static void assertFound(String bug, UnaryOperator<StoreFiles> disk) {
        assertNoticed(bug, seed -> new ChoiceHistory(seed, disk));
    }

    private static void assertNoticed(String bug, LongFunction<ChoiceHistory> histories) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                histories.apply(seed).run(4, 120);
            } catch (Exception | AssertionError noticed) {
                return;
            }
        }
        throw new AssertionError(SEEDS + " histories did not notice: " + bug);
    }

    private static UnaryOperator<StoreFiles> progress(int kind, long instead) {
        return files -> new TamperedLog(files, (type, body) -> {
            if (type != RecordType.PROGRESS) {
                return;
            }
            for (int at = 0; at + ProgressRecord.ENTRY_BYTES <= body.capacity(); at += ProgressRecord.ENTRY_BYTES) {
                if (body.getInt(at) == kind) {
                    body.putLong(at + 8, instead);
                }
            }
        });
    }

    @Test
    void aCommittedOffsetThatIsLostIsFound() {
        assertFound("a lost offset", progress(ProgressRecord.COMMITTED, 0));
    }

    @Test
    void aResetThatGoesBackAndIsLostIsFound() {
        assertFound("a lost reset", files -> {
            long[] furthest = new long[1];
            return new TamperedLog(files, (type, body) -> {
                if (type == RecordType.PROGRESS) {
                    stayForward(body, furthest);
                }
            });
        });
    }

    private static void stayForward(ByteBuffer body, long[] furthest) {
        for (int at = 0; at + ProgressRecord.ENTRY_BYTES <= body.capacity(); at += ProgressRecord.ENTRY_BYTES) {
            if (body.getInt(at) == ProgressRecord.COMMITTED) {
                furthest[0] = Math.max(furthest[0], body.getLong(at + 8));
                body.putLong(at + 8, furthest[0]);
            }
        }
    }

    @Test
    void aHandOutThatIsForgottenIsFound() {
        assertFound("a forgotten hand-out", progress(ProgressRecord.HANDED_OUT, 0));
    }

    @Test
    void anAcknowledgementOfAnotherMessageIsFound() {
        assertFound("an acknowledgement beside its message", progress(ProgressRecord.DONE, 3));
    }

    @Test
    void aPauseThatIsForgottenIsFound() {
        assertFound(
                "a forgotten pause",
                files -> new TamperedLog(files, (type, body) -> {
                    if (type == RecordType.CHANGE && body.get(0) == 60) {
                        body.put(body.capacity() - 1, (byte) 0);
                    }
                }));
    }

    @Test
    void aReturnThatSelectiveConsumersAreNotToldIsFound() {
        assertNoticed(
                "a return that is not told",
                seed -> new ChoiceHistory(
                        seed, files -> files, broker -> ForgetfulSelections.plant(broker.inside("/", "selected"))));
    }

    /** The bucket is found by the key's text: with another one, messages of one key part after a restart. */
    @Test
    void anOrderingKeyThatChangesIsFound() {
        int[] count = {0};
        assertFound(
                "a changed ordering key",
                files -> new TamperedLog(files, (type, body) -> {
                    if (type == RecordType.MESSAGE && count[0]++ % 2 == 0) {
                        changeKey(body);
                    }
                }));
    }

    private static void changeKey(ByteBuffer body) {
        for (int at = 40; at + 3 < body.capacity(); at++) {
            boolean key = body.getShort(at) == 2 && body.get(at + 2) == 'k' && body.get(at + 3) >= '0';
            if (key) {
                body.put(at + 3, (byte) 'x');
                return;
            }
        }
    }
}
