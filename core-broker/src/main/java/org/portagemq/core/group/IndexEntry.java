// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/**
 * The layout of one index entry in four longs: position, time of arrival, expiry, and size with priority.
 *
 * <pre>
 *  word 0  position of the record in the log
 *  word 1  when the message became visible, epoch ms
 *  word 2  when it expires, epoch ms, or 0
 *  word 3  size of the record's body (32 bits) | unused (24) | priority (8)
 * </pre>
 */
public final class IndexEntry {

    public static final int WORDS = 4;

    private IndexEntry() {}

    static void put(long[] words, int index, long position, long time, long expiry, int size, int priority) {
        int at = index * WORDS;
        words[at] = position;
        words[at + 1] = time;
        words[at + 2] = expiry;
        words[at + 3] = (long) size << 32 | priority;
    }
}
