// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;

/**
 * What groups handed out, and what was done with it, in one turn of the core. A list of entries of 32 bytes:
 *
 * <pre>
 *   0  kind (4)   4  group (4)   8  offset (8)   16  count (8)   24  bytes (8)
 * </pre>
 *
 * <ul>
 *   <li>{@link #DONE}: count messages from offset on, of so many bytes, are done
 *   <li>{@link #HANDED_OUT}: messages below offset may have been handed out
 *   <li>{@link #ATTEMPTS}: count deliveries of the message at offset have failed
 *   <li>{@link #COMMITTED}: the cursor of a stream's group is at offset
 *   <li>{@link #SKIPPED}: offsets below offset went to messages that are not kept
 * </ul>
 */
public final class ProgressRecord {

    public static final int DONE = 1;
    public static final int HANDED_OUT = 2;
    public static final int ATTEMPTS = 3;
    public static final int SKIPPED = 4;
    public static final int COMMITTED = 60;

    public static final int ENTRY_BYTES = 32;

    private ProgressRecord() {}

    /** Receives the entries of a record. */
    public interface Visitor {
        void done(int group, long first, long count, long bytes);

        void handedOut(int group, long mark);

        void attempts(int group, long offset, int count);

        void skipped(int group, long limit);

        void committed(int group, long offset);
    }

    public static void put(ByteBuffer target, int kind, int group, long offset, long count, long bytes) {
        target.putInt(kind).putInt(group).putLong(offset).putLong(count).putLong(bytes);
    }

    /** Visits the entries in order. */
    public static void visit(ByteBuffer body, Visitor visitor) {
        ByteBuffer at = body.duplicate();
        while (at.remaining() >= ENTRY_BYTES) {
            int kind = at.getInt();
            int group = at.getInt();
            long offset = at.getLong();
            long count = at.getLong();
            long bytes = at.getLong();
            switch (kind) {
                case DONE -> visitor.done(group, offset, count, bytes);
                case HANDED_OUT -> visitor.handedOut(group, offset);
                case ATTEMPTS -> visitor.attempts(group, offset, (int) count);
                case SKIPPED -> visitor.skipped(group, offset);
                case COMMITTED -> visitor.committed(group, offset);
                default -> throw new IllegalStateException("unknown kind of progress " + kind);
            }
        }
    }
}
