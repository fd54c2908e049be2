// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.nio.charset.StandardCharsets;

/**
 * Names of fields and properties, which are the same in every command of a kind: each is made once, and found again by its octets. What it does not
 * know takes the place of another one. Thread-safe.
 */
final class FieldNames {

    private static final int SLOTS = 256;
    private static final int LONGEST = 32;
    /** Written without order between threads: each entry is whole or absent, and any will do. */
    private static final String[] KNOWN = new String[SLOTS];

    private FieldNames() {}

    static String read(byte[] octets, int from, int length) {
        if (length > LONGEST) {
            return new String(octets, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + octets[i];
        }
        int slot = slot(hash);
        String known = KNOWN[slot];
        if (known != null && isSame(known, octets, from, length)) {
            return known;
        }
        String name = new String(octets, from, length, StandardCharsets.UTF_8);
        KNOWN[slot] = name;
        return name;
    }

    /** The same of characters, for names of properties. */
    static String read(String text, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return text.substring(from, to);
        }
        int hash = length;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int slot = slot(hash);
        String known = KNOWN[slot];
        if (known != null && known.length() == length && text.startsWith(known, from)) {
            return known;
        }
        String name = text.substring(from, to);
        KNOWN[slot] = name;
        return name;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 8 ^ hash >>> 16) & SLOTS - 1;
    }

    /** Octets outside of ASCII are negative, and equal to no character. */
    private static boolean isSame(String known, byte[] octets, int from, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != octets[from + i]) {
                return false;
            }
        }
        return true;
    }
}
