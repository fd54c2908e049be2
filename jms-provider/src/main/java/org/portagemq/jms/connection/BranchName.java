// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.transaction.xa.Xid;

/** The name of a branch of a distributed transaction: what the coordinator calls it, in the bytes that the broker keeps. */
record BranchName(int formatId, ByteBuffer global, ByteBuffer branch) implements Xid {

    private static final byte[] MARK = {'X', 'A', 1};

    static BranchName of(Xid xid) {
        return new BranchName(
                xid.getFormatId(),
                ByteBuffer.wrap(xid.getGlobalTransactionId().clone()),
                ByteBuffer.wrap(xid.getBranchQualifier().clone()));
    }

    byte[] encode() {
        return ByteBuffer.allocate(MARK.length + Integer.BYTES + 1 + global.limit() + branch.limit())
                .put(MARK)
                .putInt(formatId)
                .put((byte) global.limit())
                .put(global.duplicate())
                .put(branch.duplicate())
                .array();
    }

    /** Empty for the name of something else that waits in the broker. */
    static Optional<BranchName> decode(byte[] bytes) {
        if (bytes.length < MARK.length + Integer.BYTES + 1 || !Arrays.equals(MARK, Arrays.copyOf(bytes, MARK.length))) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, MARK.length, bytes.length - MARK.length);
        int format = in.getInt();
        int length = in.get() & 0xFF;
        if (length > in.remaining()) {
            return Optional.empty();
        }
        byte[] global = new byte[length];
        in.get(global);
        byte[] branch = new byte[in.remaining()];
        in.get(branch);
        return Optional.of(new BranchName(format, ByteBuffer.wrap(global), ByteBuffer.wrap(branch)));
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return formatId + ":" + hex.formatHex(getGlobalTransactionId()) + ":" + hex.formatHex(getBranchQualifier());
    }

    @Override
    public int getFormatId() {
        return formatId;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return bytes(global);
    }

    @Override
    public byte[] getBranchQualifier() {
        return bytes(branch);
    }

    private static byte[] bytes(ByteBuffer of) {
        byte[] copy = new byte[of.remaining()];
        of.duplicate().get(copy);
        return copy;
    }
}
