// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

/** One entry of a filter of properties, as the condition of a selector. */
final class FieldFilter {

    private static final String PREFIX = "&p:";
    private static final String SUFFIX = "&s:";

    private FieldFilter() {}

    /**
     * The condition that a field has the value; null where a selector cannot say so, as with bytes. A text may ask for a
     * beginning ({@code &p:}) or an end ({@code &s:}); one that begins with two of these signs means the rest with one.
     *
     * @param field its identifier
     */
    static String condition(String field, Object value) {
        if (value == null) {
            return field + " IS NULL";
        }
        Object shared = Values.shared(value);
        if (shared instanceof String text) {
            return text(field, text);
        }
        if (shared instanceof Boolean truth) {
            return field + " = " + (truth ? "TRUE" : "FALSE");
        }
        if (shared instanceof java.time.Instant time) {
            return field + " = " + time.toEpochMilli();
        }
        if (shared instanceof java.util.UUID || shared instanceof Character) {
            return field + " = " + quoted(shared.toString());
        }
        boolean whole = shared instanceof Long
                || shared instanceof Integer
                || shared instanceof Short
                || shared instanceof Byte;
        boolean finite = (shared instanceof Double || shared instanceof Float)
                && Double.isFinite(((Number) shared).doubleValue());
        return whole || finite ? field + " = " + shared : null;
    }

    private static String text(String field, String text) {
        if (text.startsWith(PREFIX)) {
            return like(field, pattern(text.substring(PREFIX.length())) + "%");
        }
        if (text.startsWith(SUFFIX)) {
            return like(field, "%" + pattern(text.substring(SUFFIX.length())));
        }
        return field + " = " + quoted(text.startsWith("&&") ? text.substring(1) : text);
    }

    private static String like(String field, String pattern) {
        return field + " LIKE " + quoted(pattern) + " ESCAPE '!'";
    }

    private static String pattern(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
