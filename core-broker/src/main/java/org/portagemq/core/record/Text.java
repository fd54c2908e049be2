// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Strings in records: UTF-8 behind a length of two bytes. */
final class Text {

    static final int MAX_BYTES = 0xffff;

    private Text() {}

    static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("text of " + bytes.length + " bytes is longer than " + MAX_BYTES);
        }
        return bytes;
    }

    static int length(byte[] utf8) {
        return Short.BYTES + utf8.length;
    }

    static void put(ByteBuffer target, byte[] utf8) {
        target.putShort((short) utf8.length).put(utf8);
    }

    static String get(ByteBuffer source) {
        byte[] utf8 = new byte[source.getShort() & 0xffff];
        source.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    static void skip(ByteBuffer source) {
        int length = source.getShort() & 0xffff;
        source.position(source.position() + length);
    }
}
