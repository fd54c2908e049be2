// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the parts of messages: numbers in seven bits per byte, texts with their length, values with their type. */
public final class SectionWriter {

    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHAR = 5;
    static final int INT = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int TEXT = 10;
    static final int BYTES = 11;

    private byte[] bytes;
    private int length;

    public SectionWriter(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Appends what was written to a buffer, without a copy between. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    public SectionWriter octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** A number, 0 or more takes the fewest bytes when it is small. */
    public SectionWriter number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** A text; not null. */
    public SectionWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public SectionWriter bytes(byte[] value) {
        number(value.length);
        return raw(value);
    }

    private SectionWriter raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /**
     * A value with its type.
     *
     * @throws IllegalArgumentException when it is of no type that messages can hold
     */
    public SectionWriter value(Object value) {
        if (value == null) {
            return octet(NULL);
        }
        if (value instanceof String text) {
            return octet(TEXT).text(text);
        }
        if (value instanceof Boolean truth) {
            return octet(truth ? TRUE : FALSE);
        }
        if (value instanceof Integer number) {
            return octet(INT).number(zigzag(number));
        }
        if (value instanceof Long number) {
            return octet(LONG).number(zigzag(number));
        }
        if (value instanceof byte[] array) {
            return octet(BYTES).bytes(array);
        }
        return rareValue(value);
    }

    private SectionWriter rareValue(Object value) {
        if (value instanceof Byte number) {
            return octet(BYTE).octet(number);
        }
        if (value instanceof Short number) {
            return octet(SHORT).number(zigzag(number));
        }
        if (value instanceof Character one) {
            return octet(CHAR).number(one);
        }
        if (value instanceof Float number) {
            return octet(FLOAT).number(Integer.toUnsignedLong(Float.floatToRawIntBits(number)));
        }
        if (value instanceof Double number) {
            return octet(DOUBLE).fixed(Double.doubleToRawLongBits(number));
        }
        throw new IllegalArgumentException("a message cannot hold a value of " + value.getClass());
    }

    private SectionWriter fixed(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
