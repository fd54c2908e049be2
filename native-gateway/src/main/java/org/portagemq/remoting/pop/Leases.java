// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Which messages of a group are out until when. One timer looks for those whose time is over, however many there are. Belongs to
 * the group's loop.
 */
final class Leases {

    private static final long NEVER = Long.MAX_VALUE;

    private final Timer timer;
    private final LongSupplier clock;
    private final Consumer<Lease> expired;
    private final Map<Key, Lease> out = new HashMap<>();
    private final TreeSet<Lease> byTime = new TreeSet<>(Comparator.<Lease>comparingLong(one -> one.until)
            .thenComparingInt(one -> one.key.queue)
            .thenComparingLong(one -> one.key.offset));
    private long armedFor = NEVER;

    private record Key(int queue, long offset) {}

    /** A message that is out. */
    static final class Lease {
        private final Key key;
        private long popTime;
        private long until;
        private boolean counts = true;

        private Lease(Key key) {
            this.key = key;
        }

        int queue() {
            return key.queue;
        }

        long offset() {
            return key.offset;
        }

        /** Whether it is a failed attempt when its time is over. */
        boolean counts() {
            return counts;
        }
    }

    /** Runs a task on the group's loop after so many ms. */
    interface Timer {
        void after(long delayMs, Runnable task);
    }

    /** @param expired told of each whose time is over, which is not out any more then */
    Leases(Timer timer, LongSupplier clock, Consumer<Lease> expired) {
        this.timer = timer;
        this.clock = clock;
        this.expired = expired;
    }

    /** One that is out already is out anew. */
    void begin(int queue, long offset, long now, long forMs) {
        Lease lease = new Lease(new Key(queue, offset));
        Lease before = out.get(lease.key);
        if (before != null) {
            byTime.remove(before);
        }
        lease.popTime = now;
        lease.until = now + forMs;
        out.put(lease.key, lease);
        byTime.add(lease);
        arm();
    }

    /** Its time does not go on, unless it is put back; null when it was not out any more since that time. */
    Lease take(int queue, long offset, long popTime) {
        Lease lease = find(queue, offset, popTime);
        if (lease != null) {
            out.remove(lease.key);
            byTime.remove(lease);
        }
        return lease;
    }

    /** The time of none of the queue goes on; those that were out. */
    List<Lease> takeAll(int queue) {
        List<Lease> all =
                out.values().stream().filter(lease -> lease.key.queue == queue).toList();
        all.forEach(lease -> {
            out.remove(lease.key);
            byTime.remove(lease);
        });
        return all;
    }

    /** One that was taken is out again until the time that it had. */
    void putBack(Lease lease) {
        out.put(lease.key, lease);
        byTime.add(lease);
        arm();
    }

    /** Its time begins now; answers whether it was still out since that time. */
    boolean renew(int queue, long offset, long popTime, long now, long forMs, boolean counts) {
        Lease lease = find(queue, offset, popTime);
        if (lease == null) {
            return false;
        }
        byTime.remove(lease);
        lease.popTime = now;
        lease.until = now + forMs;
        lease.counts = counts;
        byTime.add(lease);
        arm();
        return true;
    }

    private Lease find(int queue, long offset, long popTime) {
        Lease lease = out.get(new Key(queue, offset));
        return lease != null && lease.popTime == popTime ? lease : null;
    }

    private void arm() {
        if (!byTime.isEmpty() && byTime.first().until < armedFor) {
            long at = byTime.first().until;
            armedFor = at;
            timer.after(Math.max(1, at - clock.getAsLong()), () -> look(at));
        }
    }

    private void look(long at) {
        if (at != armedFor) {
            return;
        }
        armedFor = NEVER;
        long now = clock.getAsLong();
        while (!byTime.isEmpty() && byTime.first().until <= now) {
            Lease lease = byTime.pollFirst();
            out.remove(lease.key);
            expired.accept(lease);
        }
        arm();
    }
}
