// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;
import org.portagemq.remoting.link.Loop;
import org.portagemq.remoting.produce.Joining;

/**
 * One group of a topic whose members ask for messages and acknowledge each: who waits for some, and what is out until when. It
 * has a session of its own, since what is out stays so when the connection of its consumer ends. Belongs to one loop; {@link
 * #run} may be called from anywhere.
 */
final class PopGroup {

    /** How long a message that came with too much credit is kept for the next who asks. */
    private static final long SPARE_MS = 1_000;

    /** So often what the broker answered to one task is looked at. */
    private static final int MAX_ROUNDS = 8;

    private final Loop loop;
    private final LongSupplier clock;
    private final Session session;
    private final Consumer<BrokerException> ended;
    private final List<Subscription> queues = new ArrayList<>();
    private final List<Popped> spare = new ArrayList<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Watchers watchers;
    private final Leases leases;
    private final PopOrder order;
    /** Null in other ways. */
    private final HighestFirst highest;

    private volatile int consumed;
    /** Queues of which nothing is handed out, and by how many each is kept. */
    private final Map<Integer, Integer> kept = new HashMap<>();

    /** Why it is over; null until then. */
    private BrokerException over;

    private boolean returning;

    /** @param ended told when the broker has ended it: the topic was deleted, or the group is used in another way */
    PopGroup(Loop loop, LongSupplier clock, Session session, PopWay way, Consumer<BrokerException> ended) {
        this.order = way == PopWay.IN_ORDER ? new QueueByQueue() : PopOrder.ANY;
        this.loop = loop;
        this.clock = clock;
        this.session = session;
        this.ended = ended;
        this.leases = new Leases(this::after, clock, this::timeIsOver);
        this.watchers = new Watchers(this::after, clock);
        this.highest = way == PopWay.HIGHEST_FIRST ? new HighestFirst(queues, this::after, clock, new Asked()) : null;
    }

    /** Runs a task on the group's loop, and hands over what it calls. */
    void run(Runnable task) {
        loop.execute(() -> {
            task.run();
            flush();
        });
    }

    private void after(long delayMs, Runnable task) {
        loop.after(delayMs, () -> {
            task.run();
            flush();
        });
    }

    /** What the broker delivers at once is handed on together. */
    private void flush() {
        for (int i = 0; i < MAX_ROUNDS && over == null; i++) {
            session.flush();
            serve();
        }
        if (highest != null && highest.hasMoved() && over == null) {
            loop.execute(this::flush);
        }
    }

    /** From how many queues it consumes. May be called from anywhere. */
    int queues() {
        return consumed;
    }

    /** Begins to consume from those of the queues from which it does not yet. */
    void consume(List<SubscribeRequest> sources) {
        while (queues.size() < sources.size() && over == null) {
            queues.add(session.subscribe(sources.get(queues.size()), new Queue(queues.size())));
        }
        consumed = queues.size();
    }

    private final class Queue implements SubscriptionListener {
        private final int number;

        Queue(int number) {
            this.number = number;
        }

        @Override
        public void refused(BrokerException reason) {
            end(reason);
        }

        @Override
        public void deliver(Delivery delivery) {
            spare.add(new Popped(number, delivery));
        }

        @Override
        public void cancelled(BrokerException reason) {
            end(reason);
        }
    }

    private void end(BrokerException reason) {
        if (over != null) {
            return;
        }
        over = reason;
        waiting.forEach(one -> one.taker.failed(reason));
        waiting.clear();
        session.close();
        ended.accept(reason);
    }

    // Asking.

    void pop(Waiting.Wanted wanted, Waiting.Taker taker) {
        if (over != null) {
            taker.failed(over);
            return;
        }
        List<Popped> again = order.outBy(wanted.attempt(), wanted.queue());
        if (!again.isEmpty()) {
            handOut(again, wanted, taker);
            return;
        }
        Waiting one = new Waiting(wanted, taker);
        waiting.add(one);
        if (highest == null) {
            serve();
        }
        if (!one.served) {
            askForMore();
            // The broker answers within the same turn when it has something.
            flush();
        }
        if (!one.served) {
            after(Math.max(1, wanted.pollMs()), () -> timeOut(one));
        }
    }

    private void askForMore() {
        if (highest == null || highest.isInVain()) {
            askForAnything();
        } else if (!highest.isAsking() && !waiting.isEmpty()) {
            askTheHighest();
        }
    }

    /** What was not asked for goes back: there may be something higher by now. */
    private void askTheHighest() {
        giveBack(popped -> true);
        waiting.forEach(one -> one.asked = true);
        highest.ask();
    }

