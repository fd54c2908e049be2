// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portagemq.core.simulation.SimulatedCrash;
import org.portagemq.core.simulation.SimulatedFiles;
import org.portagemq.core.storage.CorruptStoreException;

class SnapshotStoreTest {
    private SimulatedFiles files = new SimulatedFiles(1);

    private void publish(long generation, String... chunks) throws IOException {
        SnapshotWriter writer = new SnapshotStore(files).begin(generation, generation * 100, generation * 1000);
        for (String chunk : chunks) {
            writer.append(StandardCharsets.UTF_8.encode(chunk));
        }
        writer.publish();
    }

    private String latest() throws IOException {
        try (SnapshotReader reader = new SnapshotStore(files).latest().orElseThrow()) {
            StringBuilder text = new StringBuilder().append(reader.header().generation());
            for (ByteBuffer chunk = reader.next(); chunk != null; chunk = reader.next()) {
                text.append(' ').append(StandardCharsets.UTF_8.decode(chunk));
            }
            assertNull(reader.next());
            return text.toString();
        }
    }

    private static String name(long generation) {
        return "snapshot/000000000000000000" + generation + ".snap";
    }

    @Test
    void thePublishedSnapshotIsReadBackWithItsHeader() throws IOException {
        publish(1, "tables", "", "groups");
        assertEquals("1 tables  groups", latest());
        try (SnapshotReader reader = new SnapshotStore(files).latest().orElseThrow()) {
            assertEquals(new SnapshotHeader(1, 100, 1000), reader.header());
        }
    }

    @Test
    void anEmptyFolderHasNone() throws IOException {
        assertTrue(new SnapshotStore(files).latest().isEmpty());
        assertEquals(0, new SnapshotStore(files).replayFloor());
    }

    @Test
    void twoGenerationsAreKeptAndTheOlderSetsTheReplayFloor() throws IOException {
        publish(1, "a");
        publish(2, "b");
        publish(3, "c");
        assertEquals(2, files.list("snapshot").size());
        assertEquals(200, new SnapshotStore(files).replayFloor());
        assertEquals("3 c", latest());
    }

    @Test
    void anUnfinishedOrAbandonedSnapshotIsNotSeen() throws IOException {
        publish(1, "a");
        SnapshotStore store = new SnapshotStore(files);
        SnapshotWriter unfinished = store.begin(2, 0, 0);
        unfinished.append(StandardCharsets.UTF_8.encode("half"));
        assertEquals("1 a", latest());
        SnapshotWriter abandoned = store.begin(2, 0, 0);
        abandoned.abandon();
        assertThrows(IllegalStateException.class, () -> abandoned.append(ByteBuffer.allocate(1)));
        assertEquals(List.of("0000000000000000001.snap"), files.list("snapshot"));
    }

    @Test
    void aGenerationMustRise() throws IOException {
        publish(2, "a");
        SnapshotStore store = new SnapshotStore(files);
        assertThrows(IllegalArgumentException.class, () -> store.begin(2, 0, 0));
    }

    @Test
    void damageAnywhereFallsBackToTheGenerationBefore() throws IOException {
        publish(1, "old");
        publish(2, "new", "chunks");
        long size = files.usedBytes() / 2 + 5; // a little less than the newer file
        for (long at = 0; at < size; at++) {
            SimulatedFiles fresh = new SimulatedFiles(at);
            files = fresh;
            publish(1, "old");
            publish(2, "new", "chunks");
            fresh.flip(name(2), at);
            assertEquals("1 old", latest(), "flip at " + at);
            assertTrue(fresh.exists(name(2) + ".damaged"));
            publish(3, "next");
            assertTrue(fresh.exists(name(1)), "the damaged one does not count as the generation before");
        }
    }

    @Test
    void whenAllAreDamagedNothingIsMadeUp() throws IOException {
        publish(1, "only");
        files.flip(name(1), 50);
        CorruptStoreException error = assertThrows(CorruptStoreException.class, this::latest);
        assertEquals(name(1), error.file());
        assertTrue(files.exists(name(1)));
    }

    @Test
    void aCrashAtAnyOperationLeavesTheOldOrTheNewSnapshotWhole() throws IOException {
        for (int operations = 0; operations < 12; operations++) {
            for (long seed = 0; seed < 20; seed++) {
                files = new SimulatedFiles(seed);
                publish(1, "old");
                files.crashAfter(operations);
                boolean published = false;
                try {
                    publish(2, "n".repeat(9000));
                    published = true;
                } catch (SimulatedCrash e) {
                    assertTrue(files.crashed());
                }
                files.powerCut();
                String found = latest();
                assertFalse(published && found.startsWith("1"), "a published snapshot was lost");
                assertTrue(found.equals("1 old") || found.equals("2 " + "n".repeat(9000)), found);
            }
        }
    }
}
