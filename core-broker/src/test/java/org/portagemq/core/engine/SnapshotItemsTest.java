// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.snapshot.SnapshotReader;
import org.portagemq.core.snapshot.SnapshotStore;
import org.portagemq.core.snapshot.SnapshotWriter;
import org.portagemq.core.storage.DiskStoreFiles;

class SnapshotItemsTest {

    private static ByteBuffer item(byte kind, byte[] content) {
        return ByteBuffer.allocate(5 + content.length)
                .put(kind)
                .putInt(content.length)
                .put(content)
                .flip();
    }

    /** As a group with half a million messages in memory has one. */
    @Test
    void anItemMayBeLargerThanAnyPartOfTheFile(@TempDir Path folder) throws Exception {
        SnapshotStore store = new SnapshotStore(new DiskStoreFiles(folder));
        List<byte[]> contents = new ArrayList<>();
        Random random = new Random(1);
        for (int size : new int[] {3, 20 << 20, 0, 17, 9 << 20, 1}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            contents.add(content);
        }
        SnapshotWriter writer = store.begin(1, 0, 0);
        for (int i = 0; i < contents.size(); i++) {
            SnapshotItems.append(writer, item((byte) i, contents.get(i)));
        }
        writer.publish();

        List<byte[]> read = new ArrayList<>();
        try (SnapshotReader reader = store.latest().orElseThrow()) {
            new SnapshotItems(reader).forEach((kind, content) -> {
                assertEquals(read.size(), kind);
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                read.add(bytes);
            });
        }

        assertEquals(contents.size(), read.size());
        for (int i = 0; i < read.size(); i++) {
            assertArrayEquals(contents.get(i), read.get(i));
        }
    }
}
