// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;

/** The file {@code store.version}: the format of everything else in the data folder. */
public final class StoreVersion {
    /** The format that this program reads and writes. */
    public static final int CURRENT = 1;

    private static final String FILE = "store.version";
    private static final String TEMPORARY = "store.version.tmp";
    private static final String PREFIX = "portagemq-store ";
    private static final int BYTES_MAX = 128;

    private StoreVersion() {}

    /**
     * Writes the version into a new folder, checks that of an old one.
     *
     * @param folder the folder's name for people
     * @throws StoreRefusedException when the version is unknown
     */
    public static void check(StoreFiles files, String folder) throws IOException {
        if (!files.exists(FILE)) {
            StoreText.replace(files, FILE, TEMPORARY, PREFIX + CURRENT + "\n");
            return;
        }
        String text = StoreText.read(files, FILE, BYTES_MAX).trim();
        if (!text.equals(PREFIX + CURRENT)) {
            throw new StoreRefusedException("The data folder " + folder + " has the format \"" + text
                    + "\"; this program knows \"" + PREFIX + CURRENT
                    + "\": use the program version that wrote it, or another data folder");
        }
    }
}
