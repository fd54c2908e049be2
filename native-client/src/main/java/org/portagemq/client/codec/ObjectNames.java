// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Makes JSON of what brokers of RocketMQ write where the names of a map are objects themselves, without quotes: such a name becomes a
 * text, which can be read as JSON in its turn.
 */
final class ObjectNames {

    private final byte[] in;
    private final ByteArrayOutputStream out;
    /** By depth: whether it is an object, and not a list. */
    private final BitSet objects = new BitSet();

    private int depth;
    private boolean nameNext;

    private ObjectNames(byte[] in) {
        this.in = in;
        this.out = new ByteArrayOutputStream(in.length + in.length / 4);
    }

    /** The same octets when there are no such names. */
    static byte[] quoted(byte[] json) {
        return begins(json) ? new ObjectNames(json).quoted() : json;
    }

    /** The first name of a map that has such names stands at once behind its brace. */
    private static boolean begins(byte[] json) {
        for (int i = 1; i < json.length; i++) {
            if (json[i] == '{' && json[i - 1] == '{') {
                return true;
            }
        }
        return false;
    }

    private byte[] quoted() {
        int at = 0;
        while (at < in.length) {
            at = nameNext && in[at] == '{' ? name(at) : other(at);
        }
        return out.toByteArray();
    }

    /** An object in place of a name; answers where it ends. */
    private int name(int at) {
        int end = endOfObject(at);
        StringBuilder text = new StringBuilder();
        Json.quote(new String(in, at, end - at, StandardCharsets.UTF_8), text);
        out.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        nameNext = false;
        return end;
    }

    /** Something that stays as it is. */
    private int other(int at) {
        int end = in[at] == '"' ? endOfText(at) : at + 1;
        out.write(in, at, end - at);
        switch (in[at]) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '}', ']' -> close();
            default -> nameNext = in[at] == ',' && objects.get(depth);
        }
        return end;
    }

    private void open(boolean object) {
        depth++;
        objects.set(depth, object);
        nameNext = object;
    }

    private void close() {
        objects.clear(depth);
        depth = Math.max(0, depth - 1);
        nameNext = false;
    }

    private int endOfText(int from) {
        for (int at = from + 1; at < in.length; at++) {
            if (in[at] == '\\') {
                at++;
            } else if (in[at] == '"') {
                return at + 1;
            }
        }
        return in.length;
    }

    private int endOfObject(int from) {
        int open = 0;
        int at = from;
        while (at < in.length) {
            if (in[at] == '"') {
                at = endOfText(at);
                continue;
            }
            open += in[at] == '{' ? 1 : in[at] == '}' ? -1 : 0;
            at++;
            if (open == 0) {
                return at;
            }
        }
        return in.length;
    }
}
