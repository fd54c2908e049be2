// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

/** The escapes of header names and values, by version: none in 1.0; for LF, colon and backslash in 1.1; for CR too in 1.2. */
final class Escapes {

    private Escapes() {}

    /** What stands behind a backslash for one byte; 0 when nothing does. */
    static byte escaped(byte value, Version version) {
        return switch (value) {
            case '\n' -> 'n';
            case ':' -> 'c';
            case '\\' -> '\\';
            case '\r' -> version == Version.V1_2 ? (byte) 'r' : 0;
            default -> 0;
        };
    }

    /**
     * Takes escapes out of a part of a line, in place.
     *
     * @return where the part ends now
     * @throws WireException at an escape that the version does not know
     */
    static int unescape(byte[] line, int from, int to, Version version) {
        int out = from;
        for (int in = from; in < to; in++) {
            byte value = line[in];
            if (value == '\\') {
                in++;
                value = in < to ? original(line[in], version) : 0;
                if (value == 0) {
                    throw WireException.malformed(
                            "a header has an escape that version " + version.text() + " does not know: a backslash "
                                    + (in < to ? "and '" + printable(line[in]) + "'" : "at its end"));
                }
            }
            line[out++] = value;
        }
        return out;
    }

    private static byte original(byte letter, Version version) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'c' -> ':';
            case '\\' -> '\\';
            case 'r' -> version == Version.V1_2 ? (byte) '\r' : 0;
            default -> 0;
        };
    }

    private static char printable(byte value) {
        return value >= ' ' && value < 127 ? (char) value : '?';
    }
}
