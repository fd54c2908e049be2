// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.portagemq.core.log.Positions;

/**
 * {@value #ENTRIES} consecutive entries of one group. The last block of a group grows in memory; a full one never
 * changes, and may live in memory, in a slot of the block file, or in both.
 */
public final class IndexBlock {

    /** As many entries as fit in a slot of 8 KiB behind its header. */
    public static final int ENTRIES = 250;

    public static final int BYTES = ENTRIES * IndexEntry.WORDS * Long.BYTES;

    private static final int FIRST_ENTRIES = 4;

    private final long first;
    private long[] words;
    private int count;
    private int done;
    private int slot = NO_SLOT;
    private boolean stored;
    private boolean moving;
    private boolean dropped;
    private long lowest = Long.MAX_VALUE;
    private long highest = Long.MIN_VALUE;
    private long lowestFleeting = Long.MAX_VALUE;
    private long earliestExpiry = Long.MAX_VALUE;

    private long firstTime = UNKNOWN_TIME;

    static final int NO_SLOT = -1;

    /** Of a block that was not read since the start. */
    public static final long UNKNOWN_TIME = -1;

    /** An empty block whose entries begin at the offset. */
    public IndexBlock(long first) {
        this.first = first;
        this.words = new long[FIRST_ENTRIES * IndexEntry.WORDS];
    }

    private IndexBlock(long first, int slot, long lowest, long highest, long earliestExpiry) {
        this.first = first;
        this.count = ENTRIES;
        this.slot = slot;
        this.stored = true;
        this.lowest = lowest;
        this.earliestExpiry = earliestExpiry;
        this.highest = highest;
    }

    /** A full block that lies in a slot. */
    public static IndexBlock stored(long first, int slot, long lowest, long highest, long earliestExpiry) {
        return new IndexBlock(first, slot, lowest, highest, earliestExpiry);
    }

    void add(long position, long time, long expiry, int size, int traits, long overlay) {
        if (count * IndexEntry.WORDS == words.length) {
            words = Arrays.copyOf(words, Math.min(words.length * 2, ENTRIES * IndexEntry.WORDS));
        }
        IndexEntry.put(words, count, position, time, expiry, size, traits, overlay);
        if (count == 0) {
            firstTime = time;
        }
        note(position);
        if (overlay != 0) {
            note(overlay);
        }
        if (expiry != 0) {
            earliestExpiry = Math.min(earliestExpiry, expiry);
        }
        count++;
    }

    private void note(long position) {
        if (position < 0) {
            return;
        }
        if (Positions.log(position) == Positions.DURABLE) {
            lowest = Math.min(lowest, position);
            highest = Math.max(highest, position);
        } else {
            lowestFleeting = Math.min(lowestFleeting, position);
        }
    }

    public long first() {
        return first;
    }

    public int count() {
        return count;
    }

    public boolean isFull() {
        return count == ENTRIES;
    }

    public boolean inMemory() {
        return words != null;
    }

    public long position(int index) {
        return IndexEntry.position(words, index);
    }

    /** When the message became visible, epoch ms. */
    public long time(int index) {
        return IndexEntry.time(words, index);
    }

    /** When the first message became visible, epoch ms, also when the entries are not in memory; or {@link #UNKNOWN_TIME}. */
    public long firstTime() {
        return firstTime;
    }

    /** When the message expires, epoch ms, or 0. */
    public long expiry(int index) {
        return IndexEntry.expiry(words, index);
    }

    public int size(int index) {
        return IndexEntry.size(words, index);
    }

    public int priority(int index) {
        return IndexEntry.priority(words, index);
    }

    /** Priority and ordering, as in {@link org.portagemq.core.record.Traits}. */
    public int traits(int index) {
        return IndexEntry.traits(words, index);
    }

    /** The bucket of the message's ordering key, 0 for none. */
    public int bucket(int index) {
        return IndexEntry.bucket(words, index);
    }

    /** The position of the record that moved the message here, or 0. */
    public long overlay(int index) {
        return IndexEntry.overlay(words, index);
    }

