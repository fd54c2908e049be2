// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.portagemq.core.api.Payload;

/** Writes the arguments of one method, in their order; bits that follow each other share octets. */
public final class ArgumentWriter {

    private final ByteBuf out;
    private int bitIndex = -1;
    private int bitsWritten = 8;

    public ArgumentWriter(ByteBuf out) {
        this.out = out;
    }

    public void octet(int value) {
        bitsWritten = 8;
        out.writeByte(value);
    }

    public void shortInt(int value) {
        bitsWritten = 8;
        out.writeShort(value);
    }

    public void longInt(long value) {
        bitsWritten = 8;
        out.writeInt((int) value);
    }

    public void longLong(long value) {
        bitsWritten = 8;
        out.writeLong(value);
    }

    public void shortString(String value) {
        bitsWritten = 8;
        writeShortString(out, value);
    }

    public void longString(Payload value) {
        bitsWritten = 8;
        out.writeInt(value.length());
        out.writeBytes(value.array());
    }

    public void table(Map<String, Object> value) {
        bitsWritten = 8;
        FieldTables.write(out, value);
    }

    public void bit(boolean value) {
        if (bitsWritten == 8) {
            bitIndex = out.writerIndex();
            out.writeByte(0);
            bitsWritten = 0;
        }
        if (value) {
            out.setByte(bitIndex, out.getByte(bitIndex) | 1 << bitsWritten);
        }
        bitsWritten++;
    }

    /** Writes a length octet and the text in UTF-8; more than 255 bytes of it is the caller's mistake. */
    static void writeShortString(ByteBuf out, String value) {
        int lengthIndex = out.writerIndex();
        out.writeByte(0);
        int length = out.writeCharSequence(value, StandardCharsets.UTF_8);
        if (length > 255) {
            throw new IllegalArgumentException("short string of " + length + " bytes, 255 are the limit");
        }
        out.setByte(lengthIndex, length);
    }
}
