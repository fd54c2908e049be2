// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portagemq.core.record.KeyHash;

class DeduplicationTableTest {

    private static final int MANY = 3 * DeduplicationTable.SLICE + 7;
    private static final long WINDOW_MS = 1_000;

    private final DeduplicationTable table = new DeduplicationTable(MANY + 10, WINDOW_MS);

    private static KeyHash key(long number) {
        return new KeyHash(number * 31, number * 0x9E3779B97F4A7C15L);
    }

    private void fill(long now) {
        for (int i = 0; i < MANY; i++) {
            table.add(key(i), now, i, now);
        }
    }

    private static DeduplicationTable restored(List<ByteBuffer> items) {
        DeduplicationTable restored = new DeduplicationTable(MANY + 10, WINDOW_MS);
        for (ByteBuffer item : items) {
            assertEquals(SnapshotCodec.DEDUPLICATION, item.get());
            assertEquals(item.remaining() - Integer.BYTES, item.getInt());
            restored.restore(item);
        }
        return restored;
    }

    @Test
    void aLargeTableIsWrittenInSlicesAndReadBackWhole() {
        fill(5);
        List<ByteBuffer> items = new ArrayList<>();
        for (DeduplicationTable.Slices slices = table.slices(); slices.hasMore(); ) {
            items.add(slices.item());
        }
        assertEquals(4, items.size());
        DeduplicationTable restored = restored(items);
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, restored.find(key(i), 6).position());
        }
    }

    @Test
    void whatComesAndGoesBetweenTwoSlicesIsNoConcernOfTheSnapshot() {
        fill(5);
        DeduplicationTable.Slices slices = table.slices();
        List<ByteBuffer> items = new ArrayList<>(List.of(slices.item()));
        for (int i = 0; i < 500; i++) {
            // Beyond the limit the oldest ones go.
            table.add(key(MANY + i), 6, MANY + i, 6);
        }
        while (slices.hasMore()) {
            items.add(slices.item());
        }
        DeduplicationTable restored = restored(items);
        assertEquals(MANY - 1, restored.find(key(MANY - 1), 7).position());
        assertNotNull(restored.find(key(DeduplicationTable.SLICE), 7));
        assertNull(restored.find(key(MANY + 1), 7));
    }

    @Test
    void whatIsGoneBeforeItsSliceIsLeftOut() {
        fill(5);
        DeduplicationTable.Slices slices = table.slices();
        assertTrue(slices.hasMore());
        assertTrue(table.isEmpty(5 + WINDOW_MS));
        assertFalse(slices.hasMore());
    }
}
