// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portagemq.core.log.TamperedLog;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.simulation.LyingDisk;
import org.portagemq.core.storage.StoreFiles;
import org.slf4j.LoggerFactory;

/** Keeps the simulator honest: bugs of the kind that it is there for are found by it within some seeds. */
class PlantedBugsTest {

    private static final int SEEDS = 60;
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.portagemq.core");

    @BeforeAll
    static void faultsAreNotWorthALogLineHere() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    private static void assertFound(String bug, UnaryOperator<StoreFiles> disk) {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS && !found; seed++) {
            try {
                new BrokerHistory(seed, disk).run(5, 250);
            } catch (Exception | AssertionError noticed) {
                found = true;
            }
        }
        assertTrue(found, () -> SEEDS + " histories did not notice: " + bug);
    }

    @Test
    void withoutABugTheSameFilesAreNotSuspected() throws Exception {
        for (long seed = 1; seed <= 10; seed++) {
            new BrokerHistory(seed, files -> new TamperedLog(files, (type, body) -> {})).run(3, 150);
        }
    }

    @Test
    void aSyncThatIsSkippedIsFound() {
        assertFound("a skipped sync", LyingDisk::skipping);
    }

    @Test
    void aConfirmBeforeItsSyncIsFound() {
        assertFound("an early confirm", LyingDisk::early);
    }

    @Test
    void anIndexEntryThatIsDroppedIsFound() {
        assertFound(
                "a dropped index entry",
                files -> new TamperedLog(files, (type, body) -> {
                    if (type == RecordType.ROUTE_SET) {
                        leaveOutLastGroup(body);
                    }
                }));
    }

    /** One group of several gets no entry when the record is replayed. */
    private static void leaveOutLastGroup(ByteBuffer body) {
        int last = body.capacity() - Integer.BYTES;
        if (body.capacity() >= 4 * Integer.BYTES) {
            body.putInt(last, 1_000_000);
        }
    }

    @Test
    void aCommitThatIsLostIsFound() {
        assertFound(
                "a lost commit",
                files -> new TamperedLog(files, (type, body) -> {
                    if (type == RecordType.DISPATCH) {
                        // No messages and no acknowledgements: as if it had been rolled back.
                        body.putInt(16, 0).putInt(20, 0);
                    }
                }));
    }

    @Test
    void anOffsetThatIsUsedAgainIsFound() {
        assertFound(
                "a reused offset",
                files -> new TamperedLog(files, (type, body) -> {
                    if (type == RecordType.PROGRESS) {
                        forgetSkips(body);
                    }
                }));
    }

    /** Offsets that went to messages which are not durable are given away again after a restart. */
    private static void forgetSkips(ByteBuffer body) {
        for (int at = 0; at + ProgressRecord.ENTRY_BYTES <= body.capacity(); at += ProgressRecord.ENTRY_BYTES) {
            if (body.getInt(at) == ProgressRecord.SKIPPED) {
                body.putLong(at + 8, 0);
            }
        }
    }
}
