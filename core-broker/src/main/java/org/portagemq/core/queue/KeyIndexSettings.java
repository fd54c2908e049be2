// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

/**
 * The sizes of the key index.
 *
 * @param slots hash slots of a file; a power of two
 * @param entries entries of a file
 * @param pendingMax entries that may wait in memory for {@link KeyIndex#flush}
 */
public record KeyIndexSettings(int slots, int entries, int pendingMax) {
    /** Files of 8.25 MiB with 262,144 entries; 65,536 entries wait in memory (1.5 MiB). */
    public static final KeyIndexSettings DEFAULT = new KeyIndexSettings(1 << 16, 1 << 18, 1 << 16);

    /** Checks the sizes. */
    public KeyIndexSettings {
        if (slots < 1 || Integer.bitCount(slots) != 1 || entries < 1 || pendingMax < 1) {
            throw new IllegalArgumentException("slots must be a power of two; entries and pendingMax at least 1");
        }
    }
}
