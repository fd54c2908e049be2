// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes short strings, and remembers the last ones: a publisher names the same exchange and key again and again.
 *
 * <p>Bounded: {@value #SLOTS} strings, each in the one slot that its hash names; none are kept before the first is read, for most
 * connections of a large server are idle. Belongs to one connection and thread.
 */
public final class ShortStrings {

    private static final int SLOTS = 128;

    private byte[][] bytes = {};
    private String[] strings = {};
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    /** Reads {@code length} bytes as UTF-8. */
    public String read(ByteBuf in, int length) {
        if (length == 0) {
            return "";
        }
        if (bytes.length == 0) {
            bytes = new byte[SLOTS][];
            strings = new String[SLOTS];
        }
        int start = in.readerIndex();
        int slot = slot(in, start, length);
        byte[] known = bytes[slot];
        if (known != null && matches(in, start, known, length)) {
            in.skipBytes(length);
            return strings[slot];
        }
        byte[] copy = new byte[length];
        in.readBytes(copy);
        String text = decode(copy);
        bytes[slot] = copy;
        strings[slot] = text;
        return text;
    }

    private static int slot(ByteBuf in, int start, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + in.getByte(start + i);
        }
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    private static boolean matches(ByteBuf in, int start, byte[] known, int length) {
        if (known.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in.getByte(start + i) != known[i]) {
                return false;
            }
        }
        return true;
    }

    private String decode(byte[] utf8) {
        try {
            return decoder.decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException malformed) {
            throw WireException.frame("Malformed UTF-8 in shortstr");
        }
    }
}
