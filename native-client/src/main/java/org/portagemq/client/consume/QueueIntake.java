// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.ClientThreads;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads queues that nobody else of the group reads meanwhile, or each member for itself. A message that fails is tried again here, and
 * those of its ordering key wait for it if order is kept.
 */
final class QueueIntake implements Intake, Holding.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(QueueIntake.class);
    private static final Duration COMMIT_PERIOD = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int MOST_AT_A_TIME = 32;

    private final Remote remote;
    private final PushOptions options;
    private final Handling handling;
    private final Counts counts;
    private final QueueLog log;
    private final Holding holding;
    private final Settling settling;
    private final Map<QueueRef, QueueFeed> feeds = new ConcurrentHashMap<>();
    private final Map<Work, QueueFeed> origins = new ConcurrentHashMap<>();
    private Workbench bench;
    private volatile boolean stopped;

    QueueIntake(Remote remote, QueueLog log, Holding holding, PushOptions options, Handling handling, Counts counts) {
        this.remote = remote;
        this.log = log;
        this.holding = holding;
        this.options = options;
        this.handling = handling;
        this.counts = counts;
        this.settling = new Settling(remote, options.consumer().group());
    }

    @Override
    public void fill(Workbench with) {
        bench = with;
    }

    @Override
    public void start() {
        holding.start(this);
        tick();
    }

    // Which queues it has.

    @Override
    public Set<QueueRef> queues() {
        return feeds.keySet();
    }

    @Override
    public void begin(QueueRef queue) {
        if (stopped || feeds.containsKey(queue)) {
            return;
        }
        holding.place(queue)
                .thenCompose(offset -> offset.isPresent()
                        ? CompletableFuture.completedFuture(offset.getAsLong())
                        : options.consumer().start() == GroupStart.FIRST ? log.first(queue) : log.end(queue))
                .thenAccept(offset -> {
                    QueueFeed feed = new QueueFeed(
                            this,
                            log,
                            holding,
                            queue,
                            options.consumer().subscriptions().get(queue.topic()),
                            offset);
                    if (!stopped && feeds.putIfAbsent(queue, feed) == null) {
                        feed.fetch();
                    }
                });
    }

    @Override
    public void giveUp(QueueRef queue, Holding.Ownership ownership) {
        QueueFeed feed = feeds.remove(queue);
        if (feed == null) {
            return;
        }
        boolean own = ownership == Holding.Ownership.KEPT;
        CompletableFuture<Void> committed = own ? feed.commit() : CompletableFuture.completedFuture(null);
        feed.close().forEach(work -> {
            counts.lost.increment();
            if (bench.isWaiting(work)) {
                release(work);
            }
        });
        if (own) {
            committed.whenComplete((nothing, failure) -> holding.release(queue));
        }
    }

    private void tick() {
        if (stopped) {
            return;
        }
        feeds.values().forEach(feed -> feed.commit().exceptionally(failed -> {
            LOG.debug("an offset is committed later: {}", failed.getMessage());
            return null;
        }));
        holding.tick();
        remote.threads().after(COMMIT_PERIOD, this::tick);
    }

    // For a feed.

    ClientThreads threads() {
        return remote.threads();
    }

    int room(int has) {
        int share = Math.max(1, options.prefetchMessages() / Math.max(1, feeds.size()));
        boolean full = stopped || has > share / 2 || bench.heldBytes() >= options.prefetchBytes() || bench.isPaused();
        return full ? 0 : Math.min(MOST_AT_A_TIME, share - has);
    }

    Work work(QueueFeed feed, ReceivedMessage message) {
        Work work = new Work(bench, message);
        origins.put(work, feed);
        return work;
    }

    void add(List<Work> works) {
        bench.add(works);
    }

    @Override
    public void fetch() {
        feeds.values().forEach(QueueFeed::fetch);
    }

    // What becomes of messages.

    @Override
    public void finished(Work work, ConsumeResult said) {
        ConsumeResult result = options.bounded(said, work.message().attempt());
        if (work.isLost()) {
            release(work);
        } else if (result instanceof ConsumeResult.Retry retry) {
            counts.retried.increment();
            handling.settled(work, result);
            work.renewed(work.message()
                    .with(new ReceivedMessage.Delivery(work.message().attempt() + 1, "", "")));
            again(work, retry.delay());
        } else if (result instanceof ConsumeResult.Suspend suspend) {
            again(work, suspend.delay());
        } else if (result instanceof ConsumeResult.DeadLetter dead) {
            bury(work, dead);
        } else {
            counts.acknowledged.increment();
            handling.settled(work, result);
            release(work);
        }
    }

    private void again(Work work, Duration delay) {
        remote.threads().after(delay, () -> {
            if (work.isLost()) {
                release(work);
            } else {
                bench.again(work);
            }
        });
    }

    /** Those of its key wait until it is with the dead letters. */
    private void bury(Work work, ConsumeResult.DeadLetter dead) {
        Futures.attempt(() -> settling.copy(work.message(), dead.reason())).whenComplete((nothing, failure) -> {
            PortageException why = Futures.own(failure);
            if (failure == null) {
                counts.deadLetters.increment();
                handling.settled(work, dead);
                release(work);
            } else if (!stopped && !work.isLost()) {
                LOG.warn("a dead letter could not be stored, and is tried again: {}", String.valueOf(why));
                remote.threads().after(RETRY, () -> bury(work, dead));
            } else {
                release(work);
            }
        });
    }

    private void release(Work work) {
        bench.done(work);
        QueueFeed feed = origins.remove(work);
        if (feed != null && !work.isLost()) {
            feed.done(work);
        }
    }

    @Override
    public void stop() {
        stopped = true;
        bench.waiting().forEach(bench::done);
    }

    /** Commits, and leaves the queues to others. */
    @Override
    public CompletableFuture<Void> settled() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (QueueFeed feed : feeds.values()) {
            all.add(feed.commit()
                    .thenCompose(nothing -> holding.release(feed.queue()))
                    .exceptionally(failed -> null));
            feed.close();
        }
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
                .thenCompose(nothing -> holding.leave());
    }
}
