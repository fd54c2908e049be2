// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.nio.charset.StandardCharsets;

/** Texts for people that have to fit into a short string. */
final class ShortText {

    private static final int MAX_BYTES = 255;

    private ShortText() {}

    /** At most 255 bytes of UTF-8, never half a character. */
    static String cut(String text) {
        if (text.length() <= MAX_BYTES / 3) {
            return text;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= MAX_BYTES) {
            return text;
        }
        int end = MAX_BYTES;
        while ((utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(utf8, 0, end, StandardCharsets.UTF_8);
    }
}
