// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** When messages of one publisher come, and which of them may die when. Guarded by its owner. */
final class Lifetimes {

    private final BitSet rejected = new BitSet();
    private final BitSet never = new BitSet();
    private final Map<Integer, Long> notBefore = new HashMap<>();
    private final Map<Integer, Long> diesFrom = new HashMap<>();

    void notBefore(int number, long time) {
        notBefore.put(number, time);
    }

    void diesFrom(int number, long time) {
        diesFrom.put(number, time);
    }

    void rejected(int number) {
        rejected.set(number);
    }

    void never(int number) {
        never.set(number);
    }

    boolean mayDie(int number) {
        return rejected.get(number) || diesFrom.containsKey(number);
    }

    /** It does not come while the loop goes on. */
    boolean isNever(int number) {
        return never.get(number);
    }

    /** Those that do not come. */
    BitSet never() {
        return never;
    }

    /** Before this nobody may see it, dead or alive; epoch ms. */
    long earliest(int number, boolean dead) {
        return dead && !rejected.get(number) ? diesFrom.get(number) : notBefore.getOrDefault(number, 0L);
    }
}
