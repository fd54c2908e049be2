// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.Xid;

/** A branch as a coordinator names it. */
final class Branch implements Xid {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final byte[] global = ByteBuffer.allocate(64)
            .putLong(System.nanoTime())
            .putInt(NUMBERS.incrementAndGet())
            .array();

    @Override
    public int getFormatId() {
        return -7;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return global.clone();
    }

    @Override
    public byte[] getBranchQualifier() {
        return "branch".getBytes(StandardCharsets.UTF_8);
    }
}
