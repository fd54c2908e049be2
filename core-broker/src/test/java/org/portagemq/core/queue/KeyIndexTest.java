// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.simulation.SimulatedFiles;
import org.portagemq.core.storage.CorruptStoreException;

class KeyIndexTest {
    private static final KeyIndexSettings SMALL = new KeyIndexSettings(4, 16, 40);
    private final SimulatedFiles files = new SimulatedFiles(1);
    private KeyIndex index;

    @BeforeEach
    void open() throws IOException {
        index = KeyIndex.open(files, SMALL);
    }

    private void add(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            assertTrue(index.add(1, "key" + i % 5, i * 10L, i));
        }
    }

    @Test
    void entriesAreFoundBeforeAndAfterTheFlushNewestFirst() throws IOException {
        add(0, 20);
        long[] expected = {150, 100, 50, 0};
        assertArrayEquals(expected, index.find(1, "key0", 10));
        index.flush();
        assertEquals(0, index.pendingEntries());
        assertArrayEquals(expected, index.find(1, "key0", 10));
        add(20, 22);
        assertArrayEquals(new long[] {200, 150}, index.find(1, "key0", 2));
        assertArrayEquals(new long[0], index.find(2, "key0", 10), "another scope");
    }

    @Test
    void aTimeRangeNarrowsTheSearch() throws IOException {
        add(0, 20);
        index.flush();
        add(20, 30);
        assertArrayEquals(new long[] {200, 150, 100}, index.find(1, "key0", 10, 20, 9));
    }

    @Test
    void theBufferIsBoundedUntilTheFlush() throws IOException {
        add(0, 40);
        assertFalse(index.add(1, "more", 1, 1));
        index.flush();
        assertTrue(index.add(1, "more", 1, 1));
    }

    @Test
    void syncedEntriesSurviveAPowerCutInFullAndOpenFiles() throws IOException {
        add(0, 40);
        index.sync();
        files.powerCut();
        open();
        for (int key = 0; key < 5; key++) {
            assertEquals(8, index.find(1, "key" + key, 99).length);
        }
        add(40, 45);
        index.flush();
        assertArrayEquals(new long[] {400, 350}, index.find(1, "key0", 2));
    }

    @Test
    void anEntryAddedAgainAtReplayIsFoundOnce() throws IOException {
        add(0, 10);
        index.flush();
        add(0, 10);
        assertArrayEquals(new long[] {50, 0}, index.find(1, "key0", 10));
    }

    @Test
    void filesWithOnlyDroppedPositionsAreDeleted() throws IOException {
        add(0, 40);
        index.flush();
        assertEquals(3, files.list("keys").size());
        index.dropBelow(160);
        assertEquals(2, files.list("keys").size());
        assertArrayEquals(new long[] {350, 300, 250, 200}, index.find(1, "key0", 10));
        index.dropBelow(Long.MAX_VALUE);
        assertEquals(1, files.list("keys").size(), "the one in use stays");
    }

    @Test
    void aDamagedFileIsToldWithItsName() throws IOException {
        add(0, 40);
        index.sync();
        String name = "keys/0000000000000000000.idx";
        for (int entry = 0; entry < 16; entry++) {
            files.flip(name, 64 + 4 * 4 + entry * 32L + 8);
        }
        CorruptStoreException error = assertThrows(CorruptStoreException.class, () -> index.find(1, "key0", 99));
        assertEquals(name, error.file());
    }

    @Test
    void theHashOnDiskNeverChanges() {
        assertEquals(0x2ec30cfad549e7aeL, KeyIndex.hash(1, "order-17"));
    }
}
