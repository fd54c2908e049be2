// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Each queue in order: while messages of it are out, no others are handed out, and those whose time is over come again together,
 * from the first on.
 */
final class QueueByQueue implements PopOrder {

    private final Map<Integer, Turn> turns = new HashMap<>();

    /** The messages of a queue that were handed out last, by offset. */
    private static final class Turn {
        private final String attempt;
        private final TreeMap<Long, Popped> out = new TreeMap<>();
        private final TreeMap<Long, Leases.Lease> over = new TreeMap<>();

        Turn(String attempt) {
            this.attempt = attempt;
        }
    }

    @Override
    public boolean isFree(int queue) {
        return !turns.containsKey(queue);
    }

    @Override
    public void handedOut(Popped popped, String attempt) {
        turns.computeIfAbsent(popped.queue(), absent -> new Turn(attempt))
                .out
                .put(popped.delivery().offset(), popped);
    }

    @Override
    public List<Popped> outBy(String attempt, int queue) {
        List<Popped> all = new ArrayList<>();
        turns.forEach((number, turn) -> {
            if (attempt != null && attempt.equals(turn.attempt) && (queue < 0 || queue == number)) {
                all.addAll(turn.out.values());
            }
        });
        return all;
    }

    @Override
    public boolean acknowledged(int queue, long offset) {
        Turn turn = turns.get(queue);
        turn.out.remove(offset);
        return turn.out.isEmpty();
    }

    @Override
    public boolean over(Leases.Lease lease, Consumer<Leases.Lease> again) {
        turns.get(lease.queue()).over.put(lease.offset(), lease);
        return acknowledged(lease.queue(), lease.offset());
    }

    @Override
    public void free(int queue, Consumer<Leases.Lease> again) {
        turns.remove(queue).over.values().forEach(again);
    }

    @Override
    public void forget(int queue) {
        turns.remove(queue);
    }
}
