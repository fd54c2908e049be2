// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names that come again and again, so that each becomes a string once. Not thread-safe. */
final class NameCache {

    private static final int SLOTS = 128;
    private static final int LONGEST = 64;

    private final byte[][] bytes = new byte[SLOTS][];
    private final String[] names = new String[SLOTS];

    /** The name in so many bytes of a line, which are ASCII. */
    String ascii(byte[] line, int length) {
        if (length > LONGEST) {
            return new String(line, 0, length, StandardCharsets.US_ASCII);
        }
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + line[i];
        }
        int slot = (hash ^ (hash >>> 7)) & (SLOTS - 1);
        byte[] known = bytes[slot];
        if (known == null || !Arrays.equals(known, 0, known.length, line, 0, length)) {
            bytes[slot] = Arrays.copyOf(line, length);
            names[slot] = new String(line, 0, length, StandardCharsets.US_ASCII);
        }
        return names[slot];
    }
}
