// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Typed values as text, for protocols that have nothing else. The kinds of values are null, {@link Boolean}, any {@link
 * Number}, {@link Character}, {@link String}, {@link Instant}, {@link java.util.UUID}, {@link Payload}, lists of these,
 * and maps of these by name.
 */
public final class ValueText {

    private ValueText() {}

    /** A single value as text: times as epoch ms, bytes in Base64. Null for null, lists and maps. */
    public static String ofScalar(Object value) {
        if (value == null || value instanceof List<?> || value instanceof Map<?, ?>) {
            return null;
        }
        if (value instanceof Instant time) {
            return Long.toString(time.toEpochMilli());
        }
        if (value instanceof Payload bytes) {
            return Base64.getEncoder().encodeToString(bytes.array());
        }
        return value.toString();
    }

    /** Any value as JSON; what JSON has no form for becomes text as in {@link #ofScalar}. */
    public static String json(Object value) {
        StringBuilder out = new StringBuilder();
        json(value, out);
        return out.toString();
    }

    private static void json(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            object(map, out);
        } else if (value instanceof List<?> list) {
            array(list, out);
        } else if (value == null || value instanceof Boolean || isJsonNumber(value)) {
            out.append(value);
        } else if (value instanceof Instant) {
            out.append(ofScalar(value));
        } else {
            quoted(ofScalar(value), out);
        }
    }

    private static boolean isJsonNumber(Object value) {
        return value instanceof Number number
                && (!(value instanceof Double || value instanceof Float) || Double.isFinite(number.doubleValue()));
    }

    private static void object(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            quoted(String.valueOf(entry.getKey()), out);
            out.append(':');
            json(entry.getValue(), out);
            if (entries.hasNext()) {
                out.append(',');
            }
        }
        out.append('}');
    }

    private static void array(List<?> list, StringBuilder out) {
        out.append('[');
        for (Iterator<?> values = list.iterator(); values.hasNext(); ) {
            json(values.next(), out);
            if (values.hasNext()) {
                out.append(',');
            }
        }
        out.append(']');
    }

    private static void quoted(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                out.append('\\').append(each);
            } else if (each < ' ') {
                out.append("\\u00").append(Character.forDigit(each >> 4, 16)).append(Character.forDigit(each & 15, 16));
            } else {
                out.append(each);
            }
        }
        out.append('"');
    }
}
