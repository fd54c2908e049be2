// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.portagemq.core.record.KeyHash;

/**
 * The keys of messages that were sent lately, with where the first one of each key is: a ring of entries in the order of
 * their time, and slots that lead to them by hash, in packed numbers. It grows up to its limit with use. In a snapshot,
 * in as many items as it needs: number of entries (4), each: hash (16) | time, epoch ms on the broker's own clock (8) | position (8) | stored at (8).
 * Belongs to the core.
 */
final class DeduplicationTable {

    private static final int WORDS = 5;
    private static final int SMALLEST = 64;
    private static final int FREE = -1;

    /** So many entries of a snapshot in one turn of the core. */
    static final int SLICE = 4_096;

    private final int limit;
    private final long windowMs;
    private long[] ring = {};
    private int[] slots = {};
    private int first;
    private int count;
    /** How many entries have gone since the start: the number of the first one. */
    private long removed;

    /** The first message of a key. */
    record Original(long position, long storedAt) {}

    /** Knows up to {@code limit} keys for so long. */
    DeduplicationTable(int limit, long windowMs) {
        this.limit = limit;
        this.windowMs = windowMs;
    }

    /** The message that was sent with the key within the window, or null. */
    Original find(KeyHash key, long now) {
        expire(now);
        if (count == 0) {
            return null;
        }
        int entry = slots[slot(key.high(), key.low())];
        if (entry == FREE) {
            return null;
        }
        return new Original(ring[entry * WORDS + 3], ring[entry * WORDS + 4]);
    }

    /** A message with a key that is not known was stored. */
    void add(KeyHash key, long now, long position, long storedAt) {
        expire(now);
        while (count >= limit) {
            removeOldest();
        }
        if (count == ring.length / WORDS) {
            grow();
        }
        int slot = slot(key.high(), key.low());
        if (slots[slot] != FREE) {
            return;
        }
        int entry = (first + count++) % capacity();
        int at = entry * WORDS;
        ring[at] = key.high();
        ring[at + 1] = key.low();
        ring[at + 2] = now;
        ring[at + 3] = position;
        ring[at + 4] = storedAt;
        slots[slot] = entry;
    }

    private int capacity() {
        return ring.length / WORDS;
    }

    /** Forgets what is older than the window. */
    private void expire(long now) {
        while (count > 0 && ring[first * WORDS + 2] <= now - windowMs) {
            removeOldest();
        }
    }

    private void removeOldest() {
        int at = first * WORDS;
        closeGap(slot(ring[at], ring[at + 1]));
        first = (first + 1) % capacity();
        count--;
        removed++;
    }

    private void grow() {
        int capacity = (int) Math.min(limit, Math.max(SMALLEST, capacity() * 2L));
        long[] larger = new long[capacity * WORDS];
        for (int i = 0; i < count; i++) {
            System.arraycopy(ring, (first + i) % capacity() * WORDS, larger, i * WORDS, WORDS);
        }
        ring = larger;
        first = 0;
        slots = new int[Integer.highestOneBit(capacity * 2) * 2];
        Arrays.fill(slots, FREE);
        for (int i = 0; i < count; i++) {
            slots[slot(ring[i * WORDS], ring[i * WORDS + 1])] = i;
        }
    }

    /** Where the key is, or would be. */
    private int slot(long high, long low) {
        int mask = slots.length - 1;
        int slot = (int) low & mask;
        while (slots[slot] != FREE && !is(slots[slot], high, low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean is(int entry, long high, long low) {
        return ring[entry * WORDS] == high && ring[entry * WORDS + 1] == low;
    }

    /** Entries behind the gap that would not be found any more move into it. */
    private void closeGap(int gap) {
        int mask = slots.length - 1;
        int free = gap;
        for (int next = (free + 1) & mask; slots[next] != FREE; next = (next + 1) & mask) {
            int home = (int) ring[slots[next] * WORDS + 1] & mask;
            if (((next - home) & mask) >= ((next - free) & mask)) {
                slots[free] = slots[next];
                free = next;
            }
        }
        slots[free] = FREE;
    }

    /** Whether no key is known at the time. */
    boolean isEmpty(long now) {
        expire(now);
        return count == 0;
    }

    /** The entries of now, for a snapshot: a part at a time, while others come and go. */
    Slices slices() {
        return new Slices(removed, removed + count);
    }

    /**
     * What is left of the entries of a moment. An entry that has come since is in the log behind the snapshot; one that
     * has gone since would go again.
     */
    final class Slices {
        private final long end;
        private long next;

        private Slices(long next, long end) {
            this.next = next;
            this.end = end;
        }

        boolean hasMore() {
            return Math.max(next, removed) < end;
        }

        /** An item of a snapshot with the next entries: a buffer that begins with its kind and length. */
        ByteBuffer item() {
            long from = Math.max(next, removed);
            int entries = (int) Math.min(SLICE, end - from);
            next = from + entries;
            int length = Integer.BYTES + entries * WORDS * Long.BYTES;
            ByteBuffer item = ByteBuffer.allocate(5 + length);
            item.put(SnapshotCodec.DEDUPLICATION).putInt(length).putInt(entries);
            for (int i = 0; i < entries; i++) {
                int at = (int) ((first + from - removed + i) % capacity()) * WORDS;
                for (int word = 0; word < WORDS; word++) {
                    item.putLong(ring[at + word]);
                }
            }
            return item.flip();
        }
    }

    void restore(ByteBuffer item) {
        for (int n = item.getInt(); n > 0; n--) {
            KeyHash key = new KeyHash(item.getLong(), item.getLong());
            add(key, item.getLong(), item.getLong(), item.getLong());
        }
    }
}
