// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link SectionWriter} wrote. Every method refuses what goes beyond the end. */
public final class SectionReader {

    private final byte[] bytes;
    private int at;

    public SectionReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What was written by somebody who does not keep to the form. */
    public static final class MalformedException extends RuntimeException {
        MalformedException(String text) {
            super(text);
        }
    }

    public boolean hasMore() {
        return at < bytes.length;
    }

    public int octet() {
        if (at >= bytes.length) {
            throw new MalformedException("it ends within a value");
        }
        return bytes[at++] & 0xFF;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7FL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new MalformedException("a number has more than 64 bits");
    }

    /** A number of things, each of which takes one byte at least. */
    public int count() {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw new MalformedException("it ends within a list or text");
        }
        return (int) count;
    }

    public String text() {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public Object value() {
        int type = octet();
        return switch (type) {
            case SectionWriter.NULL -> null;
            case SectionWriter.FALSE -> false;
            case SectionWriter.TRUE -> true;
            case SectionWriter.BYTE -> (byte) octet();
            case SectionWriter.SHORT -> (short) zigzag(number());
            case SectionWriter.CHAR -> (char) number();
            case SectionWriter.INT -> (int) zigzag(number());
            case SectionWriter.LONG -> zigzag(number());
            case SectionWriter.FLOAT -> Float.intBitsToFloat((int) number());
            case SectionWriter.DOUBLE -> Double.longBitsToDouble(fixed());
            case SectionWriter.TEXT -> text();
            case SectionWriter.BYTES -> bytes();
            default -> throw new MalformedException("a value of unknown type " + type);
        };
    }

    private long fixed() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    private static long zigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
