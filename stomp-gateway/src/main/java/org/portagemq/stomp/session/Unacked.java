// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.function.LongConsumer;

/**
 * The messages of one subscription that wait to be acknowledged: offsets by consecutive numbers, in the order in which they
 * went out. A number can be set aside for a transaction, and put back. Eight bytes for each.
 */
final class Unacked {

    static final long NONE = -1;

    private static final int START = 16;

    private long[] offsets = new long[START];
    private long first = 1;
    private long next = 1;
    private int waiting;

    /** Adds one. Returns its number, from 1 on. */
    long add(long offset) {
        if (next - first == offsets.length) {
            grow();
        }
        offsets[place(next)] = offset;
        waiting++;
        return next++;
    }

    private int place(long number) {
        return (int) (number & (offsets.length - 1));
    }

    private void grow() {
        long[] larger = new long[offsets.length * 2];
        for (long number = first; number < next; number++) {
            larger[(int) (number & (larger.length - 1))] = offsets[place(number)];
        }
        offsets = larger;
    }

    /** Whether the number waits, and is not set aside. */
    boolean waits(long number) {
        return number >= first && number < next && offsets[place(number)] >= 0;
    }

    /** Takes one out. Returns its offset, or {@link #NONE} when it does not wait. */
    long take(long number) {
        if (!waits(number)) {
            return NONE;
        }
        long offset = offsets[place(number)];
        offsets[place(number)] = NONE;
        waiting--;
        advance();
        return offset;
    }

    /** Calls for each number up to this one that waits; it may take it or set it aside. */
    void upTo(long number, LongConsumer each) {
        for (long one = first; one <= number && one < next; one++) {
            if (waits(one)) {
                each.accept(one);
            }
        }
    }

    /** Sets one aside. Returns its offset, or {@link #NONE} when it does not wait. */
    long setAside(long number) {
        if (!waits(number)) {
            return NONE;
        }
        long offset = offsets[place(number)];
        offsets[place(number)] = -2 - offset;
        return offset;
    }

    /** One that was set aside waits again. */
    void putBack(long number) {
        offsets[place(number)] = -2 - offsets[place(number)];
    }

    /** One that was set aside is done with. */
    void drop(long number) {
        offsets[place(number)] = NONE;
        waiting--;
        advance();
    }

    private void advance() {
        while (first < next && offsets[place(first)] == NONE) {
            first++;
        }
    }

    /** How many are out, with those set aside. */
    int count() {
        return waiting;
    }
}
