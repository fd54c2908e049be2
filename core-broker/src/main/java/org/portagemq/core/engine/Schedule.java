// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.log.Demand;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.record.DueRecord;
import org.portagemq.core.record.RecordType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what waited for its time: routes it, and makes it visible by one record for all that is due together. The
 * platform wakes it when the next message is due. Belongs to the core.
 */
final class Schedule {

    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final int MESSAGES_PER_TURN = 256;

    private final TurnClock time;
    private final TurnLog log;
    private final SteadyClock clock;
    private final Timetable timetable;
    private final Targets targets;
    private final PendingReads reads;
    private final Publishing publishing;
    private final Overflows overflows;
    private final Pump pump;
    private final CoreCalls core;
    private final Totals totals;
    private final Wake wake;
    private final ArrayDeque<Waiting> hastened = new ArrayDeque<>();
    private final List<Runnable> whenHastened = new ArrayList<>();
    private List<Ready> ready = List.of();
    private long loggedOffset;
    private boolean reading;

    /**
     * A message whose time has come, read.
     *
     * @param taken whether it was taken from the timetable; if not it is there until it is written
     */
    private record Ready(Waiting waiting, PendingReads.Found found, boolean taken) {}

    /** The same with the groups that it reaches. */
    private record Routed(Ready ready, RouteSet route, List<Group> full, int number, long expiry) {
        boolean isKept() {
            return number != DueRecord.NOWHERE;
        }
    }

    Schedule(
            Platform platform,
            TurnClock time,
            TurnLog log,
            SteadyClock clock,
            Timetable timetable,
            Targets targets,
            PendingReads reads,
            Publishing publishing,
            Overflows overflows,
            Pump pump,
            CoreCalls core,
            Totals totals) {
        this.time = time;
        this.log = log;
        this.clock = clock;
        this.timetable = timetable;
        this.targets = targets;
        this.reads = reads;
        this.publishing = publishing;
        this.overflows = overflows;
        this.pump = pump;
        this.core = core;
        this.totals = totals;
        this.wake = new Wake(platform, core, clock, this::look);
        this.loggedOffset = clock.offset();
    }

    /** A stored message waits for its time. */
    void add(Waiting waiting) {
        timetable.add(waiting, clock.now());
        totals.delayed++;
        wake.at(timetable.nextDue());
    }

    /** On each tick, when the time of a message comes, and when something was brought into memory. */
    void look() {
        keepClock();
        timetable.advance(clock.now());
        dispatch();
    }

    /** How far this clock is from the time of day must be known after a restart, while anything goes by it. */
    void keepClock() {
        long offset = clock.offset();
        if (offset == loggedOffset || log.hasFailed() || log.room(Long.BYTES, WriteClass.RELEASE) != Room.YES) {
            return;
        }
        long known = offset;
        log.append(RecordType.CLOCK, Long.BYTES, target -> target.putLong(known));
        log.want(Demand.SYNC);
        loggedOffset = offset;
        if (offset != 0) {
            LOG.warn(
                    "the time of day has jumped: what waits goes by a clock that it is {} ms ahead of, until nothing waits",
                    offset);
        }
    }

    private void dispatch() {
        if (reading || log.hasFailed()) {
            return;
        }
        if (!ready.isEmpty()) {
            if (write()) {
                next();
            }
            return;
        }
        boolean taken = hastened.isEmpty();
        List<Waiting> due = taken ? timetable.takeDue(clock.now(), atOnce()) : takeHastened(atOnce());
        if (due.isEmpty()) {
            wake.at(timetable.nextDue());
        } else {
            reading = true;
            reads.read(due, found -> read(due, found, taken));
        }
    }

    private List<Waiting> takeHastened(int max) {
        List<Waiting> some = new ArrayList<>();
        while (!hastened.isEmpty() && some.size() < max) {
            some.add(hastened.poll());
        }
        return some;
    }

    private void next() {
        ready = List.of();
        if (hastened.isEmpty() && !whenHastened.isEmpty()) {
            List<Runnable> waiting = List.copyOf(whenHastened);
            whenHastened.clear();
            waiting.forEach(Runnable::run);
        }
        core.call(this::look);
    }

    /** As many as one record takes. */
    private int atOnce() {
        int fit = (log.log().bodyBytesMax() - DueRecord.FIXED_BYTES) / DueRecord.ITEM_BYTES;
        return Math.max(1, Math.min(MESSAGES_PER_TURN, fit));
    }

