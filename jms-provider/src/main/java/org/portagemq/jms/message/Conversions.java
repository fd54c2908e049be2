// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.MessageFormatException;

/**
 * The conversions between the types of values, for properties, maps and streams. A missing value is converted as the text
 * {@code null} would be: see each method's last line.
 */
final class Conversions {

    private Conversions() {}

    static boolean toBoolean(Object value) throws MessageFormatException {
        if (value instanceof Boolean truth) {
            return truth;
        }
        return Boolean.parseBoolean(text(value, "boolean"));
    }

    static byte toByte(Object value) throws MessageFormatException {
        if (value instanceof Byte number) {
            return number;
        }
        return Byte.parseByte(text(value, "byte"));
    }

    static short toShort(Object value) throws MessageFormatException {
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).shortValue();
        }
        return Short.parseShort(text(value, "short"));
    }

    static int toInt(Object value) throws MessageFormatException {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        return Integer.parseInt(text(value, "int"));
    }

    static long toLong(Object value) throws MessageFormatException {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return Long.parseLong(text(value, "long"));
    }

    static float toFloat(Object value) throws MessageFormatException {
        if (value instanceof Float number) {
            return number;
        }
        return Float.parseFloat(text(value, "float"));
    }

    static double toDouble(Object value) throws MessageFormatException {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        return Double.parseDouble(text(value, "double"));
    }

    static char toChar(Object value) throws MessageFormatException {
        if (value == null) {
            throw new NullPointerException("the value is null, and a char cannot be");
        }
        if (value instanceof Character one) {
            return one;
        }
        throw unreadable(value, "char");
    }

    static String toText(Object value) throws MessageFormatException {
        if (value instanceof byte[]) {
            throw unreadable(value, "String");
        }
        return value == null ? null : value.toString();
    }

    /** A copy. */
    static byte[] toBytes(Object value) throws MessageFormatException {
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw unreadable(value, "byte[]");
    }

    private static String text(Object value, String wanted) throws MessageFormatException {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw unreadable(value, wanted);
    }

    static MessageFormatException unreadable(Object value, String wanted) {
        return new MessageFormatException(
                "a value of " + value.getClass().getSimpleName() + " cannot be read as " + wanted, "CONVERSION");
    }

    /** Whether it is of a type that properties have: the primitives but char, and texts. */
    static boolean isProperty(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double;
    }

    /**
     * A value as maps and streams hold it: bytes are copied.
     *
     * @throws MessageFormatException when they cannot hold it
     */
    static Object element(Object value) throws MessageFormatException {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (isProperty(value) || value instanceof Character) {
            return value;
        }
        throw new MessageFormatException("a message cannot hold a value of " + value.getClass(), "TYPE");
    }
}
