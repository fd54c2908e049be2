// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/** JSON as maps, collections, texts, numbers and truth values, with the liberties that this protocol takes. */
public final class Json {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws MalformedCommandException when the bytes are something else
     */
    public static Object read(byte[] bytes) {
        return JsonReader.read(bytes, JsonReader::value);
    }

    /** Reads an object; none for no bytes. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(byte[] bytes) {
        if (bytes.length == 0) {
            return Map.of();
        }
        if (read(bytes) instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw new MalformedCommandException("a body is not an object in JSON");
    }

    /**
     * The text of a value. A key of a map that is a number or a map itself is written as it is, without quotes, which is
     * not JSON but what clients expect.
     */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    public static byte[] bytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                write(entry.getKey(), out);
                out.append(':');
                write(entry.getValue(), out);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof Collection<?> list) {
            out.append('[');
            String separator = "";
            for (Object item : list) {
                out.append(separator);
                write(item, out);
                separator = ",";
            }
            out.append(']');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            quote(value.toString(), out);
        }
    }

    static void quote(String text, StringBuilder out) {
        out.append('"');
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            out.append(text, copied, i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX[c >> shift & 0xf]);
                }
            }
            copied = i + 1;
        }
        out.append(text, copied, text.length()).append('"');
    }
}
