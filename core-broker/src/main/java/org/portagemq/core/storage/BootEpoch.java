// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The number of times that a data folder was opened; rises, durably, with each. */
public final class BootEpoch {
    private static final String FILE = "store.epoch";
    private static final String TEMPORARY = "store.epoch.tmp";
    private static final int BYTES_MAX = 64;

    private BootEpoch() {}

    /**
     * Counts up, and returns the new number (from 1) once it is on disk.
     *
     * @throws CorruptStoreException when the file does not hold a number
     */
    public static int next(StoreFiles files) throws IOException {
        int next = Math.addExact(current(files), 1);
        StoreText.replace(files, FILE, TEMPORARY, next + "\n");
        return next;
    }

    private static int current(StoreFiles files) throws IOException {
        if (!files.exists(FILE)) {
            return 0;
        }
        String text = StoreText.read(files, FILE, BYTES_MAX).trim();
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new CorruptStoreException(
                    FILE,
                    0,
                    "it should hold the number of times the store was opened; write a number higher than any before");
        }
    }

    /** Small text files that are replaced as a whole. */
    static final class StoreText {
        private StoreText() {}

        static String read(StoreFiles files, String name, int bytesMax) throws IOException {
            try (StoreFile file = files.open(name, StoreFiles.Mode.READ)) {
                ByteBuffer bytes = ByteBuffer.allocate(bytesMax);
                file.read(bytes, 0);
                return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
            }
        }

        static void replace(StoreFiles files, String name, String temporary, String text) throws IOException {
            try (StoreFile file = files.open(temporary, StoreFiles.Mode.CREATE)) {
                file.truncate(0);
                file.write(StandardCharsets.UTF_8.encode(text), 0);
                file.sync();
            }
            files.rename(temporary, name);
            files.syncFolder("");
        }
    }
}
