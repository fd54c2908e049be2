// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.simulation.SimulatedFiles;

class StoreFolderTest {
    @TempDir
    private Path parent;

    @Test
    void aNewFolderIsMadeAndTheEpochRisesWithEachOpen() throws IOException {
        Path folder = parent.resolve("a/data");
        for (int epoch = 1; epoch <= 3; epoch++) {
            try (StoreFolder opened = StoreFolder.open(folder)) {
                assertEquals(epoch, opened.epoch());
            }
        }
    }

    @Test
    void aFolderInUseIsRefusedWithItsNameAndHolder() throws IOException {
        StoreFolder first = StoreFolder.open(parent);
        StoreRefusedException refused = assertThrows(StoreRefusedException.class, () -> StoreFolder.open(parent));
        assertTrue(refused.getMessage().contains(parent.toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains(" " + ProcessHandle.current().pid() + ":"), refused.getMessage());
        first.close();
        StoreFolder.open(parent).close();
    }

    @Test
    void anUnknownVersionIsRefusedAndNothingIsChanged() throws IOException {
        StoreFolder.open(parent).close();
        Files.writeString(parent.resolve("store.version"), "portagemq-store 99\n");
        StoreRefusedException refused = assertThrows(StoreRefusedException.class, () -> StoreFolder.open(parent));
        assertTrue(refused.getMessage().contains("portagemq-store 99"), refused.getMessage());
        assertEquals("1\n", Files.readString(parent.resolve("store.epoch")));
    }

    @Test
    void anUnreadableEpochIsRefused() throws IOException {
        StoreFolder.open(parent).close();
        Files.writeString(parent.resolve("store.epoch"), "many\n");
        assertThrows(CorruptStoreException.class, () -> StoreFolder.open(parent));
    }

    @Test
    void theEpochNeverRepeatsAcrossCrashes() throws IOException {
        SimulatedFiles files = new SimulatedFiles(5);
        int last = 0;
        for (int i = 0; i < 50; i++) {
            files.crashAfter(i % 7);
            try {
                int epoch = BootEpoch.next(files);
                assertTrue(epoch > last);
                last = epoch;
            } catch (IOException e) {
                assertTrue(files.crashed(), e.getMessage());
            }
            files.powerCut();
        }
        assertTrue(last > 5);
    }

    @Test
    void filesOnDiskDoWhatTheSeamPromises() throws IOException {
        StoreFiles files = new DiskStoreFiles(parent);
        files.createFolders("log");
        assertThrows(NoSuchFileException.class, () -> files.open("log/a", StoreFiles.Mode.READ));
        try (StoreFile file = files.open("log/a", StoreFiles.Mode.CREATE)) {
            file.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3})}, 4);
            file.sync();
            assertEquals(7, file.size());
            ByteBuffer bytes = ByteBuffer.allocate(8);
            assertEquals(3, file.read(bytes, 4));
            assertArrayEquals(new byte[] {1, 2, 3, 0, 0, 0, 0, 0}, bytes.array());
            file.truncate(5);
            assertEquals(5, file.size());
        }
        files.rename("log/a", "log/b");
        files.syncFolder("log");
        assertEquals(List.of("b"), files.list("log"));
        assertEquals(List.of(), files.list("nothing"));
        files.delete("log/b");
        files.delete("log/b");
        assertFalse(files.exists("log/b"));
        assertTrue(files.usableBytes() > 0);
    }

    @Test
    void anInterruptedThreadStaysInterruptedAndClosesNoFile() throws IOException {
        StoreFiles files = new DiskStoreFiles(parent);
        try (StoreFile file = files.open("a", StoreFiles.Mode.CREATE)) {
            Thread.currentThread().interrupt();
            file.write(ByteBuffer.wrap(new byte[] {9}), 0);
            file.sync();
            assertEquals(1, file.read(ByteBuffer.allocate(1), 0));
            assertTrue(Thread.interrupted(), "the mark is put back");
            assertEquals(1, file.read(ByteBuffer.allocate(1), 0));
        }
    }

    @Test
    void aFullDiskIsToldApartFromOtherErrors() {
        IOException full = DiskStoreFiles.explain("log/a", new IOException("No space left on device"));
        assertTrue(full instanceof DiskFullException);
        assertTrue(full.getMessage().contains("log/a"));
        IOException other = new IOException("Input/output error");
        assertEquals(other, DiskStoreFiles.explain("log/a", other));
    }
}