    /** No message of the block expires before; epoch ms. */
    public long earliestExpiry() {
        return earliestExpiry;
    }

    /** What expires next was found out again, after some of it has gone. */
    public void earliestExpiry(long time) {
        earliestExpiry = time;
    }

    /** The lowest position in the durable log that any entry names; together with {@link #highest()} what the block may
     * keep alive. */
    public long lowest() {
        return lowest;
    }

    public long highest() {
        return highest;
    }

    /** The lowest position in the transient log that any entry names. */
    public long lowestFleeting() {
        return lowestFleeting;
    }

    /** Counts entries that are done; answers whether all are, so that the block is needed no more. */
    boolean markDone(int entries) {
        done += entries;
        return isFull() && done >= count;
    }

    boolean isDone() {
        return isFull() && done >= count;
    }

    public int slot() {
        return slot;
    }

    /** Whether the slot holds the entries. */
    public boolean isStored() {
        return stored;
    }

    /** A write to the slot has begun. */
    public void storing(int newSlot) {
        slot = newSlot;
        moving = true;
    }

    /** The write has ended well. */
    public void storedNow() {
        stored = true;
        moving = false;
    }

    /** The write failed: the entries stay in memory. */
    public void notStored() {
        slot = NO_SLOT;
        moving = false;
    }

    /** A read has begun; cleared by {@link #loaded}. */
    public void loading() {
        moving = true;
    }

    /** The read failed. */
    public void notLoaded() {
        moving = false;
    }

    /** Whether a write or read of the slot is going on. */
    public boolean isMoving() {
        return moving;
    }

    public void loaded(ByteBuffer bytes) {
        long[] read = new long[ENTRIES * IndexEntry.WORDS];
        bytes.asLongBuffer().get(read);
        words = read;
        firstTime = IndexEntry.time(words, 0);
        moving = false;
    }

    /** Forgets the entries in memory; they are in the slot. */
    public void evict() {
        if (!stored) {
            throw new IllegalStateException("block of offset " + first + " is not stored yet");
        }
        words = null;
    }

    /** Whether the group needs the block no more; whoever ends a write or read of its slot then frees the slot. */
    public boolean isDropped() {
        return dropped;
    }

    /** Drops the block. Answers the slot that is free now, or -1: also while a write or read of it goes on. */
    int drop() {
        dropped = true;
        if (moving) {
            return NO_SLOT;
        }
        words = null;
        int free = slot;
        slot = NO_SLOT;
        stored = false;
        return free;
    }

    /** Receives the entries of a block. */
    public interface EntryVisitor {
        void entry(long position, long time, long expiry, int size, int traits, long overlay);
    }

    /** Visits all entries of a block in memory, in order; the block may be evicted or dropped meanwhile. */
    public void forEachEntry(EntryVisitor visitor) {
        long[] held = words;
        int entries = count;
        for (int i = 0; i < entries; i++) {
            visitor.entry(
                    IndexEntry.position(held, i),
                    IndexEntry.time(held, i),
                    IndexEntry.expiry(held, i),
                    IndexEntry.size(held, i),
                    IndexEntry.traits(held, i),
                    IndexEntry.overlay(held, i));
        }
    }

    public int memoryBytes() {
        return words == null ? 0 : words.length * Long.BYTES;
    }

    /** Writes the entries, as many as there are. Allowed from any thread once the block is full. */
    public void writeTo(ByteBuffer target) {
        for (int i = 0; i < count * IndexEntry.WORDS; i++) {
            target.putLong(words[i]);
        }
    }

    void readFrom(ByteBuffer source, int entries) {
        long[] entry = new long[IndexEntry.WORDS];
        for (int i = 0; i < entries; i++) {
            for (int word = 0; word < IndexEntry.WORDS; word++) {
                entry[word] = source.getLong();
            }
            add(
                    IndexEntry.position(entry, 0),
                    IndexEntry.time(entry, 0),
                    IndexEntry.expiry(entry, 0),
                    IndexEntry.size(entry, 0),
                    IndexEntry.traits(entry, 0),
                    IndexEntry.overlay(entry, 0));
        }
    }
}
