// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules for argument maps: values are null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link
 * Payload}, {@link java.time.Instant}, or lists and maps of these. Maps keep their order, and may hold null.
 */
public final class Arguments {

    private Arguments() {}

    /** An unmodifiable copy, deep in lists and maps; whole numbers become {@link Long}, fractions {@link Double}. */
    public static Map<String, Object> copyOf(Map<String, ?> arguments) {
        if (arguments.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        arguments.forEach((name, value) -> copy.put(name, canonical(value)));
        return Collections.unmodifiableMap(copy);
    }

    /** The value in the one form in which the broker keeps and compares it. */
    public static Object canonical(Object value) {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Arguments::canonical).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, inner) -> copy.put(String.valueOf(name), canonical(inner)));
            return Collections.unmodifiableMap(copy);
        }
        return value;
    }
}
