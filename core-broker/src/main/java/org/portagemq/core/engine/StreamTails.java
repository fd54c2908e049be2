// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToLongFunction;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.log.Demand;

/**
 * Tells those who wait at the end of streams: cursors that may run ahead at once, those whose consumers keep offsets when
 * the log is synced past what has arrived. A partition at which nobody waits costs a comparison for each message. Belongs
 * to the core.
 */
final class StreamTails {

    /** So many readers may wait at one partition. */
    private static final int WAITING_LIMIT = 10_000;

    private final TurnLog log;
    private final Progress progress;
    private final CoreCalls core;
    private final Pump pump;
    private final ToLongFunction<Group> durableEnd;
    private final Set<Group> watched = new LinkedHashSet<>();
    private final Map<Group, List<Waiting>> waiting = new HashMap<>();
    private boolean registered;

    /** Who waits for a message at or behind an offset, until a time on the monotonic clock. */
    record Waiting(SessionState session, long from, long untilNanos, Runnable go, Runnable gone) {}

    /** {@code durableEnd} answers up to where nothing can be taken back. */
    StreamTails(TurnLog log, Progress progress, CoreCalls core, Pump pump, ToLongFunction<Group> durableEnd) {
        this.log = log;
        this.progress = progress;
        this.core = core;
        this.pump = pump;
        this.durableEnd = durableEnd;
    }

    /** A message has come to the partition. */
    void arrived(Group partition) {
        List<Group> readers = partition.readers();
        boolean follows = waiting.containsKey(partition);
        for (int i = 0; i < readers.size(); i++) {
            Group cursor = readers.get(i);
            follows |= cursor.followsDurable();
            if (!cursor.followsDurable()) {
                pump.changed(cursor);
            }
        }
        if (follows) {
            watch(partition);
        }
    }

    /** A cursor begins whose consumers keep offsets. */
    void follow(Group cursor) {
        cursor.followDurable();
        cursor.cursor().limitTo(0);
        tell(cursor.source());
        watch(cursor.source());
    }

    /** Waits; the caller is called back, with or without something new. */
    void await(Group partition, Waiting one) {
        List<Waiting> list = waiting.computeIfAbsent(partition, key -> new ArrayList<>());
        if (list.size() >= WAITING_LIMIT) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "more than " + WAITING_LIMIT + " readers wait at partition '" + partition.name() + "'");
        }
        list.add(one);
        watch(partition);
        if (one.from < durableEnd.applyAsLong(partition)) {
            // The log has gone on between the caller's look and the registration.
            list.remove(list.size() - 1);
            forgetIfEmpty(partition, list);
            one.go.run();
        }
    }

    private void watch(Group partition) {
        watched.add(partition);
        register();
    }

    private void register() {
        if (!registered) {
            registered = true;
            Executor home = home();
            progress.awaitSync(() -> lookAt(home));
        }
    }

    /**
     * Where somebody waits, so that what is found there is told without another change of threads; null when nobody does. It is
     * the one who has asked last, as that thread is surely not held up; if it ends meanwhile, the others wait for the next tick.
     */
    private Executor home() {
        for (Group partition : watched) {
            List<Waiting> list = waiting.getOrDefault(partition, List.of());
            if (!list.isEmpty()) {
                return list.get(list.size() - 1).session.executor();
            }
        }
        return null;
    }

    /** On the log's thread. */
    private void lookAt(Executor home) {
        try {
            if (home != null) {
                home.execute(() -> core.callHere(this::look));
                return;
            }
        } catch (RejectedExecutionException ended) {
            // Nobody waits there any more.
        }
        core.call(this::look);
    }

    /** After a step of the log. */
    private void look() {
        registered = false;
        for (Group partition : List.copyOf(watched)) {
            if (partition.isDeleted() || tell(partition)) {
                watched.remove(partition);
            }
        }
        if (!watched.isEmpty()) {
            register();
        }
    }

    /** Answers whether everything that is there has been told. */
    private boolean tell(Group partition) {
        long end = durableEnd.applyAsLong(partition);
        for (Group cursor : partition.readers()) {
            if (cursor.followsDurable()) {
                cursor.cursor().limitTo(end);
                pump.changed(cursor);
            }
        }
        List<Waiting> list = waiting.getOrDefault(partition, List.of());
        List<Waiting> served = list.stream().filter(one -> one.from < end).toList();
        if (!served.isEmpty()) {
            list.removeAll(served);
            forgetIfEmpty(partition, list);
            served.forEach(one -> one.go.run());
        }
        return end == partition.backlog().end();
    }

    private void forgetIfEmpty(Group partition, List<Waiting> list) {
        if (list.isEmpty()) {
            waiting.remove(partition);
        }
    }

    /** On each tick: who has waited long enough is answered, and the log goes on for those who wait for it. */
    void tick(long nowNanos) {
        for (Group partition : List.copyOf(waiting.keySet())) {
            List<Waiting> list = waiting.get(partition);
            List<Waiting> over = list.stream()
                    .filter(one -> partition.isDeleted() || !one.session.isOpen() || one.untilNanos - nowNanos <= 0)
                    .toList();
            list.removeAll(over);
            forgetIfEmpty(partition, list);
            for (Waiting one : over) {
                if (one.session.isOpen()) {
                    (partition.isDeleted() ? one.gone : one.go).run();
                }
            }
        }
        if (!watched.isEmpty()) {
            log.want(Demand.SYNC);
            look();
        }
    }
}
