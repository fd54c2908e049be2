// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.Arrays;

/**
 * Which published messages of a channel are confirmed, and the fewest acks that say so.
 *
 * <p>Numbers are given from 1 on. All at or below the floor are settled; of those above, a ring of bits says which are. A
 * flush sends one ack with multiple for what the floor has moved over, and one ack for each that was confirmed above
 * it. A refused number gets its nack before any ack that covers it.
 */
final class ConfirmTracker {

    /** Sends what was decided. */
    interface Sink {

        void ack(long number, boolean multiple);

        void nack(long number);
    }

    /** Small: most channels never ask for confirms. */
    private static final int FIRST_WORDS = 1;

    private static final int FIRST_NUMBERS = 4;

    private long last;
    private long floor;
    private long announced;
    private long[] settled = new long[FIRST_WORDS];
    private long[] fresh = new long[FIRST_NUMBERS];
    private int freshCount;
    private long[] refused = new long[FIRST_NUMBERS];
    private int refusedCount;

    /** The number of the next message. */
    long next() {
        last++;
        if (last - floor >= settled.length * 64L) {
            grow();
        }
        return last;
    }

    /** How many numbers are given and not settled, or settled behind such. */
    long outstanding() {
        return last - floor;
    }

    void confirmed(long number) {
        if (mark(number)) {
            if (freshCount == fresh.length) {
                fresh = Arrays.copyOf(fresh, freshCount * 2);
            }
            fresh[freshCount++] = number;
        }
    }

    void refused(long number) {
        if (mark(number)) {
            if (refusedCount == refused.length) {
                refused = Arrays.copyOf(refused, refusedCount * 2);
            }
            refused[refusedCount++] = number;
        }
    }

    private boolean mark(long number) {
        if (number <= floor || number > last) {
            return false;
        }
        int word = word(number);
        long bit = 1L << (number & 63);
        if ((settled[word] & bit) != 0) {
            return false;
        }
        settled[word] |= bit;
        return true;
    }

    void flush(Sink sink) {
        for (int i = 0; i < refusedCount; i++) {
            sink.nack(refused[i]);
        }
        refusedCount = 0;
        while (floor < last && (settled[word(floor + 1)] & 1L << (floor + 1 & 63)) != 0) {
            floor++;
            settled[word(floor)] &= ~(1L << (floor & 63));
        }
        int covered = 0;
        for (int i = 0; i < freshCount; i++) {
            covered += fresh[i] <= floor ? 1 : 0;
        }
        if (covered > 0) {
            sink.ack(floor, floor - announced > 1);
        }
        announced = floor;
        for (int i = 0; i < freshCount && covered < freshCount; i++) {
            if (fresh[i] > floor) {
                sink.ack(fresh[i], false);
            }
        }
        freshCount = 0;
    }

    private int word(long number) {
        return (int) (number >>> 6) & (settled.length - 1);
    }

    private void grow() {
        long[] old = settled;
        settled = new long[old.length * 2];
        for (long number = floor + 1; number < last; number++) {
            if ((old[(int) (number >>> 6) & (old.length - 1)] & 1L << (number & 63)) != 0) {
                settled[word(number)] |= 1L << (number & 63);
            }
        }
    }
}
