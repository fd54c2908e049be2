// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Payload;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.group.Notes;
import org.portagemq.core.group.OffsetBits;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.record.Change;
import org.portagemq.core.record.ChangeCodec;
import org.portagemq.core.record.PrepareRecord;

/**
 * The content of a snapshot: a list of items, each a kind (1), a length (4), and:
 *
 * <ul>
 *   <li>{@link #COUNTERS}: stamp, next id, next route set, next transaction
 *   <li>{@link #DECLARED}: a change that declares something, as in the log
 *   <li>{@link #GROUP}: the delivery state of one durable group, with the stamp up to which it was applied, its
 *       blocks, and what was noted about its messages
 *   <li>{@link #SLOTS}: a bit for each slot of the block file that may not be used yet, because this snapshot or the one
 *       before it names the slot
 * </ul>
 *
 * What was logged before an item's stamp is in it; replay applies only what came later.
 */
final class SnapshotCodec {

    static final byte COUNTERS = 1;
    static final byte DECLARED = 2;
    static final byte GROUP = 3;
    static final byte SLOTS = 4;

    /** See {@link TimetableCodec}. */
    static final byte TIMETABLE = 40;

    /** A transaction that waits for a decision, as in the log. */
    static final byte PREPARED = 41;

    /** See {@link DeduplicationTable}. */
    static final byte DEDUPLICATION = 42;

    /** The item of a transaction that waits; a buffer that begins with its kind and length. */
    static ByteBuffer prepared(Prepared one) {
        PrepareRecord.Content content = one.content();
        ByteBuffer item = ByteBuffer.allocate(5 + content.length());
        item.put(PREPARED).putInt(content.length());
        PrepareRecord.put(item, content);
        return item.flip();
    }

    private static final byte BLOCK_STORED = 0;
    private static final byte BLOCK_ENTRIES = 1;

    private SnapshotCodec() {}

    /** The counters, and the stamp of what is declared. */
    record Counters(long stamp, int nextId, int nextRouteSet, long nextTransaction) {}

    static void putCounters(ByteBuffer target, Counters counters) {
        target.put(COUNTERS).putInt(24);
        target.putLong(counters.stamp).putInt(counters.nextId).putInt(counters.nextRouteSet);
        target.putLong(counters.nextTransaction);
    }

    static Counters counters(ByteBuffer item) {
        return new Counters(item.getLong(), item.getInt(), item.getInt(), item.getLong());
    }

    /** The item of slots that are taken. */
    static byte[] slots(BitSet taken) {
        byte[] bits = taken.toByteArray();
        return ByteBuffer.allocate(5 + bits.length)
                .put(SLOTS)
                .putInt(bits.length)
                .put(bits)
                .array();
    }

    static byte[] declared(Change change) {
        return ChangeCodec.encode(change);
    }

    /**
     * The state of a group; a buffer that begins with the item's kind and length.
     *
     * @param atEnd whether nothing is handed out any more, so that nothing beyond need count as handed out
     */
    static ByteBuffer group(Group group, long stamp, boolean atEnd) {
        Backlog backlog = group.backlog();
        OffsetBits done = new OffsetBits();
        backlog.forEachDoneRange(done::addRange);
        // Fleeting messages will be gone: for the snapshot they are done.
        group.fleeting().forEach((offset, size) -> done.add(offset));
        long floor = done.nextAbsent(floorBelowFleeting(group, done));
        done.removeBelow(floor);
        List<long[]> ranges = new ArrayList<>();
        done.forEachRange((first, last) -> ranges.add(new long[] {first, last}));
        List<long[]> attempts = new ArrayList<>();
        backlog.attempts().forEach((offset, count) -> attempts.add(new long[] {offset, count}));
        ByteBuffer notes = notes(group);
        List<IndexBlock> blocks = new ArrayList<>();
        backlog.index().forEachBlock(block -> {
            if (block.first() + block.count() > floor) {
                blocks.add(block);
            }
        });
        int length = 64
                + ranges.size() * 16
                + attempts.size() * 16
                + blocks.stream().mapToInt(SnapshotCodec::blockBytes).sum()
                + notes.remaining();
        ByteBuffer item = ByteBuffer.allocate(5 + length);
        item.put(GROUP).putInt(length);
        item.putInt(group.id()).putInt(blocks.size());
        item.putLong(stamp).putLong(backlog.end()).putLong(floor);
        item.putLong(backlog.live() - group.fleeting().count());
        item.putLong(backlog.bytes() - group.fleetingBytes());
        item.putLong(atEnd ? backlog.wereHandedOut() : backlog.handedOut().reserved());
        item.putInt(ranges.size()).putInt(attempts.size());
        ranges.forEach(range -> item.putLong(range[0]).putLong(range[1]));
        attempts.forEach(attempt -> item.putLong(attempt[0]).putLong(attempt[1]));
        blocks.forEach(block -> putBlock(item, block));
        return item.put(notes).flip();
    }

