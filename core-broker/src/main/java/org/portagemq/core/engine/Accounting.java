// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceInfo;
import org.portagemq.core.api.Rates;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;

/**
 * What groups and namespaces hold, and how fast messages come and go. All of it is put together when somebody looks: a
 * group that nothing happens to costs nothing. Belongs to the core.
 */
final class Accounting {

    private final TurnClock clock;
    private final Catalog catalog;
    private final Targets targets;
    private final IndexKeeper indexes;
    private final Timetable timetable;
    private final PreparedTable prepared;

    Accounting(TurnClock clock, Catalog catalog, Targets targets, IndexKeeper indexes, Remembered remembered) {
        this.clock = clock;
        this.catalog = catalog;
        this.targets = targets;
        this.indexes = indexes;
        this.timetable = remembered.timetable();
        this.prepared = remembered.prepared();
    }

    GroupInfo of(Group group) {
        Backlog backlog = group.backlog();
        Traffic traffic = group.knownTraffic();
        Timetable.Count delayed = timetable.counts().get(group.id());
        return new GroupInfo(
                group.settings(),
                backlog.ready(),
                backlog.inFlight(),
                prepared.heldOf(group),
                delayed == null ? 0 : delayed.messages(),
                backlog.bytes(),
                group.consumerCount(),
                group.isPaused(),
                backlog.end(),
                backlog.end() - backlog.live(),
                traffic == null ? 0 : traffic.delivered(),
                traffic == null ? 0 : traffic.acknowledged(),
                oldestReady(group),
                traffic == null ? Rates.NONE : traffic.rates(clock.wallMs()));
    }

    /** All partitions together. */
    GroupInfo of(String name, StreamGroup group) {
        GroupSettings settings =
                GroupSettings.durable(name).withRules(group.settings().rules());
        GroupInfo sum = new GroupInfo(settings, 0, 0, 0, 0);
        for (Group cursor : group.cursors()) {
            sum = plus(sum, of(cursor));
        }
        return sum;
    }

    private static GroupInfo plus(GroupInfo a, GroupInfo b) {
        return new GroupInfo(
                a.settings(),
                a.ready() + b.ready(),
                a.inFlight() + b.inFlight(),
                a.held() + b.held(),
                a.delayed() + b.delayed(),
                a.bytes() + b.bytes(),
                Math.max(a.consumers(), b.consumers()),
                a.paused() || b.paused(),
                a.arrived() + b.arrived(),
                a.gone() + b.gone(),
                a.delivered() + b.delivered(),
                a.acknowledged() + b.acknowledged(),
                older(a.oldestReady(), b.oldestReady()),
                a.rates().plus(b.rates()));
    }

    /** Of none and of unknown ones the one that is known. */
    private static long older(long a, long b) {
        return a <= 0 || b <= 0 ? Math.max(a, b) : Math.min(a, b);
    }

    /** Of a group with priorities: of those that come first. */
    private long oldestReady(Group group) {
        Backlog backlog = group.backlog();
        long offset = backlog.nextReady();
        IndexBlock block = offset < 0 ? null : backlog.index().block(offset);
        if (block == null) {
            return 0;
        }
        if (block.inMemory()) {
            return block.time((int) (offset - block.first()));
        }
        if (block.firstTime() == IndexBlock.UNKNOWN_TIME) {
            // Who looks again will know. What cannot be read is found, and told, by who consumes it.
            indexes.load(backlog.index(), block, failure -> {});
            return GroupInfo.UNKNOWN;
        }
        return block.firstTime();
    }

    NamespaceInfo of(Namespace namespace) {
        Sum sum = new Sum(namespace, clock.wallMs());
        for (Group group : catalog.groups().values()) {
            if (group.namespace() == namespace) {
                sum.add(group, of(group));
            }
        }
        addDelayed(Map.of(namespace, sum));
        return sum.info();
    }

    /** All namespaces, and each of so many groups. */
    BrokerAccounts all(int groups) {
        Map<Namespace, Sum> sums = new LinkedHashMap<>();
        catalog.namespaces().forEach(namespace -> sums.put(namespace, new Sum(namespace, clock.wallMs())));
        List<BrokerAccounts.OfGroup> described = new ArrayList<>();
        long left = 0;
        for (Group group : catalog.groups().values()) {
            GroupInfo info = of(group);
            sums.get(group.namespace()).add(group, info);
            if (group.source() != null) {
                continue;
            }
            if (described.size() < groups) {
                described.add(new BrokerAccounts.OfGroup(group.namespace().name(), info));
            } else {
                left++;
            }
        }
        addDelayed(sums);
        return new BrokerAccounts(sums.values().stream().map(Sum::info).toList(), described, left);
    }

    private void addDelayed(Map<Namespace, Sum> sums) {
        timetable.counts().forEach((id, count) -> {
            Targets.Target target = targets.find(id);
            Sum sum = target == null ? null : sums.get(target.namespace());
            if (sum != null) {
                sum.delayed += count.messages();
            }
        });
    }

    /** The groups of a namespace together. */
    private static final class Sum {
        private final Namespace namespace;
        private final long nowMs;
        private int groups;
        private int consumers;
        private long ready;
        private long inFlight;
        private long held;
        private long delayed;
        private long bytes;
        private long arrived;
        private long gone;
        private long delivered;
        private long acknowledged;
        private long oldestReady;
        private Rates rates = Rates.NONE;

        private Sum(Namespace namespace, long nowMs) {
            this.nowMs = nowMs;
            this.namespace = namespace;
        }

        private void add(Group group, GroupInfo info) {
            addTraffic(group);
            if (group.source() != null) {
                // A cursor: the messages are those of the stream, who counts its consumers as well.
                return;
            }
            // Cursors of single subscriptions are known to their partition only.
            group.readers().stream().filter(Group::isReader).forEach(this::addTraffic);
            groups++;
            consumers += info.consumers();
            ready += info.ready();
            inFlight += info.inFlight();
            held += info.held();
            bytes += info.bytes();
            arrived += info.arrived();
            gone += info.gone();
            if (info.oldestReady() > 0 && (oldestReady == 0 || info.oldestReady() < oldestReady)) {
                oldestReady = info.oldestReady();
            }
        }

        private void addTraffic(Group group) {
            Traffic traffic = group.knownTraffic();
            if (traffic != null) {
                delivered += traffic.delivered();
                acknowledged += traffic.acknowledged();
                rates = rates.plus(traffic.rates(nowMs));
            }
        }

        private NamespaceInfo info() {
            return new NamespaceInfo(
                    namespace.settings(),
                    namespace.topics().size(),
                    groups,
                    consumers,
                    ready,
                    inFlight,
                    held,
                    delayed,
                    bytes,
                    arrived,
                    gone,
                    delivered,
                    acknowledged,
                    oldestReady,
                    rates);
        }
    }
}
