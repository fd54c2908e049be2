// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Arrays;

/**
 * What is due soon, the earliest first, and of the same time the lowest {@code tie} first: a heap of packed numbers, 40
 * bytes an entry and no object for each. Belongs to the core.
 */
final class DueHeap {

    private static final int WORDS = 5;
    private static final int SMALLEST = 16;

    /** Receives an entry: when it is due, what orders it among its equals, and three numbers of its owner. */
    interface Visitor {
        void entry(long due, long tie, long a, long b, long c);
    }

    private long[] words = {};
    private int count;

    void add(long due, long tie, long a, long b, long c) {
        if (count * WORDS == words.length) {
            words = Arrays.copyOf(words, Math.max(SMALLEST * WORDS, words.length * 2));
        }
        int hole = count++;
        while (hole > 0) {
            int parent = (hole - 1) / 2;
            if (isBefore(words[parent * WORDS], words[parent * WORDS + 1], due, tie)) {
                break;
            }
            copy(parent, hole);
            hole = parent;
        }
        put(hole, due, tie, a, b, c);
    }

    private static boolean isBefore(long due, long tie, long otherDue, long otherTie) {
        return due != otherDue ? due < otherDue : tie <= otherTie;
    }

    /** When the first entry is due; {@link Long#MAX_VALUE} when there is none. */
    long earliest() {
        return count == 0 ? Long.MAX_VALUE : words[0];
    }

    /** Takes the first entry away and gives it to the visitor. */
    void poll(Visitor visitor) {
        long due = words[0];
        long tie = words[1];
        long a = words[2];
        long b = words[3];
        long c = words[4];
        removeFirst();
        visitor.entry(due, tie, a, b, c);
    }

    private void removeFirst() {
        int last = --count;
        if (count == 0) {
            words = words.length > 1024 * WORDS ? new long[0] : words;
            return;
        }
        long due = words[last * WORDS];
        long tie = words[last * WORDS + 1];
        int hole = 0;
        while (true) {
            int child = hole * 2 + 1;
            if (child >= count) {
                break;
            }
            if (child + 1 < count && isBefore(key(child + 1), tie(child + 1), key(child), tie(child))) {
                child++;
            }
            if (isBefore(due, tie, key(child), tie(child))) {
                break;
            }
            copy(child, hole);
            hole = child;
        }
        copy(last, hole);
    }

    private long key(int index) {
        return words[index * WORDS];
    }

    private long tie(int index) {
        return words[index * WORDS + 1];
    }

    private void copy(int from, int to) {
        System.arraycopy(words, from * WORDS, words, to * WORDS, WORDS);
    }

    private void put(int index, long due, long tie, long a, long b, long c) {
        int at = index * WORDS;
        words[at] = due;
        words[at + 1] = tie;
        words[at + 2] = a;
        words[at + 3] = b;
        words[at + 4] = c;
    }

    int count() {
        return count;
    }

    /** Visits all entries, in no order. The heap must not be changed meanwhile. */
    void forEach(Visitor visitor) {
        for (int i = 0; i < count; i++) {
            int at = i * WORDS;
            visitor.entry(words[at], words[at + 1], words[at + 2], words[at + 3], words[at + 4]);
        }
    }
}
