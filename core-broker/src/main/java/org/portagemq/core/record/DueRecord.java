// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;

/**
 * Messages leave the timetable: because their time has come, and then they are visible in the groups of their route set,
 * or because somebody took them away. It names all that the index needs, so that replay reads no message.
 *
 * <pre>
 *   0  at, epoch ms (8)   8  number of messages (4)   12  0 (4)
 *  16  messages, 56 bytes each:
 *        0  due at (8)           8  position of the message's own record (8)
 *       16  position of the record that postponed it (8), 0 = none
 *       24  expires at (8)      32  size (4)      36  route set (4), -1 = none
 *       40  target (4)          44  traits (4)  48  failed attempts (4), -1 = was never out     52  0 (4)
 * </pre>
 */
public final class DueRecord {

    public static final int FIXED_BYTES = 16;
    public static final int ITEM_BYTES = 56;

    /** The message reaches no group that would find it again after a restart. */
    public static final int NOWHERE = -1;

    /** The message was in no group before. */
    public static final int NEVER_OUT = -1;

    private DueRecord() {}

    /** One message. */
    public record Item(
            long due,
            long position,
            long overlay,
            long expiry,
            int size,
            int routeSet,
            int target,
            int traits,
            int attempts) {}

    /** Receives the messages of a record. */
    public interface Visitor {
        void message(long time, Item item);
    }

    public static int length(int messages) {
        return FIXED_BYTES + messages * ITEM_BYTES;
    }

    public static void putHead(ByteBuffer target, long time, int messages) {
        target.putLong(time).putInt(messages).putInt(0);
    }

    public static void putItem(ByteBuffer target, Item item) {
        target.putLong(item.due).putLong(item.position).putLong(item.overlay).putLong(item.expiry);
        target.putInt(item.size).putInt(item.routeSet).putInt(item.target);
        target.putInt(item.traits).putInt(item.attempts).putInt(0);
    }

    public static void visit(ByteBuffer body, Visitor visitor) {
        ByteBuffer at = body.duplicate();
        long time = at.getLong();
        int messages = at.getInt();
        at.getInt();
        for (int i = 0; i < messages; i++) {
            Item item = new Item(
                    at.getLong(),
                    at.getLong(),
                    at.getLong(),
                    at.getLong(),
                    at.getInt(),
                    at.getInt(),
                    at.getInt(),
                    at.getInt(),
                    at.getInt());
            at.getInt();
            visitor.message(time, item);
        }
    }
}
