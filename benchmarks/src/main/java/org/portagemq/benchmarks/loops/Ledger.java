// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What clients attempted, what they were promised, and what they got, over all lives of a server. Thread-safe.
 *
 * <p>A message is a publisher and a number that grows by one; it goes to one queue or to several. A life of the server
 * is the time between two crashes.
 *
 * <ul>
 *   <li>Lost: promised (by a confirm or an answered commit), or proved to be stored (delivered in a later life than its
 *       own), and not delivered and acknowledged from each of its queues. All messages of a transaction share one fate.
 *   <li>Invented: delivered without having been attempted, with other content, from a queue to which it was not sent,
 *       or although its transaction was rolled back.
 *   <li>Out of order: the first delivery of a message after that of a later one of the same publisher, on a queue with
 *       one consumer.
 *   <li>Repeated: delivered again in the life in which it was acknowledged, or after its acknowledgement was committed,
 *       or while a prepared transaction holds it, or in the queue that it has left as a dead letter in the same life. A
 *       message that was acknowledged without an answer may come again after a crash: those are counted only.
 *   <li>Early: delivered before it was to come, or dead before its lifetime was over.
 * </ul>
 */
final class Ledger {

    private static final int EXAMPLES = 20;

    /** How far two looks at the clock of one machine may be apart. */
    private static final int CLOCK_MILLIS = 20;

    private final List<Published> publishers = new ArrayList<>();
    private final Shape shape;
    private final LongSupplier wallMs;
    private final Map<String, List<String>> findings = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong deliveries = new AtomicLong();
    private volatile int life;

    /**
     * The queues.
     *
     * @param ordered a bit for each that only one client consumes from, in order
     * @param mortal the one whose messages may die; then they are taken from {@code dead} in its place. Both -1 for none
     */
    record Shape(int queues, int ordered, int mortal, int dead) {}

    /** Messages that share one fate. */
    private record Unit(long first, long last) {}

    /** What one publisher did, and what became of it; guarded by itself. */
    private final class Published {
        private final BitSet promised = new BitSet();
        private final BitSet withdrawn = new BitSet();
        private final BitSet proved = new BitSet();
        private final Lifetimes lifetimes = new Lifetimes();
        private final List<Got> got = new ArrayList<>();
        private final List<Unit> units = new ArrayList<>();
        private final TreeMap<Long, Integer> lives = new TreeMap<>();
        private byte[] targets = new byte[1024];
        private int next;

        private Published() {
            for (int queue = 0; queue < shape.queues; queue++) {
                got.add(new Got());
            }
        }
    }

    /** What came of one publisher from one queue. */
    private static final class Got {
        private final BitSet delivered = new BitSet();
        private final BitSet answered = new BitSet();
        private final BitSet ackedInLife = new BitSet();
        private final BitSet settled = new BitSet();
        private final BitSet held = new BitSet();
        private final BitSet takenInLife = new BitSet();
        private int takenLife;
        private int ackedLife;
        private long newest = -1;
    }

    /** How a delivery looked to the client. */
    record Delivered(int queue, Body.Id id, boolean redelivered) {}

    /** For so many publishers. */
    Ledger(int publishers, Shape shape, LongSupplier wallMs) {
        if (shape.queues > Byte.SIZE - 1) {
            throw new IllegalArgumentException("at most " + (Byte.SIZE - 1) + " queues, not " + shape.queues);
        }
        this.shape = shape;
        this.wallMs = wallMs;
        for (int publisher = 0; publisher < publishers; publisher++) {
            this.publishers.add(new Published());
        }
    }

    /** A new life of the server begins. */
    void beginLife(int number) {
        life = number;
        open.set(0);
    }

    /** Messages, counted for each queue, that were sent in this life beyond what was delivered in it. */
    long open() {
        return open.get();
    }

    long deliveries() {
        return deliveries.get();
    }

