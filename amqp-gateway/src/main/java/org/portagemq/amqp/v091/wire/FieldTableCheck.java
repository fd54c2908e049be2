// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;

/**
 * Walks through the encoded headers of a message without making objects of them: checks that whoever reads them later
 * can, and sees whether they name further routing keys.
 */
final class FieldTableCheck {

    private static final byte[] DELAY = {'x', '-', 'd', 'e', 'l', 'a', 'y'};

    private final ByteBuf in;
    private final TableLimits limits;
    private int elements;
    private boolean routes;

    private FieldTableCheck(ByteBuf in, TableLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /**
     * Moves over a table with its length before it.
     *
     * @return whether a field CC, BCC or x-delay stands in it
     */
    static boolean skip(ByteBuf in, TableLimits limits) {
        FieldTableCheck check = new FieldTableCheck(in, limits);
        check.table(in.writerIndex(), 0);
        return check.routes;
    }

    private void table(int limit, int depth) {
        int end = end(limit, depth);
        int entries = 0;
        while (in.readerIndex() < end) {
            count(++entries);
            int length = octet(end);
            need(length, end);
            FieldTables.requireName(in, length);
            if (depth == 0) {
                routes |= isRoute(in.readerIndex(), length) || isDelay(in.readerIndex(), length);
            }
            in.skipBytes(length);
            value(end, depth);
        }
    }

    private void array(int limit, int depth) {
        int end = end(limit, depth);
        int entries = 0;
        while (in.readerIndex() < end) {
            count(++entries);
            value(end, depth);
        }
    }

    private boolean isDelay(int index, int length) {
        if (length != DELAY.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in.getByte(index + i) != DELAY[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean isRoute(int index, int length) {
        if (length > 3) {
            return false;
        }
        int skipped = length == 3 && in.getByte(index) == 'B' ? 1 : 0;
        return length - skipped == 2 && in.getByte(index + skipped) == 'C' && in.getByte(index + skipped + 1) == 'C';
    }

    private void value(int end, int depth) {
        int tag = octet(end);
        switch (tag) {
            case 't', 'b', 'B' -> jump(1, end);
            case 's', 'U', 'u' -> jump(2, end);
            case 'I', 'i', 'f' -> jump(4, end);
            case 'D' -> jump(5, end);
            case 'l', 'L', 'd', 'T' -> jump(8, end);
            case 'S', 'x' -> jump(length(end), end);
            case 'A' -> array(end, depth + 1);
            case 'F' -> table(end, depth + 1);
            case 'V' -> {}
            default -> throw WireException.syntax("unknown type of field value: octet " + tag);
        }
    }

    private int end(int limit, int depth) {
        if (depth >= limits.depth()) {
            throw WireException.syntax("a field table is nested deeper than " + limits.depth());
        }
        int length = length(limit);
        return in.readerIndex() + length;
    }

    private int octet(int end) {
        need(1, end);
        return in.readUnsignedByte();
    }

    private int length(int end) {
        need(4, end);
        long length = in.readUnsignedInt();
        if (length > end - in.readerIndex()) {
            throw WireException.syntax("a field table says it is longer than what holds it");
        }
        return (int) length;
    }

    private void jump(int octets, int end) {
        need(octets, end);
        in.skipBytes(octets);
    }

    private void need(int octets, int end) {
        if (end - in.readerIndex() < octets) {
            throw WireException.syntax("a field table ends in the middle of a value");
        }
    }

    private void count(int entries) {
        if (entries > limits.entries()) {
            throw WireException.syntax("a field table has more than " + limits.entries() + " entries");
        }
        if (++elements > limits.elements()) {
            throw WireException.syntax("a field table holds more than " + limits.elements() + " values");
        }
    }
}
