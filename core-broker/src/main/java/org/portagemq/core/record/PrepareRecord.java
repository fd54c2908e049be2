// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Payload;

/**
 * A transaction that is stored as a whole and waits for a decision. In a snapshot the same bytes stand for one that still
 * waits, and in a record of type {@link RecordType#JOIN} for what was added to it.
 *
 * <pre>
 *   0  transaction id (8)   8  namespace (4)   12  kind (1)   13  parked (1)   14  0 (2)
 *  16  prepared at, epoch ms (8)   24  first question after, ms (8)   32  questions asked (4)   36  length of name (4)
 *  40  number of messages (4)   44  number of decisions (4)   48  name
 *      messages, 24 bytes each:   position (8) | size (4) | traits (4) | target (4) | 0 (4)
 *      decisions, 24 bytes each:  group (4) | what becomes of it (4) | offset (8) | size (8)
 * </pre>
 */
public final class PrepareRecord {

    private static final int FIXED_BYTES = 48;
    private static final int ITEM_BYTES = 24;

    private PrepareRecord() {}

    /** What a transaction is, but for its content. */
    public record Head(
            long transaction,
            int namespace,
            byte kind,
            boolean parked,
            long preparedAt,
            long checkAfterMs,
            int checks,
            Payload name) {}

    /** A pending message, and the id of where it goes. */
    public record Sent(long position, int size, int traits, int target) {}

    /** A message that was out, and what becomes of it. */
    public record Held(int group, int outcome, long offset, int size) {}

    /** All of it. */
    public record Content(Head head, List<Sent> sent, List<Held> held) {

        public int length() {
            return FIXED_BYTES + head.name.length() + (sent.size() + held.size()) * ITEM_BYTES;
        }
    }

    public static void put(ByteBuffer target, Content content) {
        Head head = content.head;
        target.putLong(head.transaction).putInt(head.namespace).put(head.kind);
        target.put((byte) (head.parked ? 1 : 0)).putShort((short) 0);
        target.putLong(head.preparedAt).putLong(head.checkAfterMs).putInt(head.checks);
        target.putInt(head.name.length()).putInt(content.sent.size()).putInt(content.held.size());
        head.name.writeTo(target);
        for (Sent one : content.sent) {
            target.putLong(one.position).putInt(one.size).putInt(one.traits);
            target.putInt(one.target).putInt(0);
        }
        for (Held one : content.held) {
            target.putInt(one.group).putInt(one.outcome).putLong(one.offset).putLong(one.size);
        }
    }

    public static Content read(ByteBuffer body) {
        ByteBuffer at = body.duplicate();
        long transaction = at.getLong();
        int namespace = at.getInt();
        byte kind = at.get();
        boolean parked = at.get() != 0;
        at.getShort();
        long preparedAt = at.getLong();
        long checkAfterMs = at.getLong();
        int checks = at.getInt();
        byte[] name = new byte[at.getInt()];
        int messages = at.getInt();
        int decisions = at.getInt();
        at.get(name);
        List<Sent> sent = new ArrayList<>(messages);
        for (int i = 0; i < messages; i++) {
            sent.add(new Sent(at.getLong(), at.getInt(), at.getInt(), at.getInt()));
            at.getInt();
        }
        List<Held> held = new ArrayList<>(decisions);
        for (int i = 0; i < decisions; i++) {
            held.add(new Held(at.getInt(), at.getInt(), at.getLong(), (int) at.getLong()));
        }
        Head head = new Head(transaction, namespace, kind, parked, preparedAt, checkAfterMs, checks, Payload.of(name));
        return new Content(head, sent, held);
    }
}
