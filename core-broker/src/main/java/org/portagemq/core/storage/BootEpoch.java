// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;

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
}
