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
 *      or, of a message that waits for its time from now on:
 *                                  position (8) | due at (8) | size (4) | -1 (4) | traits (4) | target (4)
 *      acks, 32 bytes each:  as in {@link ProgressRecord}
 *      with the highest bit of the number of acks:  hash of what the transaction is known by (16)
 * </pre>
 */
public final class DispatchRecord {

    public static final int FIXED_BYTES = 24;
    public static final int ITEM_BYTES = 32;

    private static final int HASH_BYTES = 16;
    private static final int KEYED = 1 << 31;

    /** The target of a message that is visible at once. */
    public static final int AT_ONCE = 0;

    /** The route set of a message that waits. */
    public static final int NO_ROUTE = -1;

    private DispatchRecord() {}

    /**
     * One message.
     *
     * @param time when it expires, or, with a target, when it is due
     */
    public record Item(long position, long time, int size, int routeSet, int traits, int target) {}

    /** Receives the parts of a record. */
    public interface Visitor {
        void message(long dispatchedAt, Item item);

        void done(int group, long first, long count, long bytes);

        /** What the transaction is known by, if it has a key. */
        void known(long dispatchedAt, KeyHash key);
    }

    /** Of a record, with a key or without. */
    public static int length(int messages, int acks, boolean keyed) {
        return FIXED_BYTES + messages * ITEM_BYTES + acks * ProgressRecord.ENTRY_BYTES + (keyed ? HASH_BYTES : 0);
    }

    public static void putHead(ByteBuffer target, long transaction, long time, int messages, int acks, boolean keyed) {
        target.putLong(transaction).putLong(time).putInt(messages).putInt(keyed ? acks | KEYED : acks);
    }

    /** Behind messages and acks. */
    public static void putKey(ByteBuffer target, KeyHash key) {
        target.putLong(key.high()).putLong(key.low());
    }

    public static void putMessage(ByteBuffer target, Item item) {
        target.putLong(item.position).putLong(item.time);
        target.putInt(item.size).putInt(item.routeSet).putInt(item.traits).putInt(item.target);
    }

    public static long transaction(ByteBuffer body) {
        return body.getLong(body.position());
    }

    public static void visit(ByteBuffer body, Visitor visitor) {
        ByteBuffer at = body.duplicate();
        at.getLong();
        long time = at.getLong();
        int messages = at.getInt();
        int flagged = at.getInt();
        int acks = flagged & ~KEYED;
        for (int i = 0; i < messages; i++) {
            visitor.message(
                    time, new Item(at.getLong(), at.getLong(), at.getInt(), at.getInt(), at.getInt(), at.getInt()));
        }
        for (int i = 0; i < acks; i++) {
            at.getInt();
            int group = at.getInt();
            long first = at.getLong();
            long count = at.getLong();
            long bytes = at.getLong();
            visitor.done(group, first, count, bytes);
        }
        if ((flagged & KEYED) != 0) {
            visitor.known(time, new KeyHash(at.getLong(), at.getLong()));
        }
    }
}
