// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Payload;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.record.PrepareRecord;

/**
 * The transactions that wait for a decision, and which groups have messages in them. In the log and in snapshots.
 * Belongs to the core.
 */
final class PreparedTable {

    private final Map<Long, Prepared> byId = new LinkedHashMap<>();
    private final Map<Integer, Map<Payload, Prepared>> branches = new HashMap<>();
    private final Map<Integer, Integer> counts = new HashMap<>();
    private final Map<Integer, Integer> held = new HashMap<>();

    void add(Prepared one) {
        byId.put(one.id(), one);
        counts.merge(one.namespace(), 1, Integer::sum);
        if (!one.isHalf()) {
            branches.computeIfAbsent(one.namespace(), id -> new HashMap<>()).put(one.name(), one);
        }
        one.held().forEach(message -> held.merge(message.group(), 1, Integer::sum));
    }

    /** It gets larger. */
    void join(Prepared one, PrepareRecord.Content more) {
        one.join(more);
        more.held().forEach(message -> held.merge(message.group(), 1, Integer::sum));
    }

    /** Null when there was none of the id. */
    Prepared remove(long id) {
        Prepared one = byId.remove(id);
        if (one != null) {
            counts.computeIfPresent(one.namespace(), (namespace, count) -> count == 1 ? null : count - 1);
            if (!one.isHalf()) {
                branches.get(one.namespace()).remove(one.name());
            }
            one.held()
                    .forEach(message ->
                            held.computeIfPresent(message.group(), (group, count) -> count == 1 ? null : count - 1));
        }
        return one;
    }

    Prepared get(long id) {
        return byId.get(id);
    }

    boolean hasBranch(int namespace, Payload name) {
        Map<Payload, Prepared> known = branches.get(namespace);
        return known != null && known.containsKey(name);
    }

    int count(int namespace) {
        return counts.getOrDefault(namespace, 0);
    }

    Collection<Prepared> all() {
        return byId.values();
    }

    /** Whether messages of the group are out in one of them. */
    boolean holds(Group group) {
        return held.containsKey(group.id());
    }

    /** How many messages of the group are out in them. */
    int heldOf(Group group) {
        return held.getOrDefault(group.id(), 0);
    }

    /** The namespace is gone, and all that waited in it. */
    void forget(int namespace) {
        for (Prepared one : List.copyOf(byId.values())) {
            if (one.namespace() == namespace) {
                remove(one.id());
            }
        }
    }

    /** At recovery, at its end: what is held is out, and what belongs to no namespace any more is forgotten. */
    void recovered(Catalog catalog) {
        for (Prepared one : List.copyOf(byId.values())) {
            if (catalog.namespace(one.namespace()) == null) {
                remove(one.id());
                continue;
            }
            List<PrepareRecord.Held> still = new ArrayList<>();
            for (PrepareRecord.Held message : one.held()) {
                Group group = catalog.groups().get(message.group());
                if (group != null && group.backlog().isReady(message.offset())) {
                    group.backlog().take(message.offset(), message.size());
                    still.add(message);
                }
            }
            remove(one.id());
            add(new Prepared(new PrepareRecord.Content(one.content().head(), one.sent(), still)));
        }
    }

    /** Whether the message was fleeting, and is not known after a restart. */
    static boolean isFleeting(Group group, long offset) {
        return !group.isDurable() || group.fleeting().get(offset) != OffsetTable.ABSENT;
    }
}
