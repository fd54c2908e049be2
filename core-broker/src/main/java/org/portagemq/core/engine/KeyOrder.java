// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.group.OffsetBits;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.record.Traits;

/**
 * Who gets the messages of which ordering keys in a group that is ordered by key. Keys fall into a fixed number of
 * buckets; a bucket belongs to the consumer that got its first message, until that consumer leaves or the bucket's end is
 * announced, and until all that is out of it is settled. Only a window of the ready messages is known here. Belongs to
 * the core.
 */
final class KeyOrder implements Backlog.Watcher {

    /** So many messages are looked at ahead: if all of them wait for their consumers, so do those behind them. */
    static final int WINDOW = 4_096;

    private final Backlog backlog;
    private final OffsetBits waiting = new OffsetBits();
    private final OffsetTable buckets = new OffsetTable();
    private final Map<Integer, Holding> holdings = new HashMap<>();
    private long scanned;
    private Runnable freed = () -> {};

    /** A bucket that belongs to a consumer. */
    private static final class Holding {
        private final Consumer consumer;
        private int out;
        private boolean ending;

        private Holding(Consumer consumer) {
            this.consumer = consumer;
        }

        private boolean mayEnd(boolean member) {
            return out == 0 && (ending || !member);
        }
    }

    KeyOrder(Backlog backlog) {
        this.backlog = backlog;
    }

    /** Called when a key that belonged to a consumer belongs to nobody. */
    void whenFreed(Runnable call) {
        freed = call;
    }

    /** Fills the window; answers a block of the index that has to be loaded first, or null. */
    IndexBlock fill() {
        while (waiting.count() < WINDOW) {
            long offset = backlog.nextReadyFrom(scanned);
            if (offset < 0) {
                return null;
            }
            IndexBlock block = backlog.index().block(offset);
            if (!block.inMemory()) {
                return block;
            }
            waiting.add(offset);
            buckets.put(offset, block.bucket((int) (offset - block.first())));
            scanned = offset + 1;
        }
        return null;
    }

    boolean isFull() {
        return waiting.count() >= WINDOW;
    }

    /** The first message at or behind the offset that is ready, or -1. */
    long next(long from) {
        for (long offset = waiting.next(from); offset >= 0; offset = waiting.next(offset)) {
            if (backlog.isReady(offset)) {
                return offset;
            }
            // Expired or purged since.
            waiting.remove(offset);
            buckets.remove(offset);
        }
        return -1;
    }

    /** Whether anybody may get the message: its key belongs to nobody. */
    boolean isFree(long offset) {
        return !holdings.containsKey(buckets.get(offset));
    }

    /** The consumer to whom the key of the message belongs; null while it may go to nobody. */
    Consumer holder(long offset) {
        Holding holding = holdings.get(buckets.get(offset));
        return holding.ending ? null : holding.consumer;
    }

    /** The message was handed to the consumer. */
    void taken(long offset, Consumer consumer, boolean lastOfKey) {
        waiting.remove(offset);
        int bucket = buckets.get(offset);
        if (bucket == OffsetTable.ABSENT || bucket == Traits.NO_BUCKET) {
            return;
        }
        Holding holding = holdings.computeIfAbsent(bucket, key -> new Holding(consumer));
        holding.out++;
        holding.ending |= lastOfKey;
    }

    @Override
    public void returned(long offset) {
        int bucket = buckets.get(offset);
        if (bucket != OffsetTable.ABSENT) {
            waiting.add(offset);
            endsOut(bucket);
        }
    }

    @Override
    public void settled(long offset) {
        int bucket = buckets.remove(offset);
        boolean wasOut = !waiting.remove(offset);
        if (wasOut && bucket != OffsetTable.ABSENT) {
            endsOut(bucket);
        }
    }

    private void endsOut(int bucket) {
        Holding holding = holdings.get(bucket);
        if (holding != null) {
            holding.out--;
            if (holding.mayEnd(isMember(holding.consumer))) {
                holdings.remove(bucket);
                freed.run();
            }
        }
    }

    private static boolean isMember(Consumer consumer) {
        return !consumer.isCancelled() && consumer.group().consumers().contains(consumer);
    }

    /** The consumer has left: its keys are free, as soon as nothing of them is out. */
    void left() {
        holdings.values().removeIf(holding -> holding.mayEnd(isMember(holding.consumer)));
    }
}
