// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/**
 * The ready messages of a group with priorities: a set of offsets for each level, made when it is first used. Belongs
 * to the core.
 */
final class PriorityLevels {

    private final OffsetBits[] ready;
    private final OffsetTable out = new OffsetTable();
    private final OffsetBits returned = new OffsetBits();

    PriorityLevels(int highest) {
        this.ready = new OffsetBits[highest + 1];
    }

    void arrive(long offset, int priority) {
        level(Math.min(priority, ready.length - 1)).add(offset);
    }

    private OffsetBits level(int number) {
        if (ready[number] == null) {
            ready[number] = new OffsetBits();
        }
        return ready[number];
    }

    /** The oldest of the highest level, or -1. */
    long next() {
        return nextFrom(0);
    }

    /** The first of the highest level at or behind the offset, or -1. */
    long nextFrom(long offset) {
        for (int number = ready.length - 1; number >= 0; number--) {
            if (ready[number] != null && !ready[number].isEmpty()) {
                return ready[number].next(offset);
            }
        }
        return -1;
    }

    int count() {
        return ready.length;
    }

    /** The first of one level at or behind the offset, or -1. */
    long nextIn(int number, long offset) {
        return ready[number] == null ? -1 : ready[number].next(offset);
    }

    /** The level in which the message is ready, or -1. */
    int levelOf(long offset) {
        for (int number = ready.length - 1; number >= 0; number--) {
            if (ready[number] != null && ready[number].contains(offset)) {
                return number;
            }
        }
        return -1;
    }

    boolean isReady(long offset) {
        return levelOf(offset) >= 0;
    }

    /** The message is ready no more; it may come back. */
    void take(long offset) {
        out.put(offset, remove(offset));
    }

    /** The message is ready no more; answers its level, 0 when it was not there. */
    int remove(long offset) {
        for (int number = ready.length - 1; number >= 0; number--) {
            if (ready[number] != null && ready[number].remove(offset)) {
                return number;
            }
        }
        return 0;
    }

    void giveBack(long offset) {
        level(Math.max(0, out.remove(offset))).add(offset);
        returned.add(offset);
    }

    boolean wasReturned(long offset) {
        return returned.contains(offset);
    }

    /** The message is done, wherever it was. */
    void forget(long offset) {
        if (out.remove(offset) == OffsetTable.ABSENT) {
            remove(offset);
        }
        returned.remove(offset);
    }

    /** Moves all that is ready into the set. */
    void drainTo(OffsetBits gone) {
        for (OffsetBits level : ready) {
            if (level != null) {
                level.forEachRange(gone::addRange);
                level.clear();
            }
        }
    }
}
