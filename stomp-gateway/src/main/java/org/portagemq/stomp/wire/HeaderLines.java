// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Header lines that {@link FrameWriter} wrote for version 1.2, outside of a frame. */
public final class HeaderLines {

    private HeaderLines() {}

    /**
     * Reads lines to the end of the array.
     *
     * @throws WireException when they are none
     */
    public static Headers read(byte[] lines, int from) {
        Headers headers = new Headers();
        int start = from;
        while (start < lines.length) {
            int colon = next(lines, start, ':');
            int end = next(lines, colon, '\n');
            headers.add(text(lines, start, colon), text(lines, colon + 1, end));
            start = end + 1;
        }
        return headers;
    }

    private static int next(byte[] lines, int from, char wanted) {
        for (int i = from; i < lines.length; i++) {
            if (lines[i] == wanted) {
                return i;
            }
        }
        throw WireException.malformed("a header line without its end");
    }

    private static String text(byte[] lines, int from, int to) {
        for (int i = from; i < to; i++) {
            if (lines[i] == '\\') {
                byte[] copy = Arrays.copyOfRange(lines, from, to);
                return new String(
                        copy, 0, Escapes.unescape(copy, 0, copy.length, Version.V1_2), StandardCharsets.UTF_8);
            }
        }
        return new String(lines, from, to - from, StandardCharsets.UTF_8);
    }
}
