// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.ClientThreads;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Membership;
import org.portagemq.client.remote.Remote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from all brokers of a topic for a time, which is extended while they are worked on. Those that wait here for half
 * of it go back to others.
 */
final class PopIntake implements Intake {

    private static final Logger LOG = LoggerFactory.getLogger(PopIntake.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofSeconds(15);
    private static final int TICKS = 6;

    private final Remote remote;
    private final PushOptions options;
    private final Handling handling;
    private final Counts counts;
    private final Popping popping;
    private final Settling settling;
    private final Sources sources;
    private final Map<Popping.Source, PopFetcher> fetchers = new ConcurrentHashMap<>();
    private final Map<Work, PopFetcher> held = new ConcurrentHashMap<>();
    private final Outstanding settlements = new Outstanding();
    private final Membership membership;
    private Workbench bench;
    private volatile boolean stopped;

    PopIntake(Remote remote, PushOptions options, Handling handling, Counts counts) {
        this.remote = remote;
        this.options = options;
        this.handling = handling;
        this.counts = counts;
        this.popping = new Popping(
                remote, options.consumer().group(), options.consumer().start(), "");
        this.settling = new Settling(remote, options.consumer().group());
        this.sources = new Sources(remote, options.consumer().subscriptions());
        this.membership = remote.members().join(options.consumer().role());
    }

    @Override
    public void fill(Workbench with) {
        bench = with;
    }

    @Override
    public void start() {
        look();
        tick();
    }

    /** For brokers that are new. */
    private void look() {
        if (stopped) {
            return;
        }
        sources.find().whenComplete((found, failure) -> {
            if (failure == null) {
                found.forEach(source -> fetchers.computeIfAbsent(source, absent -> new PopFetcher(this, source)));
                fetchers.keySet().retainAll(found);
                fetch();
            }
            remote.threads().after(failure == null ? LOOK_AGAIN : PAUSE, this::look);
        });
    }

    @Override
    public void fetch() {
        fetchers.values().forEach(PopFetcher::fetch);
    }

    // For a fetcher.

    ClientThreads threads() {
        return remote.threads();
    }

    boolean isFetching(PopFetcher fetcher, Popping.Source source) {
        return !stopped && fetchers.get(source) == fetcher;
    }

    /** How many a fetcher that has so many asks for; 0 for none now. */
    int room(int has) {
        int share = Math.max(1, options.prefetchMessages() / Math.max(1, fetchers.size()));
        boolean full = has > share / 2 || bench.heldBytes() >= options.prefetchBytes() || bench.isPaused();
        return full ? 0 : Math.min(Popping.MOST_MESSAGES, share - has);
    }

    CompletableFuture<List<ReceivedMessage>> pop(Popping.Source source, int max) {
        return popping.pop(source, new ReceiveOptions(max, POLL, options.invisible()));
    }

    void accept(PopFetcher fetcher, List<ReceivedMessage> messages) {
        List<Work> works =
                messages.stream().map(message -> new Work(bench, message)).toList();
        works.forEach(work -> held.put(work, fetcher));
        if (stopped) {
            works.forEach(this::giveBack);
        } else {
            bench.add(works);
        }
    }

    // Time.

    private void tick() {
        long half = options.invisible().toNanos() / 2;
        long now = System.nanoTime();
        for (Work work : held.keySet()) {
            if (now - work.leasedAt() > half && !work.isSettling()) {
                if (bench.isWaiting(work)) {
                    giveBack(work);
                } else {
                    extend(work, now);
                }
            }
        }
        if (!stopped || !held.isEmpty()) {
            remote.threads().after(options.invisible().dividedBy(TICKS), this::tick);
        }
    }

    private void extend(Work work, long now) {
        boolean tooLong = now - work.startedAt() > options.processingTimeout().toNanos();
        if (work.isLost() || tooLong || !work.renewal().isDone()) {
            return;
        }
        work.renewal(settling.extend(work.message(), options.invisible()).handle((renewed, failure) -> {
            if (failure == null) {
                work.renewed(renewed);
            } else if (!isPassing(failure)) {
                lose(work);
            }
            return null;
        }));
    }

    private static boolean isPassing(Throwable failure) {
        PortageException why = Futures.own(failure);
        return why != null && why.retryable();
    }

    private void lose(Work work) {
        if (!work.isLost()) {
            work.lose();
            counts.lost.increment();
        }
    }

    // What becomes of messages.

    /** Not begun: others get it at once. */
    private void giveBack(Work work) {
        settling.giveBack(work.message(), Duration.ZERO, Settling.Attempt.UNCOUNTED);
        release(work);
    }

    private void release(Work work) {
        PopFetcher fetcher = held.remove(work);
        bench.done(work);
        if (fetcher != null) {
            fetcher.released();
        }
    }

    @Override
    public void finished(Work work, ConsumeResult said) {
        work.settling();
        settlements.begin();
        ConsumeResult result = options.bounded(said, work.message().attempt());
        Settlement settlement = new Settlement(work, result, Deadline.in(options.invisible()));
        CompletableFuture<Void> renewal = work.renewal();
        if (renewal.isDone()) {
            settlement.tell();
        } else {
            renewal.whenComplete((nothing, ignored) -> settlement.tell());
        }
    }

    /** Tells the broker what became of a message, until it knows. */
    private final class Settlement {

        private final Work work;
        private final ConsumeResult result;
        private final Deadline end;

        Settlement(Work work, ConsumeResult result, Deadline end) {
            this.work = work;
            this.result = result;
            this.end = end;
        }

        void tell() {
            if (result instanceof ConsumeResult.Ack) {
                settling.ack(work.message(), this::told);
            } else {
                giveUp(work.message(), result).whenComplete((nothing, failure) -> told(failure));
            }
        }

        private void told(Throwable failure) {
            if (isPassing(failure) && !end.isOver()) {
                remote.threads().after(PAUSE, this::tell);
                return;
            }
            if (failure == null) {
                count(result);
                handling.settled(work, result);
            } else {
                lose(work);
                LOG.warn(
                        "message {} could not be settled, and may come again: {}",
                        work.message().messageId(),
                        Futures.plain(failure).getMessage());
            }
            release(work);
            settlements.end();
        }
    }

    private CompletableFuture<Void> giveUp(ReceivedMessage message, ConsumeResult result) {
        if (result instanceof ConsumeResult.Retry retry) {
            return settling.giveBack(message, retry.delay(), Settling.Attempt.COUNTED);
        }
        if (result instanceof ConsumeResult.Suspend suspend) {
            return settling.giveBack(message, suspend.delay(), Settling.Attempt.UNCOUNTED);
        }
        String reason = ((ConsumeResult.DeadLetter) result).reason();
        return Futures.attempt(() -> settling.deadLetter(message, reason));
    }

    private void count(ConsumeResult result) {
        if (result instanceof ConsumeResult.DeadLetter) {
            counts.deadLetters.increment();
        } else if (result instanceof ConsumeResult.Ack) {
            counts.acknowledged.increment();
        } else {
            counts.retried.increment();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        bench.waiting().forEach(this::giveBack);
    }

    @Override
    public CompletableFuture<Void> settled() {
        return settlements.none().thenCompose(nothing -> membership.leave());
    }
}
