// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.group.OffsetTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All messages that wait for their time. Those due within a second or two are in memory, in order; the others lie in
 * buckets, which are indexes as those of groups are, so that their blocks go to the block file. The buckets of a level
 * are 64 times as wide as those of the level below, and one is spread over the level below when its time comes: each
 * entry is moved five times at most, and the first level holds seconds. Belongs to the core.
 */
final class Timetable {

    static final int LEVELS = 6;
    static final int SLOTS = 64;

    /** So much earlier than they are due, entries are in memory. */
    private static final long AHEAD_MS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);
    private static final int SLOT_BITS = 6;
    private static final int BLOCKS_PER_TURN = 8;
    private static final int NEAR_LIMIT = 20_000;

    private final IndexKeeper indexes;
    private final GroupIndex.Owner owner;
    private final CoreCalls core;
    private final GroupIndex[] buckets = new GroupIndex[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS];
    private final DueHeap near = new DueHeap();
    private final ArrayDeque<Spreading> spreading = new ArrayDeque<>();
    private final List<GroupIndex> unreadable = new ArrayList<>();
    private final Set<Waiting> leaving = new LinkedHashSet<>();
    private final OffsetTable removed = new OffsetTable();
    private final Map<Integer, Count> counts = new HashMap<>();
    private Runnable whenNearer = () -> {};
    private Consumer<Waiting> mover = waiting -> {};
    private long second;
    private boolean loading;
    private long moves;

    /** A bucket on its way to lower levels; nothing in it is due before {@code fromMs}. */
    record Spreading(GroupIndex bucket, long fromMs) {}

    /** How many messages wait for a target, and their bytes. */
    static final class Count {
        private long messages;
        private long bytes;

        long messages() {
            return messages;
        }

        long bytes() {
            return bytes;
        }
    }

    Timetable(IndexKeeper indexes, CoreCalls core) {
        this.indexes = indexes;
        this.owner = indexes.storing();
        this.core = core;
    }

    /**
     * Connects those who are told.
     *
     * @param nearer called when entries have come into memory
     * @param moved told about each entry that changes its place, or comes
     */
    void connect(Runnable nearer, Consumer<Waiting> moved) {
        whenNearer = nearer;
        mover = moved;
    }

    /** A message begins to wait; it is {@code now} on the broker's own clock. */
    void add(Waiting waiting, long now) {
        if (second == 0) {
            second = now / 1_000;
        }
        Count count = counts.computeIfAbsent(waiting.target(), target -> new Count());
        count.messages++;
        count.bytes += waiting.size();
        place(waiting);
    }

    private void place(Waiting one) {
        mover.accept(one);
        long due = one.due() / 1_000;
        if (due < second) {
            long targetAndSize = (long) one.target() << 32 | one.size();
            near.add(one.due(), one.id(), one.position(), targetAndSize, one.traits());
            return;
        }
        int level = level(due ^ second);
        int slot = (int) ((due >>> (level * SLOT_BITS)) & (SLOTS - 1));
        int number = level * SLOTS + slot;
        if (buckets[number] == null) {
            buckets[number] = newBucket(number);
            occupied[level] |= 1L << slot;
        }
        buckets[number].add(one.position(), one.target(), one.due(), one.size(), one.traits(), one.overlay());
    }

    private static int level(long difference) {
        return difference == 0 ? 0 : (63 - Long.numberOfLeadingZeros(difference)) / SLOT_BITS;
    }

    /** An id that no group has. */
    private GroupIndex newBucket(int number) {
        return new GroupIndex(owner, -1L - number, 0);
    }

    /** It does not wait any longer; its entry is left out when its turn comes. */
    void remove(long id, int target, int size) {
        removed.put(id, 0);
        uncount(target, size);
    }

    private void uncount(int target, int size) {
        Count count = counts.get(target);
        if (count != null) {
            count.messages--;
            count.bytes -= size;
            if (count.messages == 0) {
                counts.remove(target);
            }
        }
    }

    /** Whether an entry that is still in its place waits no longer. */
    boolean isRemoved(long id) {
        return removed.get(id) != OffsetTable.ABSENT;
    }

    // --- time goes on

    /** Brings into memory what will be due soon: now, or when it has been read. */
    void advance(long now) {
        long limit = (now + AHEAD_MS) / 1_000;
        // Much that is overdue is not brought into memory at once.
        while (spreading.isEmpty() && (near.count() < NEAR_LIMIT || near.earliest() > now)) {
            int level = nextLevel();
            long start = level < 0 ? Long.MAX_VALUE : start(level);
            if (start > limit) {
                second = Math.max(second, limit + 1);
                return;
            }
            // What comes now for the second that is being loaded joins it in memory.
            second = Math.max(second, level == 0 ? start + 1 : start);
            spread(level * SLOTS + (int) ((start >>> (level * SLOT_BITS)) & (SLOTS - 1)), start * 1_000);
        }
    }

    private void spread(int number, long fromMs) {
        spreading.add(new Spreading(buckets[number], fromMs));
        buckets[number] = null;
        occupied[number / SLOTS] &= ~(1L << number % SLOTS);
        spread();
    }

    /** The level of the bucket whose time comes first; of several the widest, as it has to be spread first. */
    private int nextLevel() {
        int best = -1;
        long earliest = Long.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            long start = start(level);
            if (start != Long.MAX_VALUE && start <= earliest) {
                earliest = start;
                best = level;
            }
        }
        return best;
    }

    /** The second in which the first bucket of the level begins that is not behind us. */
    private long start(int level) {
        long at = second >>> (level * SLOT_BITS);
        long ahead = occupied[level] & (-1L << (at & (SLOTS - 1)));
        if (ahead == 0) {
            return Long.MAX_VALUE;
        }
        long first = (at & -SLOTS) | Long.numberOfTrailingZeros(ahead);
        return first << (level * SLOT_BITS);
    }

    private void spread() {
        int blocks = BLOCKS_PER_TURN;
        while (!spreading.isEmpty() && !loading) {
            GroupIndex bucket = spreading.peek().bucket;
            IndexBlock block = bucket.firstBlock();
            if (block == null) {
                spreading.poll();
            } else if (!block.inMemory()) {
                loading = true;
                indexes.load(bucket, block, failure -> loaded(bucket, failure));
            } else if (blocks-- == 0) {
                loading = true;
                core.call(() -> loaded(bucket, null));
            } else {
                spread(bucket, block);
            }
        }
    }

    private void loaded(GroupIndex bucket, IOException failure) {
        loading = false;
        if (failure != null) {
            LOG.error(
                    "messages that wait for their time cannot be read, they are kept and not delivered: {}",
                    failure.getMessage());
            unreadable.add(bucket);
            spreading.removeIf(one -> one.bucket == bucket);
        }
        spread();
        whenNearer.run();
    }

    private void spread(GroupIndex bucket, IndexBlock block) {
        moves++;
        block.forEachEntry((position, target, due, size, traits, overlay) -> {
            Waiting one = new Waiting(due, position, overlay, (int) target, size, traits);
            if (removed.remove(one.id()) == OffsetTable.ABSENT) {
                place(one);
            }
        });
        if (block.isFull()) {
            bucket.done(block.first(), block.count());
        } else {
            bucket.clear();
        }
    }

    // --- what is due

    /** When something in memory is due next; {@link Long#MAX_VALUE} when nothing is, or something has to be read first. */
    long nextDue() {
        long earliest = near.earliest();
        return spreading.isEmpty() || earliest < spreading.peek().fromMs ? earliest : Long.MAX_VALUE;
    }

    /** Takes what is due by now, in order; each is given back or {@link #left} later. */
    List<Waiting> takeDue(long now, int max) {
        List<Waiting> due = new ArrayList<>();
        while (nextDue() <= now && due.size() < max) {
            near.poll((dueAt, id, position, targetAndSize, traits) -> {
                if (removed.remove(id) == OffsetTable.ABSENT) {
                    due.add(waiting(dueAt, id, position, targetAndSize, traits));
                }
            });
        }
        leaving.addAll(due);
        return due;
    }

    static Waiting waiting(long due, long id, long position, long targetAndSize, long traits) {
        long overlay = id == position ? 0 : id;
        return new Waiting(due, position, overlay, (int) (targetAndSize >>> 32), (int) targetAndSize, (int) traits);
    }

    /** One that was taken does not wait any longer. */
    void left(Waiting one) {
        leaving.remove(one);
        removed.remove(one.id());
        uncount(one.target(), one.size());
    }

    // --- looking at all of it

    /** How often entries were moved: who looks at blocks one after the other sees what changed meanwhile. */
    long moves() {
        return moves;
    }

    /** How many messages wait. */
    long count() {
        return counts.values().stream().mapToLong(Count::messages).sum();
    }

    Map<Integer, Count> counts() {
        return counts;
    }

    DueHeap near() {
        return near;
    }

    /** Those taken and not yet gone. */
    Set<Waiting> leaving() {
        return leaving;
    }

    OffsetTable removed() {
        return removed;
    }

    long second() {
        return second;
    }

    ArrayDeque<Spreading> spreading() {
        return spreading;
    }

    /** The bucket of the number, or null. */
    GroupIndex bucket(int number) {
        return buckets[number];
    }

    /** Visits all buckets, those nearer in time first. */
    void forEachBucket(Consumer<GroupIndex> visitor) {
        unreadable.forEach(visitor);
        spreading.forEach(one -> visitor.accept(one.bucket));
        for (GroupIndex bucket : buckets) {
            if (bucket != null) {
                visitor.accept(bucket);
            }
        }
    }

    /** Visits all that is in memory and in no bucket. */
    void forEachNear(Consumer<Waiting> visitor) {
        leaving.forEach(visitor);
        near.forEach((due, id, position, targetAndSize, traits) ->
                visitor.accept(waiting(due, id, position, targetAndSize, traits)));
    }

    // --- recovery

    /** At recovery, first of all: what is due before this second is in memory. */
    void restoreSecond(long known) {
        second = known;
    }

    void restoreCount(int target, long messages, long bytes) {
        Count count = new Count();
        count.messages = messages;
        count.bytes = bytes;
        counts.put(target, count);
    }

    void restoreNear(Waiting one) {
        long targetAndSize = (long) one.target() << 32 | one.size();
        near.add(one.due(), one.id(), one.position(), targetAndSize, one.traits());
    }

    /** An empty bucket to fill; one without a number is spread at once. */
    GroupIndex restoreBucket(int number) {
        GroupIndex bucket = newBucket(Math.max(0, number));
        if (number < 0) {
            spreading.add(new Spreading(bucket, 0));
        } else {
            buckets[number] = bucket;
            occupied[number / SLOTS] |= 1L << number % SLOTS;
        }
        return bucket;
    }
}