    private void read(List<Waiting> due, List<PendingReads.Found> found, boolean taken) {
        reading = false;
        ready = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            if (found.get(i).message() != null) {
                ready.add(new Ready(due.get(i), found.get(i), taken));
            } else {
                // It stays where it is, and is tried again after a restart.
                totals.damaged++;
                LOG.error(
                        "a message whose time has come cannot be read and is withheld: {}",
                        found.get(i).failure().getMessage());
            }
        }
        if (write()) {
            next();
        }
    }

    /** Makes visible what was read; false when there is no room for that now. */
    private boolean write() {
        // What was taken away, or has become due, while it was read.
        ready.removeIf(one -> !one.taken && !isWaiting(one.waiting));
        if (ready.isEmpty()) {
            return true;
        }
        long now = time.wallMs();
        List<Routed> routed = new ArrayList<>(ready.size());
        for (Ready one : ready) {
            Routed next = route(one, now);
            if (next == null) {
                return false;
            }
            routed.add(next);
        }
        int length = DueRecord.length(routed.size());
        if (log.room(length, WriteClass.MAINTENANCE) != Room.YES) {
            return false;
        }
        log.append(RecordType.DUE, length, target -> {
            DueRecord.putHead(target, now, routed.size());
            routed.forEach(one -> DueRecord.putItem(target, item(one)));
        });
        routed.forEach(one -> arrive(one, now));
        return true;
    }

    /** Null when the log has no room for what it must know of the route. */
    private Routed route(Ready one, long now) {
        Waiting waiting = one.waiting;
        StoredMessage stored = one.found.message();
        Message message = stored.message();
        boolean comesBack = one.found.rest() != null;
        RouteSet found = targets.route(waiting.target(), message);
        List<Group> full = comesBack ? List.of() : full(found, waiting.size());
        RouteSet route = Publishing.withoutRefusing(found, full);
        long expiry = comesBack ? one.found.rest().expiry() : Publishing.expiry(message, now);
        if (!message.durable() || !route.isDurable()) {
            return new Routed(one, route, full, DueRecord.NOWHERE, expiry);
        }
        int number = publishing.explain(route);
        return number == RouteSets.NO_ROOM ? null : new Routed(one, route, full, number, expiry);
    }

    private List<Group> full(RouteSet route, int size) {
        List<Group> full = new ArrayList<>(0);
        for (Group group : route.groups()) {
            if (group.rules().overflow() != GroupRules.Overflow.DROP_HEAD && isFull(group, size)) {
                full.add(group);
            }
        }
        return full;
    }

    private boolean isFull(Group group, int size) {
        if (!Overflows.isFull(group, size)) {
            return false;
        }
        pump.runFor(group);
        return Overflows.isFull(group, size);
    }

    private static DueRecord.Item item(Routed one) {
        Waiting waiting = one.ready.waiting;
        return new DueRecord.Item(
                waiting.due(),
                waiting.position(),
                waiting.overlay(),
                one.expiry,
                waiting.size(),
                one.number,
                waiting.target(),
                waiting.traits(),
                attempts(one.ready));
    }

    private static int attempts(Ready one) {
        return one.found.rest() == null ? DueRecord.NEVER_OUT : one.found.rest().attempts();
    }

    private void arrive(Routed one, long now) {
        Waiting waiting = one.ready.waiting;
        if (one.ready.taken) {
            timetable.left(waiting);
        } else {
            timetable.remove(waiting.id(), waiting.target(), waiting.size());
        }
        if (one.route.isEmpty()) {
            totals.unrouted += one.full.isEmpty() ? 1 : 0;
            totals.overflowed += one.full.isEmpty() ? 0 : 1;
            return;
        }
        publishing.arrive(
                one.route,
                waiting.position(),
                now,
                one.expiry,
                waiting.size(),
                waiting.traits(),
                one.isKept(),
                waiting.overlay());
        int attempts = attempts(one.ready);
        if (attempts != DueRecord.NEVER_OUT) {
            for (Group group : one.route.groups()) {
                group.backlog().restoreAttempts(group.backlog().end() - 1, attempts);
            }
        }
        if (!one.full.isEmpty()) {
            totals.overflowed++;
            overflows.sendOn(one.full);
        }
        totals.due++;
    }

    // --- before their time

    /** Whether a message that was found in the timetable is still there, and not about to become visible. */
    boolean isWaiting(Waiting one) {
        return one.due() > clock.now() && !timetable.isRemoved(one.id());
    }

    /** The message becomes visible now. */
    void hasten(Waiting one) {
        hastened.add(one);
        core.call(this::look);
    }

    /** Called when all those are visible. */
    void whenHastened(Runnable call) {
        whenHastened.add(call);
    }

    /** Takes messages away that wait; the caller has seen that there is room in the log. */
    void cancel(List<Waiting> all) {
        for (Waiting one : all) {
            DueRecord.Item item = new DueRecord.Item(
                    one.due(),
                    one.position(),
                    one.overlay(),
                    0,
                    one.size(),
                    DueRecord.NOWHERE,
                    one.target(),
                    one.traits(),
                    DueRecord.NEVER_OUT);
            long now = time.wallMs();
            log.append(RecordType.DUE, DueRecord.length(1), target -> {
                DueRecord.putHead(target, now, 1);
                DueRecord.putItem(target, item);
            });
            timetable.remove(one.id(), one.target(), one.size());
            totals.recalled++;
        }
    }
}
