// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.IndexBlock;

/**
 * The timetable in a snapshot, in an item of its own.
 *
 * <pre>
 *   stamp (8) | clock: time of day minus own time, ms (8) | second before which all is in memory (8)
 *   number of targets (4), each: target (4) | messages (8) | bytes (8)
 *   number removed (4), each: id (8)
 *   number in memory (4), each: due (8) | position (8) | overlay (8) | target (4) | size (4) | traits (4)
 *   number of buckets (4), each: number (4), -1 = being spread | end (8) | number of blocks (4), blocks as a group's
 * </pre>
 */
final class TimetableCodec {

    private static final int NEAR_BYTES = 36;

    private TimetableCodec() {}

    private record Bucket(int number, GroupIndex index, List<IndexBlock> blocks) {
        static Bucket of(int number, GroupIndex index) {
            List<IndexBlock> blocks = new ArrayList<>();
            index.forEachBlock(blocks::add);
            return new Bucket(number, index, blocks);
        }

        int bytes() {
            return 16 + blocks.stream().mapToInt(SnapshotCodec::blockBytes).sum();
        }
    }

    /** A buffer that begins with the item's kind and length. */
    static ByteBuffer item(Timetable timetable, long clockOffset, long stamp) {
        List<Waiting> near = new ArrayList<>();
        timetable.forEachNear(near::add);
        List<Bucket> buckets = buckets(timetable);
        int length = 40
                + timetable.counts().size() * 20
                + timetable.removed().count() * 8
                + near.size() * NEAR_BYTES
                + buckets.stream().mapToInt(Bucket::bytes).sum();
        ByteBuffer item = ByteBuffer.allocate(5 + length);
        item.put(SnapshotCodec.TIMETABLE).putInt(length);
        item.putLong(stamp).putLong(clockOffset).putLong(timetable.second());
        item.putInt(timetable.counts().size());
        timetable.counts().forEach((target, count) -> item.putInt(target)
                .putLong(count.messages())
                .putLong(count.bytes()));
        item.putInt(timetable.removed().count());
        timetable.removed().forEach((id, ignored) -> item.putLong(id));
        item.putInt(near.size());
        near.forEach(one -> item.putLong(one.due())
                .putLong(one.position())
                .putLong(one.overlay())
                .putInt(one.target())
                .putInt(one.size())
                .putInt(one.traits()));
        item.putInt(buckets.size());
        for (Bucket bucket : buckets) {
            item.putInt(bucket.number).putLong(bucket.index.end()).putInt(bucket.blocks.size());
            bucket.blocks.forEach(block -> SnapshotCodec.putBlock(item, block));
        }
        return item.flip();
    }

    private static List<Bucket> buckets(Timetable timetable) {
        List<Bucket> buckets = new ArrayList<>();
        for (int number = 0; number < Timetable.LEVELS * Timetable.SLOTS; number++) {
            if (timetable.bucket(number) != null) {
                buckets.add(Bucket.of(number, timetable.bucket(number)));
            }
        }
        timetable.forEachBucket(index -> {
            if (buckets.stream().noneMatch(bucket -> bucket.index == index)) {
                buckets.add(Bucket.of(-1, index));
            }
        });
        return buckets;
    }

    /** Puts the timetable and its clock back. */
    static void restore(ByteBuffer item, Timetable timetable, SteadyClock clock, BitSet usedSlots) {
        item.getLong();
        clock.offset(item.getLong());
        timetable.restoreSecond(item.getLong());
        for (int n = item.getInt(); n > 0; n--) {
            timetable.restoreCount(item.getInt(), item.getLong(), item.getLong());
        }
        for (int n = item.getInt(); n > 0; n--) {
            timetable.removed().put(item.getLong(), 0);
        }
        for (int n = item.getInt(); n > 0; n--) {
            timetable.restoreNear(new Waiting(
                    item.getLong(), item.getLong(), item.getLong(), item.getInt(), item.getInt(), item.getInt()));
        }
        for (int n = item.getInt(); n > 0; n--) {
            GroupIndex index = timetable.restoreBucket(item.getInt());
            index.restoreEnd(item.getLong());
            for (int blocks = item.getInt(); blocks > 0; blocks--) {
                SnapshotCodec.restoreBlock(item, index, usedSlots);
            }
        }
    }
}
