// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.group.IndexBlock;

/**
 * Hands out in groups where not every consumer may get every message: those with selective consumers, and those that are
 * ordered by key. Belongs to the core.
 */
final class Dispatching {

    private static final int MESSAGES_PER_TURN = 256;

    private final Pump pump;
    private final Selecting selecting;
    private final ColdReads coldReads;
    private final Totals totals;

    Dispatching(Pump pump, Selecting selecting, ColdReads coldReads, Totals totals) {
        this.pump = pump;
        this.selecting = selecting;
        this.coldReads = coldReads;
        this.totals = totals;
    }

    /** Answers whether the group has more to hand out. */
    boolean pump(Group group) {
        return group.keyOrder() == null ? select(group) : order(group);
    }

    /** A message for each consumer that can take one and wants one, in turn, those of a higher priority first. */
    private boolean select(Group group) {
        boolean unfinished = false;
        int handedOut = 0;
        for (boolean progress = true; progress; ) {
            progress = false;
            for (Consumer consumer : inTurn(group)) {
                if (!pump.mayTake(consumer)) {
                    pump.standBack(consumer);
                    continue;
                }
                if (handedOut == MESSAGES_PER_TURN) {
                    return true;
                }
                long offset = nextFor(group, consumer);
                unfinished |= offset == Selecting.UNFINISHED;
                if (offset < 0 || !deliver(group, consumer, offset)) {
                    continue;
                }
                handedOut++;
                progress = true;
                if (consumer.priority() != 0) {
                    break;
                }
            }
        }
        return unfinished;
    }

    private static List<Consumer> inTurn(Group group) {
        List<Consumer> consumers = new ArrayList<>(group.eligible());
        consumers.sort(Comparator.comparingInt(Consumer::priority).reversed());
        return consumers;
    }

    /** The next message for the consumer; as {@link Pump#nextLive}, and {@link Selecting#UNFINISHED}. */
    long nextFor(Group group, Consumer consumer) {
        if (group.keyOrder() != null) {
            return nextFetched(group, consumer);
        }
        if (consumer.selection() == null) {
            return pump.nextLive(group);
        }
        long offset = selecting.next(group, consumer.selection());
        while (offset >= 0) {
            long state = pump.checkLive(group, offset, true);
            if (state != Pump.GONE) {
                return state;
            }
            offset = selecting.next(group, consumer.selection());
        }
        return offset;
    }

    private boolean deliver(Group group, Consumer consumer, long offset) {
        Selection selection = consumer.selection();
        StoredMessage message = selection == null ? pump.load(group, offset) : selecting.load(group, selection, offset);
        if (message == null) {
            return false;
        }
        pump.push(group, consumer, offset, message);
        return true;
    }

    /** Each message to the consumer that has its key, or to the next one if nobody has; later keys go on meanwhile. */
    private boolean order(Group group) {
        KeyOrder order = group.keyOrder();
        int handedOut = 0;
        boolean waited = false;
        fill(group);
        for (long offset = order.next(0); offset >= 0; offset = order.next(offset + 1)) {
            boolean free = order.isFree(offset);
            Consumer consumer = free ? pump.nextTaker(group) : order.holder(offset);
            if (free && consumer == null) {
                return false;
            }
            if (consumer == null || !pump.mayTake(consumer)) {
                waited = true;
                continue;
            }
            if (handedOut == MESSAGES_PER_TURN) {
                return true;
            }
            long state = pump.checkLive(group, offset, true);
            if (state == Pump.GONE) {
                continue;
            }
            StoredMessage message = state < 0 ? null : pump.load(group, offset);
            if (message == null) {
                return false;
            }
            pump.push(group, consumer, offset, message);
            handedOut++;
            fill(group);
        }
        if (waited && order.isFull()) {
            totals.keysHeldUp++;
        }
        return false;
    }

    private void fill(Group group) {
        IndexBlock missing = group.keyOrder().fill();
        if (missing != null) {
            coldReads.wantBlock(group, missing);
        }
    }

    /** The next message of a group ordered by key that the one who fetches may get; as {@link Pump#nextLive}. */
    long nextFetched(Group group, Consumer consumer) {
        KeyOrder order = group.keyOrder();
        IndexBlock missing = order.fill();
        for (long offset = order.next(0); offset >= 0; offset = order.next(offset + 1)) {
            if (order.isFree(offset) || order.holder(offset) == consumer) {
                long state = pump.checkLive(group, offset, false);
                if (state != Pump.GONE) {
                    return state;
                }
                missing = order.fill();
            }
        }
        if (missing != null) {
            coldReads.wantBlock(group, missing);
            return Pump.LOADING;
        }
        return Pump.NOTHING;
    }

    /** A consumer has come to a group. */
    void joined(Consumer consumer) {
        Group group = consumer.group();
        if (group.keyOrder() != null) {
            group.keyOrder().whenFreed(() -> pump.changed(group));
        }
    }

    /** The consumer has left its group. */
    void left(Consumer consumer) {
        pump.idleness().left(consumer);
        Group group = consumer.group();
        if (consumer.selection() != null && group.unselect(consumer.selection())) {
            selecting.forget(consumer.selection());
        }
        if (group.keyOrder() != null) {
            group.keyOrder().left();
        }
    }
}
