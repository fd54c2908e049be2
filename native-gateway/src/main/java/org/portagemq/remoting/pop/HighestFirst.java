// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Subscription;

/**
 * Takes messages from the highest queue that has some: the queues are asked one after the other, each until it has no more. What
 * was out and comes again comes behind all others: it is kept here, by its place, until these are asked for in vain. Belongs to
 * the group's loop.
 */
final class HighestFirst {

    /** As they are handed out; those of a queue stay as they came. */
    static final Comparator<Popped> ORDER = Comparator.<Popped, Boolean>comparing(
                    one -> one.delivery().attempts() > 0)
            .thenComparing(one -> -one.queue());

    /** Nobody has popped for so long: what is kept is for others, who share the group in another way. */
    static final long KEPT_MS = 60_000;

    /** More than that come again at once, by their queues. */
    static final int MOST_KEPT = 10_000;

    private final List<Subscription> queues;
    private final Leases.Timer timer;
    private final LongSupplier clock;
    private final Group group;
    private final ArrayDeque<Leases.Lease> kept = new ArrayDeque<>();
    private long lastAsked;
    private boolean watching;
    private boolean asking;
    private boolean inVain;
    private boolean gaveBack;
    private boolean moved;

    /** For whom the queues are asked. */
    interface Group {
        /** How many more messages are asked for than have come from queues from this one on. */
        int missing(int lowest);

        /** Whether messages of the queue may be handed out now. */
        boolean isFree(int queue);

        /** The broker has the message again. */
        void comeAgain(Leases.Lease lease);

        /** The queues were asked. */
        void asked();

        void failed(BrokerException reason);
    }

    /** @param queues from the lowest to the highest; there may be more later */
    HighestFirst(List<Subscription> queues, Leases.Timer timer, LongSupplier clock, Group group) {
        this.queues = queues;
        this.timer = timer;
        this.clock = clock;
        this.group = group;
    }

    /** Asks all queues, until nothing is missing. */
    void ask() {
        asking = true;
        inVain = false;
        gaveBack = false;
        lastAsked = clock.getAsLong();
        ask(queues.size() - 1);
    }

    private void ask(int queue) {
        moved = true;
        int missing = missing(queue);
        if (missing > 0 && queue >= 0) {
            askOne(queue, missing);
        } else if (missing > 0 && giveBack(missing)) {
            gaveBack = true;
            ask(queues.size() - 1);
        } else {
            asking = false;
            inVain = missing > 0;
            group.asked();
        }
    }

    /** What has come of lower queues without having been asked for does not count, before it is their turn. */
    private int missing(int queue) {
        return group.missing(gaveBack ? 0 : queue);
    }

    private void askOne(int queue, int missing) {
        if (!group.isFree(queue)) {
            ask(queue - 1);
            return;
        }
        Subscription source = queues.get(queue);
        source.credit(missing);
        source.whenIdle(new Answer<>() {
            @Override
            public void done(Void nothing) {
                boolean gaveSome = missing(queue) < missing;
                if (!gaveSome) {
                    source.credit(0);
                }
                ask(gaveSome ? queue : queue - 1);
            }

            @Override
            public void failed(BrokerException reason) {
                group.failed(reason);
            }
        });
    }

    /** Whether the queues are being asked: what has come is not all that will. */
    boolean isAsking() {
        return asking;
    }

    /** Whether they were asked in vain, and those who asked wait for whatever comes. */
    boolean isInVain() {
        return inVain;
    }

    /** Nobody waits any more. */
    void rest() {
        inVain = false;
    }

    /** Whether there is something to tell the broker since this was asked last. */
    boolean hasMoved() {
        boolean has = moved;
        moved = false;
        return has;
    }

    // What comes again.

    /** Keeps one whose time is over, unless somebody waits for it, or there are too many. */
    boolean keep(Leases.Lease lease) {
        if (inVain || kept.size() >= MOST_KEPT) {
            return false;
        }
        kept.add(lease);
        watch(KEPT_MS);
        return true;
    }

    /** Gives all of them back. */
    void giveBack() {
        giveBack(kept.size());
    }

    /** Those of the queue that are kept, which are not any more. */
    List<Leases.Lease> takeAll(int queue) {
        List<Leases.Lease> all =
                kept.stream().filter(lease -> lease.queue() == queue).toList();
        kept.removeIf(lease -> lease.queue() == queue);
        return all;
    }

    private boolean giveBack(int most) {
        boolean some = !kept.isEmpty();
        for (int i = 0; i < most && !kept.isEmpty(); i++) {
            group.comeAgain(kept.poll());
        }
        return some;
    }

    private void watch(long delayMs) {
        if (!watching) {
            watching = true;
            timer.after(delayMs, this::look);
        }
    }

    private void look() {
        watching = false;
        long left = lastAsked + KEPT_MS - clock.getAsLong();
        if (left <= 0) {
            giveBack();
        } else if (!kept.isEmpty()) {
            watch(left);
        }
    }
}
