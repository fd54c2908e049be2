// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Arrays;

/**
 * Confirms and answers that wait until the log is stored up to their end, in the order of the log. Packed, and small until
 * it is used; belongs to one session's executor.
 */
final class StoredQueue {

    /** What waits: one of the two is null. */
    interface Taker {
        void take(Object target, long token);
    }

    private static final int FIRST_SIZE = 4;

    private Object[] targets = new Object[FIRST_SIZE];
    private long[] tokens = new long[FIRST_SIZE];
    private long[] ends = new long[FIRST_SIZE];
    private int first;
    private int count;

    void add(Object target, long token, long end) {
        if (count == ends.length) {
            grow();
        }
        int at = (first + count) & (ends.length - 1);
        targets[at] = target;
        tokens[at] = token;
        ends[at] = end;
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The end of the oldest. */
    long nextEnd() {
        return ends[first];
    }

    /** Takes the oldest out. */
    void takeFirst(Taker taker) {
        Object target = targets[first];
        targets[first] = null;
        long token = tokens[first];
        first = (first + 1) & (ends.length - 1);
        count--;
        taker.take(target, token);
    }

    private void grow() {
        int size = ends.length;
        Object[] newTargets = Arrays.copyOf(targets, size * 2);
        long[] newTokens = Arrays.copyOf(tokens, size * 2);
        long[] newEnds = Arrays.copyOf(ends, size * 2);
        // What had wrapped around the end follows behind it now.
        System.arraycopy(targets, 0, newTargets, size, first);
        System.arraycopy(tokens, 0, newTokens, size, first);
        System.arraycopy(ends, 0, newEnds, size, first);
        Arrays.fill(newTargets, 0, first, null);
        targets = newTargets;
        tokens = newTokens;
        ends = newEnds;
    }
}
