// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which client of a group may consume a queue alone. A lock ends by itself unless it is taken again, as clients do. Thread-safe.
 */
public final class QueueLocks {

    private static final long LIFETIME_MS = 60_000;

    private final LongSupplier clock;
    private final Map<String, Map<QueueId, Lock>> groups = new HashMap<>();

    /** A queue of a topic. */
    public record QueueId(String topic, int number) {}

    private record Lock(String client, long until) {}

    /** @param clock ms that do not jump */
    public QueueLocks(LongSupplier clock) {
        this.clock = clock;
    }

    /** Locks what is free, or the client's own already; answers which those are. */
    public synchronized List<QueueId> lock(String group, String client, List<QueueId> queues) {
        long now = clock.getAsLong();
        Map<QueueId, Lock> locks = groups.computeIfAbsent(group, name -> new HashMap<>());
        return queues.stream()
                .filter(queue -> {
                    Lock before = locks.get(queue);
                    boolean free = before == null || before.until <= now || before.client.equals(client);
                    if (free) {
                        locks.put(queue, new Lock(client, now + LIFETIME_MS));
                    }
                    return free;
                })
                .toList();
    }

    public synchronized void unlock(String group, String client, List<QueueId> queues) {
        Map<QueueId, Lock> locks = groups.getOrDefault(group, Map.of());
        for (QueueId queue : queues) {
            Lock lock = locks.get(queue);
            if (lock != null && lock.client.equals(client)) {
                locks.remove(queue);
            }
        }
        if (locks.isEmpty()) {
            groups.remove(group);
        }
    }

    /** Whether somebody of the group holds a lock. */
    public synchronized boolean isUsed(String group) {
        long now = clock.getAsLong();
        Map<QueueId, Lock> locks = groups.get(group);
        if (locks == null) {
            return false;
        }
        for (Iterator<Lock> each = locks.values().iterator(); each.hasNext(); ) {
            if (each.next().until <= now) {
                each.remove();
            }
        }
        return !locks.isEmpty();
    }
}