    private final class Asked implements HighestFirst.Group {
        @Override
        public int missing(int lowest) {
            int wanted = waiting.stream()
                    .mapToInt(one -> one.asked ? one.wanted.max() : 0)
                    .sum();
            return wanted
                    - (int) spare.stream().filter(one -> one.queue() >= lowest).count();
        }

        @Override
        public boolean isFree(int queue) {
            return PopGroup.this.isFree(queue);
        }

        @Override
        public void comeAgain(Leases.Lease lease) {
            if (over == null) {
                PopGroup.this.comeAgain(lease);
            }
        }

        @Override
        public void asked() {
            serve();
            askForMore();
        }

        @Override
        public void failed(BrokerException reason) {
            end(reason);
        }
    }

    private void askForAnything() {
        for (int queue = 0; queue < queues.size(); queue++) {
            int credit = 0;
            for (Waiting one : waiting) {
                credit += one.wants(queue) && isFree(queue) ? one.wanted.max() : 0;
            }
            queues.get(queue).credit(credit);
        }
        if (highest != null && waiting.isEmpty()) {
            highest.rest();
        }
    }

    private void timeOut(Waiting one) {
        if (!one.served && over == null && highest != null && highest.isAsking()) {
            after(1, () -> timeOut(one));
        } else if (!one.served && over == null) {
            one.served = true;
            waiting.remove(one);
            askForMore();
            one.taker.take(List.of(), clock.getAsLong());
        }
    }

