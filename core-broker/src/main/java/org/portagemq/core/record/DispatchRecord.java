// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;

/**
 * Makes pending messages of a transaction visible, together with its acknowledgements. It names all that the index
 * needs, so that replay reads no message.
 *
 * <pre>
 *   0  transaction id (8)   8  dispatched at, epoch ms (8)   16  number of messages (4)   20  number of acks (4)
 *  24  messages, 32 bytes each:  position (8) | expires at (8) | size (4) | route set (4) | traits (4) | 0 (4)
 *      acks, 32 bytes each:  as in {@link ProgressRecord}
 * </pre>
 */
public final class DispatchRecord {

    public static final int FIXED_BYTES = 24;
    public static final int ITEM_BYTES = 32;

    private DispatchRecord() {}

    /** Receives the parts of a record. */
    public interface Visitor {
        void message(long position, long time, long expiry, int size, int traits, int routeSet);

        void done(int group, long first, long count, long bytes);
    }

    public static int length(int messages, int acks) {
        return FIXED_BYTES + messages * ITEM_BYTES + acks * ProgressRecord.ENTRY_BYTES;
    }

    public static void putHead(ByteBuffer target, long transaction, long time, int messages, int acks) {
        target.putLong(transaction).putLong(time).putInt(messages).putInt(acks);
    }

    public static void putMessage(ByteBuffer target, long position, long expiry, int size, int routeSet, int traits) {
        target.putLong(position)
                .putLong(expiry)
                .putInt(size)
                .putInt(routeSet)
                .putInt(traits)
                .putInt(0);
    }

    public static long transaction(ByteBuffer body) {
        return body.getLong(body.position());
    }

    public static void visit(ByteBuffer body, Visitor visitor) {
        ByteBuffer at = body.duplicate();
        at.getLong();
        long time = at.getLong();
        int messages = at.getInt();
        int acks = at.getInt();
        for (int i = 0; i < messages; i++) {
            long position = at.getLong();
            long expiry = at.getLong();
            int size = at.getInt();
            int routeSet = at.getInt();
            int traits = at.getInt();
            at.getInt();
            visitor.message(position, time, expiry, size, traits, routeSet);
        }
        for (int i = 0; i < acks; i++) {
            at.getInt();
            int group = at.getInt();
            long first = at.getLong();
            long count = at.getLong();
            long bytes = at.getLong();
            visitor.done(group, first, count, bytes);
        }
    }
}
