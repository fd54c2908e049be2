// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.GroupShare;
import org.portagemq.client.queue.Notices;
import org.portagemq.client.queue.QueueLocks;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Role;

/** The part of the queues that this member of the group has, each locked, so that nobody else works on their messages meanwhile. */
final class LockedQueues implements Holding {

    private static final int LOCKS_EVERY = 15;

    private final QueueLog log;
    private final QueueLocks locks;
    private final List<GroupShare> shares = new ArrayList<>();
    private final Map<String, Set<QueueRef>> wanted = new ConcurrentHashMap<>();
    private Reader reader;
    private int ticks;
    private volatile boolean left;

    LockedQueues(Remote remote, Notices notices, QueueLog log, ConsumerOptions options) {
        this.log = log;
        this.locks = new QueueLocks(remote, options.group());
        Role.Reader role = options.role(Role.Use.PULL);
        options.subscriptions()
                .keySet()
                .forEach(topic ->
                        shares.add(new GroupShare(remote, notices, topic, role, queues -> has(topic, queues))));
    }

    @Override
    public void start(Reader told) {
        reader = told;
        shares.forEach(GroupShare::start);
    }

    @Override
    public void tick() {
        if (++ticks % LOCKS_EVERY == 0) {
            lock();
        }
    }

    private void has(String topic, Set<QueueRef> queues) {
        wanted.put(topic, queues);
        Set<QueueRef> lost = reader.queues().stream()
                .filter(queue -> queue.topic().equals(topic) && !queues.contains(queue))
                .collect(Collectors.toSet());
        lost.forEach(queue -> reader.giveUp(queue, Ownership.KEPT));
        lock();
    }

    /** Asks for locks on all queues that it is to have; those that it has already are renewed. */
    private void lock() {
        if (left) {
            return;
        }
        Map<String, Set<QueueRef>> byBroker = new TreeMap<>();
        wanted.values()
                .forEach(queues -> queues.forEach(queue -> byBroker.computeIfAbsent(
                                queue.topic() + '/' + queue.broker(), absent -> new TreeSet<>())
                        .add(queue)));
        byBroker.values().forEach(queues -> locks.lock(queues).whenComplete((locked, failure) -> {
            if (failure == null) {
                locked.retainAll(queues);
                locked.forEach(reader::begin);
                queues.stream()
                        .filter(queue -> !locked.contains(queue))
                        .forEach(queue -> reader.giveUp(queue, Ownership.LOST));
            }
        }));
    }

    @Override
    public CompletableFuture<OptionalLong> place(QueueRef queue) {
        return log.committed(queue);
    }

    @Override
    public CompletableFuture<Void> commit(QueueRef queue, long offset) {
        return log.commit(queue, offset);
    }

    @Override
    public CompletableFuture<Void> release(QueueRef queue) {
        return locks.unlock(Set.of(queue));
    }

    @Override
    public CompletableFuture<Void> leave() {
        left = true;
        return CompletableFuture.allOf(shares.stream().map(GroupShare::leave).toArray(CompletableFuture<?>[]::new));
    }
}
