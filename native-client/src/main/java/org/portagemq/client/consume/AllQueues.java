// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Membership;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All queues, which each member of the group reads for itself: where it is, is the member's own business. */
final class AllQueues implements Holding {

    private static final Logger LOG = LoggerFactory.getLogger(AllQueues.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Remote remote;
    private final Set<String> topics;
    private final OffsetStore offsets;
    private final Membership membership;
    /** What the store is not told yet. */
    private final Map<QueueRef, Long> moved = new HashMap<>();

    private Reader reader;
    private volatile boolean left;

    AllQueues(Remote remote, ConsumerOptions options, OffsetStore offsets) {
        this.remote = remote;
        this.topics = options.subscriptions().keySet();
        this.offsets = offsets;
        this.membership = remote.members().join(options.role(Role.Use.BROADCAST));
    }

    @Override
    public void start(Reader told) {
        reader = told;
        topics.forEach(this::look);
    }

    /** For queues that are new, or gone. */
    private void look(String topic) {
        if (left) {
            return;
        }
        remote.routes().find(topic).whenComplete((route, failure) -> {
            if (failure == null) {
                List<QueueRef> queues = route.readable();
                Set.copyOf(reader.queues()).stream()
                        .filter(queue -> queue.topic().equals(topic) && !queues.contains(queue))
                        .forEach(queue -> reader.giveUp(queue, Ownership.KEPT));
                queues.forEach(reader::begin);
            }
            remote.threads().after(failure == null ? LOOK_AGAIN : SOON, () -> look(topic));
        });
    }

    @Override
    public CompletableFuture<OptionalLong> place(QueueRef queue) {
        return Futures.attempt(() -> CompletableFuture.completedFuture(offsets.load(queue)));
    }

    @Override
    public CompletableFuture<Void> commit(QueueRef queue, long offset) {
        synchronized (moved) {
            moved.put(queue, offset);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void tick() {
        save();
    }

    private void save() {
        Map<QueueRef, Long> saved;
        synchronized (moved) {
            saved = Map.copyOf(moved);
            moved.clear();
        }
        if (saved.isEmpty()) {
            return;
        }
        try {
            offsets.save(saved);
        } catch (RuntimeException failed) {
            LOG.warn("the places of a consumer could not be kept, and are tried again", failed);
            synchronized (moved) {
                saved.forEach(moved::putIfAbsent);
            }
        }
    }

    @Override
    public CompletableFuture<Void> release(QueueRef queue) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> leave() {
        left = true;
        save();
        return remote.isClosed() ? CompletableFuture.completedFuture(null) : membership.leave();
    }
}
