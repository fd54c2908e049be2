// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import org.portagemq.core.record.Traits;

/**
 * The layout of one index entry in four longs.
 *
 * <pre>
 *  word 0  number of the log (2 bits) | bucket of the ordering key, 0 = none (12) | address in the log (50)
 *          all bits set where there is no message
 *  word 1  when it became visible, epoch ms (42 bits) | lower 22 bits of the size
 *  word 2  when it expires, epoch ms, 0 = never (42 bits) | upper 10 bits of the size | priority (8) | 0 (4)
 *  word 3  position of the record that moved it here, with what differs from the message's own record; or 0
 * </pre>
 *
 * The size is that of the record's body, in bytes. Times reach to the year 2109, addresses to a pebibyte.
 */
final class IndexEntry {

    static final int WORDS = 4;

    /** The position of an offset that was given away without a message. */
    static final long NO_MESSAGE = -1;

    private static final int TIME_SHIFT = 22;
    private static final long TIME_MAX = (1L << 42) - 1;
    private static final int SIZE_LOW_MASK = (1 << 22) - 1;
    private static final int SIZE_HIGH_SHIFT = 12;
    private static final int SIZE_HIGH_MASK = (1 << 10) - 1;
    private static final int PRIORITY_SHIFT = 4;

    private static final int BUCKET_SHIFT = 50;
    private static final long BUCKET_MASK = 0xfffL << BUCKET_SHIFT;

    private IndexEntry() {}

    static void put(
            long[] words, int index, long position, long time, long expiry, int size, int traits, long overlay) {
        int at = index * WORDS;
        words[at] = position == NO_MESSAGE ? position : position | (long) Traits.bucket(traits) << BUCKET_SHIFT;
        words[at + 1] = (clamp(time) << TIME_SHIFT) | (size & SIZE_LOW_MASK);
        words[at + 2] = (clamp(expiry) << TIME_SHIFT)
                | (long) ((size >>> TIME_SHIFT) & SIZE_HIGH_MASK) << SIZE_HIGH_SHIFT
                | (long) Traits.priority(traits) << PRIORITY_SHIFT;
        words[at + 3] = overlay;
    }

    private static long clamp(long time) {
        return Math.max(0, Math.min(time, TIME_MAX));
    }

    static long position(long[] words, int index) {
        long word = words[index * WORDS];
        return word == NO_MESSAGE ? word : word & ~BUCKET_MASK;
    }

    static int bucket(long[] words, int index) {
        long word = words[index * WORDS];
        return word == NO_MESSAGE ? Traits.NO_BUCKET : (int) ((word & BUCKET_MASK) >>> BUCKET_SHIFT);
    }

    static int traits(long[] words, int index) {
        return bucket(words, index) << 8 | priority(words, index);
    }

    static long time(long[] words, int index) {
        return words[index * WORDS + 1] >>> TIME_SHIFT;
    }

    static long expiry(long[] words, int index) {
        return words[index * WORDS + 2] >>> TIME_SHIFT;
    }

    static int size(long[] words, int index) {
        int low = (int) words[index * WORDS + 1] & SIZE_LOW_MASK;
        int high = (int) (words[index * WORDS + 2] >>> SIZE_HIGH_SHIFT) & SIZE_HIGH_MASK;
        return high << TIME_SHIFT | low;
    }

    static int priority(long[] words, int index) {
        return (int) (words[index * WORDS + 2] >>> PRIORITY_SHIFT) & 0xff;
    }

    static long overlay(long[] words, int index) {
        return words[index * WORDS + 3];
    }
}