    private void serve() {
        waiting.removeIf(one -> one.taker.isGone());
        if (highest != null) {
            if (highest.isAsking()) {
                return;
            }
            if (highest.isInVain() && waiting.isEmpty()) {
                askForAnything();
            }
            spare.sort(HighestFirst.ORDER);
        }
        while (!spare.isEmpty()) {
            Waiting next = waiting.stream()
                    .filter(one -> spare.stream().anyMatch(popped -> isFor(popped, one)))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                keepSpare();
                return;
            }
            serve(next);
        }
    }

    private boolean isFor(Popped popped, Waiting one) {
        return one.wants(popped.queue()) && isFree(popped.queue());
    }

    private boolean isFree(int queue) {
        return order.isFree(queue) && !kept.containsKey(queue);
    }

    private void serve(Waiting one) {
        List<Popped> taken = new ArrayList<>();
        spare.removeIf(popped -> taken.size() < one.wanted.max() && isFor(popped, one) && taken.add(popped));
        one.served = true;
        waiting.remove(one);
        handOut(taken, one.wanted, one.taker);
        if (highest == null || highest.isInVain()) {
            askForMore();
        }
    }

    private void handOut(List<Popped> taken, Waiting.Wanted wanted, Waiting.Taker taker) {
        long now = clock.getAsLong();
        for (Popped popped : taken) {
            leases.begin(popped.queue(), popped.delivery().offset(), now, wanted.invisibleMs());
            order.handedOut(popped, wanted.attempt());
        }
        taker.take(taken, now);
    }

    /** What nobody asks for goes back, as if it had not been out. */
    private void keepSpare() {
        if (returning) {
            return;
        }
        returning = true;
        after(SPARE_MS, () -> {
            returning = false;
            if (highest != null && highest.isAsking()) {
                keepSpare();
            } else if (over == null) {
                giveBack(popped -> true);
                watchers.tell();
            }
        });
    }

    private void giveBack(Predicate<Popped> which) {
        spare.removeIf(popped -> {
            boolean goes = which.test(popped);
            if (goes) {
                queues.get(popped.queue()).release(popped.delivery().offset(), Release.UNCOUNTED, 0);
            }
            return goes;
        });
    }

    /** How many wait for messages of the queue, or of any when it is -1. */
    int waiting(int queue) {
        return (int)
                waiting.stream().filter(one -> queue < 0 || one.wants(queue)).count();
    }

    /** @param attempt the name of the request, or null */
    Chance chance(int queue, String attempt) {
        if (order.isFree(queue)) {
            return spare.stream().anyMatch(popped -> popped.queue() == queue) ? Chance.SURE : Chance.OPEN;
        }
        return order.outBy(attempt, queue).isEmpty() ? Chance.NONE : Chance.SURE;
    }

    /** Runs the task once, when there may be something again before that time. What was kept for later comes now. */
    void whenSomethingComesAgain(long until, Runnable told) {
        watchers.add(until, told);
        if (highest != null) {
            highest.giveBack();
            session.flush();
        }
    }

    // What is out.

    private void timeIsOver(Leases.Lease lease) {
        boolean kept = over == null && highest != null && watchers.isEmpty() && highest.keep(lease);
        if (over == null && !kept && order.over(lease, this::comeAgain)) {
            free(lease.queue());
        }
    }

    private void comeAgain(Leases.Lease lease) {
        watchers.tell();
        Release how = lease.counts() ? Release.COUNTED : Release.UNCOUNTED;
        queues.get(lease.queue()).release(lease.offset(), how, 0);
    }

    /** What is on its way without having been wanted is awaited first, and goes back behind what comes again. */
    private void free(int queue) {
        queues.get(queue).whenIdle(new Answer<>() {
            @Override
            public void done(Void nothing) {
                if (over == null) {
                    order.free(queue, PopGroup.this::comeAgain);
                    giveBack(popped -> popped.queue() == queue);
                    askForMore();
                    watchers.tell();
                }
            }

            @Override
            public void failed(BrokerException reason) {
                end(reason);
            }
        });
    }

    /**
     * Takes back what is out of the queue, as if it had not been handed out, and keeps the queue so: nothing of it is handed out
     * until {@link #goOn}.
     */
    void takeBack(int queue, Runnable then) {
        if (over != null || queue >= queues.size()) {
            then.run();
            return;
        }
        kept.merge(queue, 1, Integer::sum);
        queues.get(queue).credit(0);
        // What is on its way without having been wanted any more comes first.
        queues.get(queue).whenIdle(new Answer<>() {
            @Override
            public void done(Void nothing) {
                if (over == null) {
                    takeBack(queue);
                    session.flush();
                }
                then.run();
            }

            @Override
            public void failed(BrokerException reason) {
                end(reason);
                then.run();
            }
        });
    }

    private void takeBack(int queue) {
        Consumer<Leases.Lease> back = lease -> queues.get(queue).release(lease.offset(), Release.UNCOUNTED, 0);
        leases.takeAll(queue).forEach(back);
        order.forget(queue, back);
        if (highest != null) {
            highest.takeAll(queue).forEach(back);
        }
        giveBack(popped -> popped.queue() == queue);
    }

    /** Messages of a queue that was kept are handed out again. */
    void goOn(int queue) {
        kept.computeIfPresent(queue, (same, count) -> count == 1 ? null : count - 1);
        if (over == null) {
            askForMore();
            watchers.tell();
        }
    }

    /** Answers whether the message was still out to who acknowledges it. */
    boolean ack(int queue, long offset, long popTime) {
        Leases.Lease lease = over != null ? null : leases.take(queue, offset, popTime);
        if (lease == null) {
            return false;
        }
        if (order.acknowledged(lease, this::done)) {
            free(queue);
        }
        return true;
    }

    private void done(Leases.Lease lease) {
        queues.get(lease.queue()).ack(lease.offset());
    }

    /**
     * A message that is out is held from now on by a transaction that waits, whose decision is what becomes of it. It has no time
     * any more. When that is refused it is as it was.
     *
     * @param waiting the id of the transaction
     * @param producers the group that decides about it
     * @return whether the message was still out to who acknowledges it; if not, nobody is answered
     */
    boolean hold(Out message, long waiting, String producers, Answer<Void> answer) {
        Leases.Lease lease = over != null ? null : leases.take(message.queue(), message.offset(), message.popTime());
        if (lease == null) {
            return false;
        }
        if (order != PopOrder.ANY) {
            leases.putBack(lease);
            answer.failed(new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "what was popped in order cannot be acknowledged in a transaction, since its queue would wait for the"
                            + " decision"));
            return true;
        }
        Transaction held = session.begin();
        queues.get(message.queue()).ack(message.offset(), held);
        held.join(waiting, producers, new Answer<>() {
            @Override
            public void done(Void nothing) {
                answer.done(null);
            }

            @Override
            public void failed(BrokerException reason) {
                if (over == null) {
                    held.rollback(Joining.NOBODY);
                    leases.putBack(lease);
                }
                answer.failed(reason);
            }
        });
        return true;
    }

    /**
     * The message is out for another time from now on.
     *
     * @param counts whether it counts as a failed attempt when that is over
     * @return the new time at which it counts as handed out, or -1 when it was not out any more
     */
    long extend(int queue, long offset, long popTime, long invisibleMs, boolean counts) {
        long now = clock.getAsLong();
        return over == null && leases.renew(queue, offset, popTime, now, invisibleMs, counts) ? now : -1;
    }
}
