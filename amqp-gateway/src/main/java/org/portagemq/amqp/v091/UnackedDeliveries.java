// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The messages that were handed out on a channel and are not settled, by delivery tag: packed arrays in the order of
 * tags, 20 bytes a message. Settled ones in the middle leave holes, which are closed when they are the greater part.
 */
final class UnackedDeliveries {

    /** Takes one delivery out of the table. */
    interface Visitor {

        void take(long tag, long offset, int source);
    }

    private static final int HOLE = -1;

    private long[] tags = new long[16];
    private long[] offsets = new long[16];
    private int[] sources = new int[16];
    private int start;
    private int end;
    private int count;

    int count() {
        return count;
    }

    /** The tag of the oldest of these sources, 0 when there is none. Looks at each that is older. */
    long oldestTag(IntPredicate source) {
        for (int i = start; i < end; i++) {
            if (sources[i] != HOLE && source.test(sources[i])) {
                return tags[i];
            }
        }
        return 0;
    }

    /** For how many there is room at the moment. */
    int capacity() {
        return tags.length;
    }

    /**
     * @param tag larger than all before
     * @param source whose delivery it is: a number of the caller, 0 or more
     */
    void add(long tag, long offset, int source) {
        if (end == tags.length) {
            makeRoom();
        }
        tags[end] = tag;
        offsets[end] = offset;
        sources[end] = source;
        end++;
        count++;
    }

    boolean contains(long tag) {
        int index = start < end ? Arrays.binarySearch(tags, start, end, tag) : -1;
        return index >= 0 && sources[index] != HOLE;
    }

    /** Takes the one with this tag. */
    boolean take(long tag, Visitor visitor) {
        int index = start < end ? Arrays.binarySearch(tags, start, end, tag) : -1;
        if (index < 0 || sources[index] == HOLE) {
            return false;
        }
        takeAt(index, visitor);
        skipHoles();
        return true;
    }

    /** Takes all up to this tag, in order; false when there is none. */
    boolean takeUpTo(long tag, Visitor visitor) {
        int before = count;
        while (start < end && tags[start] <= tag) {
            if (sources[start] != HOLE) {
                takeAt(start, visitor);
            }
            start++;
        }
        skipHoles();
        return count < before;
    }

    private void takeAt(int index, Visitor visitor) {
        int source = sources[index];
        sources[index] = HOLE;
        count--;
        visitor.take(tags[index], offsets[index], source);
    }

    private void skipHoles() {
        while (start < end && sources[start] == HOLE) {
            start++;
        }
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    /** Puts deliveries back in the places of their tags. */
    void restore(UnackedDeliveries taken) {
        UnackedDeliveries merged = new UnackedDeliveries();
        int mine = start;
        int theirs = taken.start;
        while (mine < end || theirs < taken.end) {
            if (mine < end && (theirs == taken.end || tags[mine] < taken.tags[theirs])) {
                merged.addUnlessHole(this, mine++);
            } else {
                merged.addUnlessHole(taken, theirs++);
            }
        }
        tags = merged.tags;
        offsets = merged.offsets;
        sources = merged.sources;
        start = merged.start;
        end = merged.end;
        count = merged.count;
    }

    private void addUnlessHole(UnackedDeliveries from, int index) {
        if (from.sources[index] != HOLE) {
            add(from.tags[index], from.offsets[index], from.sources[index]);
        }
    }

    private void makeRoom() {
        if (count <= tags.length / 2) {
            closeHoles();
        } else {
            int size = tags.length * 2;
            tags = Arrays.copyOf(tags, size);
            offsets = Arrays.copyOf(offsets, size);
            sources = Arrays.copyOf(sources, size);
        }
    }

    private void closeHoles() {
        int target = 0;
        for (int i = start; i < end; i++) {
            if (sources[i] != HOLE) {
                tags[target] = tags[i];
                offsets[target] = offsets[i];
                sources[target] = sources[i];
                target++;
            }
        }
        start = 0;
        end = target;
    }
}
