// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import java.util.Arrays;

/**
 * A map from offsets to small numbers in two packed arrays: 12 bytes a slot, no object for each entry. Open addressing
 * with linear probing and backward shift on removal. Not thread-safe.
 */
public final class OffsetTable {

    public static final int ABSENT = -1;
    private static final long FREE = -1;
    private static final int SMALLEST = 16;

    private long[] keys = {};
    private int[] values = {};
    private int count;

    /** Visits one entry. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long offset, int value);
    }

    /** Puts a value of 0 or more. Answers the one before, or {@link #ABSENT}. */
    public int put(long offset, int value) {
        if ((count + 1) * 3 > keys.length * 2) {
            resize(Math.max(SMALLEST, keys.length * 2));
        }
        int slot = find(offset);
        int before = keys[slot] == FREE ? ABSENT : values[slot];
        if (before == ABSENT) {
            keys[slot] = offset;
            count++;
        }
        values[slot] = value;
        return before;
    }

    /** The value, or {@link #ABSENT}. */
    public int get(long offset) {
        if (count == 0) {
            return ABSENT;
        }
        int slot = find(offset);
        return keys[slot] == FREE ? ABSENT : values[slot];
    }

    /** Removes and answers the value, or {@link #ABSENT}. */
    public int remove(long offset) {
        if (count == 0) {
            return ABSENT;
        }
        int slot = find(offset);
        if (keys[slot] == FREE) {
            return ABSENT;
        }
        int value = values[slot];
        closeGap(slot);
        count--;
        if (count == 0 && keys.length > 1024) {
            clear();
        }
        return value;
    }

    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public void clear() {
        keys = new long[0];
        values = new int[0];
        count = 0;
    }

    /** Visits all entries, in no order. The table must not be changed meanwhile. */
    public void forEach(Visitor visitor) {
        for (int slot = 0; slot < keys.length; slot++) {
            if (keys[slot] != FREE) {
                visitor.visit(keys[slot], values[slot]);
            }
        }
    }

    /** All offsets at this moment, in ascending order. */
    public long[] offsets() {
        return Arrays.stream(keys).filter(key -> key != FREE).sorted().toArray();
    }

    private int find(long offset) {
        int mask = keys.length - 1;
        int slot = home(offset, mask);
        while (keys[slot] != FREE && keys[slot] != offset) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void closeGap(int gap) {
        int mask = keys.length - 1;
        int slot = gap;
        for (int next = (slot + 1) & mask; keys[next] != FREE; next = (next + 1) & mask) {
            int home = home(keys[next], mask);
            boolean mayMove = ((next - home) & mask) >= ((next - slot) & mask);
            if (mayMove) {
                keys[slot] = keys[next];
                values[slot] = values[next];
                slot = next;
            }
        }
        keys[slot] = FREE;
    }

    private void resize(int size) {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[size];
        values = new int[size];
        Arrays.fill(keys, FREE);
        for (int slot = 0; slot < oldKeys.length; slot++) {
            if (oldKeys[slot] != FREE) {
                int target = find(oldKeys[slot]);
                keys[target] = oldKeys[slot];
                values[target] = oldValues[slot];
            }
        }
    }

    private static int home(long offset, int mask) {
        // Offsets in flight are mostly consecutive: a multiplicative hash keeps them apart without clustering.
        return (int) ((offset * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    }
}
