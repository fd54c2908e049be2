// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.CheckListener;
import org.portagemq.core.platform.Undecided;
import org.portagemq.core.record.PrepareRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks publisher groups what became of the transactions that were left to them: one of those who have offered to answer,
 * in turn. After so many questions, whether or not somebody was there to hear them, a transaction is rolled back, or parked
 * where that is set: then it stays in the list until an operator decides. Belongs to the core.
 */
final class CheckBacks {

    private static final Logger LOG = LoggerFactory.getLogger(CheckBacks.class);

    private final SteadyClock clock;
    private final PreparedTable table;
    private final Catalog catalog;
    private final Targets targets;
    private final PendingReads reads;
    private final Events events;
    private final Totals totals;
    private final Rules rules;
    private final DueHeap due = new DueHeap();
    private final Map<Who, ArrayDeque<Hears>> listeners = new HashMap<>();

    private Predicate<Prepared> rollback;

    /** When a group is asked, how often, what happens then, and when a transaction is overdue; ms. */
    record Rules(long afterMs, long intervalMs, int checks, Undecided undecided, long timeoutMs) {}

    private record Who(int namespace, String group) {}

    private record Hears(SessionState session, CheckListener listener) {}

    CheckBacks(
            SteadyClock clock,
            PreparedTable table,
            Catalog catalog,
            Targets targets,
            PendingReads reads,
            Events events,
            Totals totals,
            Rules rules) {
        this.clock = clock;
        this.table = table;
        this.catalog = catalog;
        this.targets = targets;
        this.reads = reads;
        this.events = events;
        this.totals = totals;
        this.rules = rules;
    }

    /** Later than it is made: what rolls a transaction back, and answers false when it cannot now. */
    void connect(Predicate<Prepared> newRollback) {
        rollback = newRollback;
    }

    /** At the start: the groups are asked anew, as nobody knows what they were asked a moment ago. */
    void start() {
        table.all().forEach(this::expect);
    }

    /** The transaction is new: its group may be asked. */
    void expect(Prepared one) {
        long after = !one.isHalf() ? rules.timeoutMs : one.checkAfterMs() > 0 ? one.checkAfterMs() : rules.afterMs;
        again(one, after);
    }

    private void again(Prepared one, long afterMs) {
        due.add(clock.now() + afterMs, one.id(), 0, 0, 0);
    }

    void listen(SessionState session, String group, CheckListener listener) {
        Who who = new Who(session.namespace().id(), group);
        ArrayDeque<Hears> all = listeners.computeIfAbsent(who, key -> new ArrayDeque<>());
        all.removeIf(one -> one.session == session);
        if (listener != null) {
            all.add(new Hears(session, listener));
        }
        if (all.isEmpty()) {
            listeners.remove(who);
        }
    }

    /** The session has ended: it is asked no more. */
    void forget(SessionState session) {
        listeners.values().forEach(all -> all.removeIf(one -> one.session == session));
        listeners.values().removeIf(ArrayDeque::isEmpty);
    }

    /** On each tick. */
    void look() {
        long now = clock.now();
        List<Prepared> asked = new ArrayList<>();
        while (due.earliest() <= now) {
            due.poll((time, id, a, b, c) -> {
                Prepared one = table.get(id);
                if (one != null && !one.isParked()) {
                    asked.add(one);
                }
            });
        }
        asked.forEach(this::lookAt);
    }

    private void lookAt(Prepared one) {
        if (!one.isHalf()) {
            if (one.warn()) {
                LOG.warn(
                        "transaction {} in namespace '{}' waits for its coordinator for {} ms:"
                                + " list the prepared transactions and decide about it if that has gone",
                        one.id(),
                        namespace(one),
                        rules.timeoutMs);
            }
            return;
        }
        if (one.checks() >= rules.checks) {
            giveUp(one);
            return;
        }
        one.checked();
        ask(one);
        again(one, rules.intervalMs);
    }

    private void giveUp(Prepared one) {
        if (rules.undecided == Undecided.PARK) {
            park(one);
        } else if (rollback.test(one)) {
            abandoned(one);
        } else {
            again(one, rules.intervalMs);
        }
    }

    private void abandoned(Prepared one) {
        totals.abandonedTransactions++;
        List<BrokerEvent.Dropped> dropped = dropped(one);
        LOG.warn(
                "transaction {} of publisher group '{}' in namespace '{}' is rolled back: the group was asked {} times and"
                        + " did not decide. {} message(s) are dropped: {}; {} that it held are ready again",
                one.id(),
                group(one),
                namespace(one),
                one.checks(),
                one.sent().size(),
                dropped,
                one.held().size());
        events.emit(new BrokerEvent.TransactionAbandoned(namespace(one), one.describe(Long.MIN_VALUE), dropped));
    }

    private List<BrokerEvent.Dropped> dropped(Prepared one) {
        Map<Integer, long[]> byTarget = new LinkedHashMap<>();
        for (PrepareRecord.Sent message : one.sent()) {
            long[] sums = byTarget.computeIfAbsent(message.target(), id -> new long[2]);
            sums[0]++;
            sums[1] += message.size();
        }
        List<BrokerEvent.Dropped> dropped = new ArrayList<>();
        byTarget.forEach((id, sums) -> {
            Targets.Target target = targets.find(id);
            dropped.add(new BrokerEvent.Dropped(target == null ? "" : target.name(), sums[0], sums[1]));
        });
        return dropped;
    }

    private void park(Prepared one) {
        one.park();
        totals.parkedTransactions++;
        LOG.warn(
                "transaction {} of publisher group '{}' in namespace '{}' is parked: the group was asked {} times and"
                        + " did not decide",
                one.id(),
                group(one),
                namespace(one),
                rules.checks);
    }

    private String namespace(Prepared one) {
        return catalog.namespace(one.namespace()).name();
    }

    private static String group(Prepared one) {
        return one.name().toUtf8();
    }

    private void ask(Prepared one) {
        ArrayDeque<Hears> all = listeners.get(new Who(one.namespace(), group(one)));
        if (all == null || one.sent().isEmpty()) {
            return;
        }
        Hears next = all.poll();
        all.add(next);
        PrepareRecord.Sent first = one.sent().get(0);
        Waiting wanted = new Waiting(0, first.position(), 0, first.target(), first.size(), first.traits());
        reads.read(List.of(wanted), found -> {
            boolean still = table.get(one.id()) == one && next.session.isOpen();
            if (still && found.get(0).message() != null) {
                next.session
                        .mail()
                        .call(() -> next.listener.check(one.id(), found.get(0).message()));
            }
        });
    }
}
