// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.simulation.SimulatedFiles;
import org.portagemq.core.storage.CorruptStoreException;

class BlockFileTest {
    private static final int SLOTS_PER_FILE = 1024;
    private final SimulatedFiles files = new SimulatedFiles(1);
    private BlockFile blocks;

    @BeforeEach
    void open() throws IOException {
        blocks = BlockFile.open(files);
    }

    private static ByteBuffer body(int value) {
        return ByteBuffer.allocate(BlockFile.BODY_BYTES_MAX).putInt(0, value);
    }

    @Test
    void aSyncedBlockSurvivesAPowerCut() throws IOException {
        int slot = blocks.allocate();
        blocks.write(slot, 7, 100, body(42));
        blocks.sync();
        files.powerCut();
        open();
        assertEquals(body(42), blocks.read(slot, 7, 100));
    }

    @Test
    void aShortBodyIsReadBackWithItsLength() throws IOException {
        int slot = blocks.allocate();
        blocks.write(slot, 1, 0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), blocks.read(slot, 1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> blocks.write(slot, 1, 0, ByteBuffer.allocate(BlockFile.BODY_BYTES_MAX + 1)));
    }

    @Test
    void aBlockOfAnotherOwnerOrPlaceIsNotServed() throws IOException {
        int slot = blocks.allocate();
        blocks.write(slot, 7, 100, body(1));
        assertThrows(CorruptStoreException.class, () -> blocks.read(slot, 8, 100));
        assertThrows(CorruptStoreException.class, () -> blocks.read(slot, 7, 200));
        assertThrows(CorruptStoreException.class, () -> blocks.read(slot + 1, 7, 100), "never written");
    }

    @Test
    void aDamagedBlockIsNotServed() throws IOException {
        int slot = blocks.allocate();
        blocks.write(slot, 7, 100, body(1));
        files.flip("index/00000000.blk", 5000);
        CorruptStoreException error = assertThrows(CorruptStoreException.class, () -> blocks.read(slot, 7, 100));
        assertEquals("index/00000000.blk", error.file());
    }

    @Test
    void aFreedSlotRestsUntilASnapshotThatBeganLaterIsOut() {
        int first = blocks.allocate();
        int second = blocks.allocate();
        blocks.free(first);
        assertNotEquals(first, blocks.allocate());
        blocks.snapshotBegun();
        blocks.free(second); // the snapshot under way may name it
        blocks.published();
        assertEquals(first, blocks.allocate());
        assertNotEquals(second, blocks.allocate());
        blocks.snapshotBegun();
        blocks.published();
        assertEquals(second, blocks.allocate());
    }

    @Test
    void aSlotIsFreedOnceAndAPublishNeedsABegin() {
        int slot = blocks.allocate();
        blocks.free(slot);
        assertThrows(IllegalArgumentException.class, () -> blocks.free(slot));
        assertThrows(IllegalArgumentException.class, () -> blocks.free(slot + 1));
        assertThrows(IllegalStateException.class, blocks::published);
    }

    @Test
    void afterRecoveryOnlyTheUsedSlotsAreTaken() throws IOException {
        BitSet used = new BitSet();
        used.set(1);
        used.set(3);
        blocks.rebuildFree(used);
        assertEquals(2, blocks.slotsTaken());
        assertEquals(List.of(0, 2, 4), List.of(blocks.allocate(), blocks.allocate(), blocks.allocate()));
    }

    @Test
    void emptyFilesAtTheEndAreDeletedAndMadeAgain() throws IOException {
        int slot = -1;
        while (slot < SLOTS_PER_FILE) {
            slot = blocks.allocate();
        }
        blocks.write(0, 1, 0, body(1));
        blocks.write(slot, 1, 1, body(2));
        blocks.sync();
        assertEquals(2, files.list("index").size());
        blocks.free(slot);
        blocks.snapshotBegun();
        blocks.published();
        blocks.sync();
        assertEquals(List.of("00000000.blk"), files.list("index"));
        int again = blocks.allocate();
        assertEquals(slot, again);
        blocks.write(again, 2, 5, body(3));
        blocks.sync();
        assertEquals(body(3), blocks.read(again, 2, 5));
        assertTrue(files.exists("index/00000001.blk"));
    }
}
