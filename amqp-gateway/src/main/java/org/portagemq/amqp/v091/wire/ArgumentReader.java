// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.portagemq.core.api.Payload;

/**
 * Reads the arguments of one method. A bit shares its octet with the bits before it (section 4.2.5.2), so the arguments
 * have to be read in their order. Reading past the payload is a {@link WireException}.
 */
public final class ArgumentReader {

    private final ByteBuf in;
    private final ShortStrings strings;
    private final TableLimits limits;
    private int bits;
    private int bitsRead = 8;

    /**
     * @param in exactly the payload of the frame behind the ids
     */
    public ArgumentReader(ByteBuf in, ShortStrings strings, TableLimits limits) {
        this.in = in;
        this.strings = strings;
        this.limits = limits;
    }

    public int octet() {
        need(1);
        return in.readUnsignedByte();
    }

    public int shortInt() {
        need(2);
        return in.readUnsignedShort();
    }

    public long longInt() {
        need(4);
        return in.readUnsignedInt();
    }

    public long longLong() {
        need(8);
        return in.readLong();
    }

    public String shortString() {
        need(1);
        int length = in.readUnsignedByte();
        need(length);
        return strings.read(in, length);
    }

    public Payload longString() {
        need(4);
        long length = in.readUnsignedInt();
        if (length > in.readableBytes()) {
            throw truncated();
        }
        byte[] bytes = new byte[(int) length];
        in.readBytes(bytes);
        return Payload.of(bytes);
    }

    public Map<String, Object> table() {
        bitsRead = 8;
        return FieldTables.read(in, limits);
    }

    public boolean bit() {
        if (bitsRead == 8) {
            bits = octetForBits();
            bitsRead = 0;
        }
        return (bits >> bitsRead++ & 1) != 0;
    }

    private int octetForBits() {
        if (!in.isReadable()) {
            throw truncated();
        }
        return in.readUnsignedByte();
    }

    private void need(int octets) {
        bitsRead = 8;
        if (in.readableBytes() < octets) {
            throw truncated();
        }
    }

    private static WireException truncated() {
        return WireException.frame("cannot decode the method's arguments: they end too early");
    }
}