    /** Before a message is sent; answers its number. The set has a bit for each queue to which it goes. */
    long attempt(int publisher, int targets) {
        Published entry = publishers.get(publisher);
        open.addAndGet(Integer.bitCount(targets));
        synchronized (entry) {
            if (entry.next == entry.targets.length) {
                entry.targets = Arrays.copyOf(entry.targets, entry.next * 2);
            }
            entry.targets[entry.next] = (byte) targets;
            entry.lives.computeIfAbsent((long) entry.next, first -> life);
            trimLives(entry);
            count("attempted", 1);
            return entry.next++;
        }
    }

    /** Keeps the first number of each life only. */
    private static void trimLives(Published entry) {
        Map.Entry<Long, Integer> newest = entry.lives.lastEntry();
        Map.Entry<Long, Integer> before = entry.lives.lowerEntry(newest.getKey());
        if (before != null && before.getValue().equals(newest.getValue())) {
            entry.lives.remove(newest.getKey());
        }
    }

    /** Before it is sent: its lifetime ends then, epoch ms. */
    void mortal(int publisher, long number, long endsAt) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            entry.lifetimes.diesFrom((int) number, endsAt);
        }
        count("sent with a lifetime", 1);
    }

    /** Before it is sent: it comes then, epoch ms. */
    void notBefore(int publisher, long number, long time) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            entry.lifetimes.notBefore((int) number, time);
        }
        count("sent with a delay", 1);
    }

    /** Before it is sent: at the end of the loop it has not come yet. */
    void never(int publisher, long number) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            entry.lifetimes.never((int) number);
            open.decrementAndGet();
        }
    }

    /** The numbers, both ends included, were confirmed. */
    void promised(int publisher, long first, long last) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            entry.promised.set((int) first, (int) last + 1);
        }
        count("confirmed", last - first + 1);
    }

    /** The server answered that it did not take the message; whether it is stored is open. */
    void refused(int publisher, long number) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            if (entry.promised.get((int) number)) {
                finding("trouble", "publisher " + publisher + " number " + number + " was confirmed and refused");
            }
        }
        count("refused", 1);
    }

    /** A transaction of these numbers is about to be committed. */
    void committing(int publisher, long first, long last) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            entry.units.add(new Unit(first, last));
        }
        count("commits asked", 1);
    }

    /** Until somebody decides about their transaction none of these may be seen. */
    void withheld(int publisher, long first, long last) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            entry.withdrawn.set((int) first, (int) last + 1);
        }
        count("sent in prepared transactions", last - first + 1);
    }

    /** The transaction of withheld messages is about to be committed. */
    void releasing(int publisher, long first, long last) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            entry.withdrawn.clear((int) first, (int) last + 1);
        }
        committing(publisher, first, last);
    }

    /** A transaction of these numbers will not be committed; from here on none may be seen. */
    void withdrawn(int publisher, long first, long last) {
        Published entry = publishers.get(publisher);
        synchronized (entry) {
            for (int number = (int) first; number <= last; number++) {
                open.addAndGet(-Integer.bitCount(entry.targets[number]));
            }
            entry.withdrawn.set((int) first, (int) last + 1);
        }
        count("rolled back", last - first + 1);
    }

    /** A body arrived that nobody sent. */
    void alien(int queue, byte[] body) {
        finding("invented", "queue " + queue + ": a body of " + body.length + " bytes that this run did not make");
    }

    /** A message arrived in a life of the server. */
    void delivered(Delivered delivery, int inLife) {
        deliveries.incrementAndGet();
        Body.Id id = delivery.id();
        String what = describe(delivery, inLife);
        if (id.publisher() < 0 || id.publisher() >= publishers.size()) {
            finding("invented", what);
            return;
        }
        Published entry = publishers.get(id.publisher());
        synchronized (entry) {
            int number = (int) id.number();
            boolean isDead = mayBeDead(entry, delivery.queue(), number);
            if (id.number() >= entry.next || ((entry.targets[number] & 1 << delivery.queue()) == 0 && !isDead)) {
                finding("invented", what + " was not sent there");
                return;
            }
            checkTime(entry, number, isDead, what);
            if (entry.withdrawn.get(number)) {
                finding("invented", what + " is of a transaction that was not committed");
            }
            if (entry.lives.floorEntry(id.number()).getValue() < inLife) {
                entry.proved.set(number);
            }
            if (delivery.queue() == shape.mortal) {
                checkStillAlive(entry, number, inLife, what);
            } else if (isDead) {
                buried(entry, number, inLife, what);
            }
            took(entry.got.get(delivery.queue()), delivery, number, inLife, what);
        }
    }

    private boolean mayBeDead(Published entry, int queue, int number) {
        return queue == shape.dead
                && number < entry.next
                && (entry.targets[number] & 1 << shape.mortal) != 0
                && entry.lifetimes.mayDie(number);
    }

    private void checkTime(Published entry, int number, boolean isDead, String what) {
        long early = entry.lifetimes.earliest(number, isDead) - wallMs.getAsLong();
        if (early > CLOCK_MILLIS) {
            finding("early", what + " by " + early + " ms");
        }
    }

    /** A dead letter does not come from the queue that it has left, in the life in which that was seen. */
    private void checkStillAlive(Published entry, int number, int inLife, String what) {
        Got dead = entry.got.get(shape.dead);
        if (dead.takenLife == inLife && dead.takenInLife.get(number)) {
            finding("repeated", what + " after it came as a dead letter");
        }
    }

    private void buried(Published entry, int number, int inLife, String what) {
        Got alive = entry.got.get(shape.mortal);
        if (alive.ackedLife == inLife && alive.ackedInLife.get(number)) {
            finding("repeated", what + " as a dead letter although it was acknowledged in the same life");
        }
        if (alive.delivered.get(number)) {
            // Taken once already; the dead letter is the same message.
            open.incrementAndGet();
        }
        Got dead = entry.got.get(shape.dead);
        if (dead.takenLife != inLife) {
            dead.takenInLife.clear();
            dead.takenLife = inLife;
        }
        dead.takenInLife.set(number);
        count("dead letters", 1);
    }

    private void took(Got got, Delivered delivery, int number, int inLife, String what) {
        if (got.held.get(number)) {
            finding("repeated", what + " although a prepared transaction holds it");
        }
        if (got.settled.get(number)) {
            finding("repeated", what + " although its acknowledgement was committed");
        } else if (got.ackedLife == inLife && got.ackedInLife.get(number)) {
            finding("repeated", what + " although it was acknowledged in the same life");
        }
        if (got.delivered.get(number)) {
            count("delivered again", 1);
            if (!delivery.redelivered()) {
                count("delivered again, not marked as redelivered", 1);
            }
            return;
        }
        got.delivered.set(number);
        open.decrementAndGet();
        count("delivered", 1);
        if (number < got.newest && (shape.ordered & 1 << delivery.queue()) != 0) {
            finding("out of order", what + " after number " + got.newest);
        }
        got.newest = Math.max(got.newest, number);
    }

    /** The client is about to acknowledge it: from here on it need not come again. */
    void acking(Delivered delivery) {
        Published entry = publishers.get(delivery.id().publisher());
        synchronized (entry) {
            entry.got.get(delivery.queue()).answered.set((int) delivery.id().number());
        }
    }

    /** The client sent an acknowledgement that nobody answers. */
    void acked(Delivered delivery, int inLife) {
        Published entry = publishers.get(delivery.id().publisher());
        synchronized (entry) {
            Got got = entry.got.get(delivery.queue());
            if (got.ackedLife != inLife) {
                got.ackedInLife.clear();
                got.ackedLife = inLife;
            }
            got.ackedInLife.set((int) delivery.id().number());
        }
        count("acked", 1);
    }

    /** The commit of the acknowledgement was answered. */
    void settled(Delivered delivery) {
        Published entry = publishers.get(delivery.id().publisher());
        synchronized (entry) {
            entry.got.get(delivery.queue()).settled.set((int) delivery.id().number());
        }
        count("acked by commit", 1);
    }

    /** The client is about to reject it: from here on it may come as a dead letter. */
    void rejecting(Delivered delivery) {
        Published entry = publishers.get(delivery.id().publisher());
        synchronized (entry) {
            entry.lifetimes.rejected((int) delivery.id().number());
        }
        count("rejected", 1);
    }

    /** Whether a prepared transaction holds the message, so that nobody may get it. */
    void held(Delivered delivery, boolean now) {
        Published entry = publishers.get(delivery.id().publisher());
        synchronized (entry) {
            entry.got.get(delivery.queue()).held.set((int) delivery.id().number(), now);
        }
        count("held by prepared transactions", now ? 1 : 0);
    }

    /** These wait for their time, after all queues were emptied: those that never come, and no others. */
    void stillLater(Collection<Body.Id> waiting) {
        Set<Body.Id> found = new HashSet<>(waiting);
        if (found.size() < waiting.size()) {
            finding("repeated", (waiting.size() - found.size()) + " messages wait more than once for their time");
        }
        for (int publisher = 0; publisher < publishers.size(); publisher++) {
            Published entry = publishers.get(publisher);
            synchronized (entry) {
                BitSet never = entry.lifetimes.never();
                for (int number = never.nextSetBit(0); number >= 0; number = never.nextSetBit(number + 1)) {
                    boolean there = found.remove(new Body.Id(publisher, number));
                    if (!there && entry.promised.get(number)) {
                        finding("lost", "publisher " + publisher + " number " + number + " does not wait for its time");
                    }
                    count("still wait for their time", there ? 1 : 0);
                }
            }
        }
        found.forEach(id -> finding("lost", id + " still waits though its time has come"));
    }

    /** Something happened that is no crash and should not. */
    void trouble(String what) {
        finding("trouble", what);
    }

    /** Looks, after all queues were emptied, for what is missing. */
    void close() {
        for (int publisher = 0; publisher < publishers.size(); publisher++) {
            Published entry = publishers.get(publisher);
            synchronized (entry) {
                shareFates(entry);
                findLost(publisher, entry);
            }
        }
    }

    private static void shareFates(Published entry) {
        for (Unit unit : entry.units) {
            int first = (int) unit.first();
            int end = (int) unit.last() + 1;
            if (!entry.proved.get(first, end).isEmpty()) {
                entry.proved.set(first, end);
            }
        }
    }

    private void findLost(int publisher, Published entry) {
        for (int number = 0; number < entry.next; number++) {
            boolean promised = entry.promised.get(number);
            if ((!promised && !entry.proved.get(number)) || entry.lifetimes.isNever(number)) {
                continue;
            }
            for (int queue = 0; queue < shape.queues; queue++) {
                boolean sent = (entry.targets[number] & 1 << queue) != 0;
                if (sent && !wasTaken(entry, queue, number)) {
                    finding(
                            "lost",
                            "publisher " + publisher + " number " + number + " to queue " + queue + ", sent in life "
                                    + entry.lives.floorEntry((long) number).getValue()
                                    + (promised ? ", confirmed" : ", proved by a part of its transaction or queues"));
                }
            }
        }
    }

    private boolean wasTaken(Published entry, int queue, int number) {
        return entry.got.get(queue).answered.get(number)
                || (queue == shape.mortal && entry.got.get(shape.dead).answered.get(number));
    }

    private static String describe(Delivered delivery, int inLife) {
        return "queue " + delivery.queue() + " in life " + inLife + ": publisher "
                + delivery.id().publisher() + " number " + delivery.id().number();
    }

    private synchronized void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    private synchronized void finding(String kind, String what) {
        counts.merge("! " + kind, 1L, Long::sum);
        List<String> examples = findings.computeIfAbsent(kind, first -> new ArrayList<>());
        if (examples.size() < EXAMPLES) {
            examples.add(what);
        }
    }

    /** How often each thing happened; findings begin with an exclamation mark. */
    synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    synchronized long findings(String kind) {
        return counts.getOrDefault("! " + kind, 0L);
    }

    /** The first of the findings, by kind; empty when all is as it should be. */
    synchronized List<String> examples() {
        List<String> all = new ArrayList<>();
        findings.forEach((kind, lines) -> lines.forEach(line -> all.add(kind + ": " + line)));
        return all;
    }

    synchronized boolean isClean() {
        return findings.isEmpty();
    }
}
