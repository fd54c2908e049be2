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
 * from the first on. That goes for those behind it that were acknowledged, too: whoever is handed the first again gets what comes
 * after it in order.
 */
final class QueueByQueue implements PopOrder {

    private final Map<Integer, Turn> turns = new HashMap<>();

    /** The messages of a queue that were handed out last, by offset. */
    private static final class Turn {
        private final String attempt;
        private final TreeMap<Long, Popped> out = new TreeMap<>();
        private final TreeMap<Long, Leases.Lease> over = new TreeMap<>();
        /** Those of which an earlier one is not acknowledged. */
        private final TreeMap<Long, Leases.Lease> acknowledged = new TreeMap<>();

        Turn(String attempt) {
            this.attempt = attempt;
        }

        /** The first that is not acknowledged. */
        long first() {
            long firstOut = out.isEmpty() ? Long.MAX_VALUE : out.firstKey();
            return over.isEmpty() ? firstOut : Math.min(firstOut, over.firstKey());
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
    public boolean acknowledged(Leases.Lease lease, Consumer<Leases.Lease> done) {
        Turn turn = turns.get(lease.queue());
        turn.out.remove(lease.offset());
        turn.acknowledged.put(lease.offset(), lease);
        Map<Long, Leases.Lease> inOrder = turn.acknowledged.headMap(turn.first());
        inOrder.values().forEach(done);
        inOrder.clear();
        return turn.out.isEmpty();
    }

    @Override
    public boolean over(Leases.Lease lease, Consumer<Leases.Lease> again) {
        Turn turn = turns.get(lease.queue());
        turn.out.remove(lease.offset());
        turn.over.put(lease.offset(), lease);
        return turn.out.isEmpty();
    }

    @Override
    public void free(int queue, Consumer<Leases.Lease> again) {
        forget(queue, again);
    }

    @Override
    public void forget(int queue, Consumer<Leases.Lease> back) {
        Turn turn = turns.remove(queue);
        if (turn != null) {
            turn.over.putAll(turn.acknowledged);
            turn.over.values().forEach(back);
        }
    }
}
