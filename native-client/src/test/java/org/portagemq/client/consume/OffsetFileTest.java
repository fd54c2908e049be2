// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.message.QueueRef;

class OffsetFileTest {

    private static final QueueRef FIRST = new QueueRef("orders", "b1", 0);
    private static final QueueRef SECOND = new QueueRef("%odd topic", "b2", 3);

    @TempDir
    private Path folder;

    @Test
    void whatWasSavedIsThereForTheNext() {
        Path file = folder.resolve("offsets");
        OffsetStore store = OffsetStore.inFile(file);
        assertEquals(OptionalLong.empty(), store.load(FIRST));
        store.save(Map.of(FIRST, 7L));
        store.save(Map.of(SECOND, 9L));
        store.save(Map.of(FIRST, 8L));
        OffsetStore next = OffsetStore.inFile(file);
        assertEquals(OptionalLong.of(8), next.load(FIRST));
        assertEquals(OptionalLong.of(9), next.load(SECOND));
        assertEquals(OptionalLong.empty(), next.load(new QueueRef("orders", "b1", 1)));
    }

    @Test
    void anotherFileIsRefusedAndLeftAsItIs() throws IOException {
        Path file = folder.resolve("letter");
        Files.writeString(file, "Dear reader,\n");
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> OffsetStore.inFile(file));
        assertTrue(refused.getMessage().contains("Dear reader"), refused::getMessage);
        assertEquals("Dear reader,\n", Files.readString(file));
    }

    @Test
    void aFolderThatDoesNotExistIsToldOfWhenSaving() {
        OffsetStore store = OffsetStore.inFile(folder.resolve("none").resolve("offsets"));
        assertThrows(UncheckedIOException.class, () -> store.save(Map.of(FIRST, 1L)));
    }
}