    /** What was noted about messages, each: offset, length, bytes; nothing where that is nothing. */
    private static ByteBuffer notes(Group group) {
        int[] length = {0};
        Notes notes = group.backlog().attempts().notes();
        notes.forEach((offset, note) -> length[0] += 12 + note.length());
        ByteBuffer encoded = ByteBuffer.allocate(length[0]);
        notes.forEach(
                (offset, note) -> encoded.putLong(offset).putInt(note.length()).put(note.array()));
        return encoded.flip();
    }

    private static void restoreNotes(ByteBuffer item, Backlog backlog) {
        while (item.hasRemaining()) {
            long offset = item.getLong();
            byte[] note = new byte[item.getInt()];
            item.get(note);
            if (!backlog.isDone(offset)) {
                backlog.attempts().notes().put(offset, Payload.of(note));
            }
        }
    }

    /**
     * The floor; of a cursor it stays below fleeting messages of its partition, whose offsets may be given away again
     * after a crash.
     */
    private static long floorBelowFleeting(Group group, OffsetBits done) {
        long floor = group.backlog().floor();
        if (group.source() == null || group.source().fleeting().isEmpty()) {
            return floor;
        }
        long[] lowest = {floor};
        OffsetTable fleeting = group.source().fleeting();
        fleeting.forEach((offset, size) -> lowest[0] = Math.min(lowest[0], offset));
        if (lowest[0] < floor) {
            done.addRange(lowest[0], floor - 1);
        }
        fleeting.forEach((offset, size) -> done.remove(offset));
        return lowest[0];
    }

    static int blockBytes(IndexBlock block) {
        return block.isStored() ? 1 + 8 + 4 + 24 : 1 + 8 + 4 + block.count() * 32;
    }

    static void putBlock(ByteBuffer item, IndexBlock block) {
        if (block.isStored()) {
            item.put(BLOCK_STORED).putLong(block.first()).putInt(block.slot());
            item.putLong(block.lowest()).putLong(block.highest()).putLong(block.earliestExpiry());
        } else {
            item.put(BLOCK_ENTRIES).putLong(block.first()).putInt(block.count());
            block.writeTo(item);
        }
    }

    /**
     * Puts the state of a group back.
     *
     * @param groups the groups that are declared, by id, with empty indexes
     * @param usedSlots gets the slots in which blocks of the group lie
     * @return the stamp
     */
    static Restored restore(ByteBuffer item, Map<Integer, Group> groups, BitSet usedSlots) {
        int id = item.getInt();
        int blockCount = item.getInt();
        long stamp = item.getLong();
        long end = item.getLong();
        Group group = groups.get(id);
        if (group == null) {
            return new Restored(id, stamp);
        }
        long floor = item.getLong();
        long live = item.getLong();
        long bytes = item.getLong();
        long handedOut = item.getLong();
        int rangeCount = item.getInt();
        int attemptCount = item.getInt();
        List<long[]> ranges = pairs(item, rangeCount);
        List<long[]> attempts = pairs(item, attemptCount);
        Backlog backlog = group.backlog();
        GroupIndex index = backlog.index();
        index.restoreEnd(end);
        for (int i = 0; i < blockCount; i++) {
            restoreBlock(item, index, usedSlots);
        }
        backlog.restore(floor, live, bytes, handedOut);
        ranges.forEach(range -> backlog.restoreDone(range[0], range[1]));
        attempts.forEach(attempt -> backlog.restoreAttempts(attempt[0], (int) attempt[1]));
        restoreNotes(item, backlog);
        return new Restored(id, stamp);
    }

    /** A group and the stamp of its state. */
    record Restored(int group, long stamp) {}

    private static List<long[]> pairs(ByteBuffer item, int count) {
        List<long[]> pairs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pairs.add(new long[] {item.getLong(), item.getLong()});
        }
        return pairs;
    }

    static void restoreBlock(ByteBuffer item, GroupIndex index, BitSet usedSlots) {
        byte kind = item.get();
        long first = item.getLong();
        int number = item.getInt();
        if (kind == BLOCK_STORED) {
            usedSlots.set(number);
            index.restore(IndexBlock.stored(first, number, item.getLong(), item.getLong(), item.getLong()));
        } else {
            index.restore(first, number, item);
        }
    }
}
