// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InterruptedRequestException;
import org.portagemq.client.error.OffsetOutOfRangeException;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.queue.GroupShare;
import org.portagemq.client.queue.Page;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;

/**
 * Reads the queues of a topic as logs: from any offset or time, again and again, without taking messages from others. Offsets are not
 * dense for a reader with a filter. Not thread-safe, but for {@link #wakeup()}: a call while another one runs fails.
 */
public final class LogReader implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private final Remote remote;
    private final ReaderOptions options;
    private final QueueLog log;
    private final Assigned assigned;
    /** Told, with anything, when a page is there or somebody wants the poll to end. */
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    private final AtomicReference<Set<QueueRef>> wanted = new AtomicReference<>();
    private final AtomicReference<Thread> user = new AtomicReference<>();
    private GroupShare share;
    private boolean closed;

    private enum Signal {
        CHANGED,
        WAKE_UP
    }

    LogReader(Remote remote, ReaderOptions options, QueueLog log) {
        this.remote = remote;
        this.options = options;
        this.log = log;
        this.assigned = new Assigned(log, options.start());
        remote.children().opened(this);
    }

    /** Reads these queues, whatever others read. */
    void read(Set<QueueRef> queues) {
        assigned.become(queues, options.listener());
    }

    /** Reads what it has among the members of its group. */
    void share(GroupShare with) {
        share = with;
        with.start();
    }

    /** For the share. */
    void wants(Set<QueueRef> queues) {
        wanted.set(queues);
        signals.add(Signal.CHANGED);
    }

    /**
     * The next messages, in the order of each queue. Waits for the first, at most for the time that is given; none when none came.
     *
     * @throws OffsetOutOfRangeException when the messages of a queue are not there, and the reader is to fail then
     */
    public List<ReceivedMessage> poll(Duration patience) {
        return guarded("poll", () -> polled(Deadline.in(patience)));
    }

    private List<ReceivedMessage> polled(Deadline deadline) {
        while (true) {
            rebalance();
            fetchAll();
            List<ReceivedMessage> messages = takeAll();
            if (!messages.isEmpty()) {
                fetchAll();
                return messages;
            }
            if (await(deadline) != Signal.CHANGED) {
                return List.of();
            }
        }
    }

    private void rebalance() {
        Set<QueueRef> queues = wanted.getAndSet(null);
        if (queues != null) {
            assigned.become(queues, options.listener());
        }
    }

    private void fetchAll() {
        for (Cursor cursor : assigned.cursors()) {
            if (cursor.isIdle()) {
                CompletableFuture<Page> page = log.pull(
                        cursor.queue(),
                        cursor.position(),
                        options.pageSize(),
                        new QueueLog.Pull(options.filter(), LONGEST_WAIT));
                cursor.fetching(page);
                page.whenComplete((found, failure) -> signals.add(Signal.CHANGED));
            }
        }
    }

    private List<ReceivedMessage> takeAll() {
        List<ReceivedMessage> messages = new ArrayList<>();
        for (Cursor cursor : assigned.cursors()) {
            CompletableFuture<Page> done = cursor.take();
            if (done != null) {
                take(cursor, Futures.await(done, "read queue " + cursor.queue()), messages);
            }
        }
        return messages;
    }

    private void take(Cursor cursor, Page page, List<ReceivedMessage> messages) {
        if (page.kind() != Page.Kind.MOVED) {
            cursor.advance(page.next());
            messages.addAll(page.messages());
            return;
        }
        long asked = cursor.position();
        boolean inside = asked >= page.first() && asked <= page.end();
        if (inside) {
            // Somebody has moved the group.
            cursor.seek(page.next());
            return;
        }
        switch (options.outOfRange()) {
            case EARLIEST -> cursor.seek(page.first());
            case LATEST -> cursor.seek(page.end());
            case NEAREST -> cursor.seek(asked < page.first() ? page.first() : page.end());
            default ->
                throw new OffsetOutOfRangeException(
                        Incident.local(
                                "read queue " + cursor.queue(),
                                "offset " + asked + " is not there, but " + page.first() + " to " + page.end()
                                        + ": seek, or say what is to be done (onOutOfRange)"),
                        asked,
                        page.first(),
                        page.end());
        }
    }

    /** Null when the time is over. */
    private Signal await(Deadline deadline) {
        try {
            Signal first = signals.poll(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
            boolean woken = first == Signal.WAKE_UP;
            for (Signal next = signals.poll(); next != null; next = signals.poll()) {
                woken |= next == Signal.WAKE_UP;
            }
            return woken ? Signal.WAKE_UP : first;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedRequestException(
                    Incident.local("poll topic '" + options.topic() + "'", "the waiting thread was interrupted"));
        }
    }

    /** Ends the poll that waits, or the next one. May be called by any thread. */
    public void wakeup() {
        signals.add(Signal.WAKE_UP);
    }

    // Places.

    /** The queues that it has. */
    public Set<QueueRef> queues() {
        return guarded("queues", assigned::queues);
    }

    /** The offset of the next message of a queue. */
    public long position(QueueRef queue) {
        return guarded("position", () -> assigned.cursor(queue).position());
    }

    public void seek(QueueRef queue, long offset) {
        seek(List.of(queue), StartPosition.offset(offset));
    }

    /** All queues that it has, if none is named. */
    public void seekToBeginning(QueueRef... queues) {
        seek(Arrays.asList(queues), StartPosition.earliest());
    }

    /** All queues that it has, if none is named. */
    public void seekToEnd(QueueRef... queues) {
        seek(Arrays.asList(queues), StartPosition.latest());
    }

    /** All queues that it has, to the first message that was stored then or later. */
    public void seekToTime(Instant time) {
        seek(List.of(), StartPosition.timestamp(time));
    }

    /** To so many messages before the end. */
    public void seekTail(QueueRef queue, long messages) {
        seek(List.of(queue), StartPosition.tail(messages));
    }

    private void seek(List<QueueRef> some, StartPosition where) {
        guarded("seek", () -> {
            Iterable<QueueRef> queues = some.isEmpty() ? assigned.queues() : some;
            queues.forEach(assigned::cursor);
            QueueLog.each(queues, queue -> assigned.position(queue, where))
                    .forEach((queue, offset) -> assigned.cursor(queue).seek(offset));
            return null;
        });
    }

    public void pause(QueueRef... queues) {
        paused(queues, true);
    }

    public void resume(QueueRef... queues) {
        paused(queues, false);
    }

    private void paused(QueueRef[] queues, boolean paused) {
        guarded("pause", () -> {
            for (QueueRef queue : queues) {
                assigned.cursor(queue).paused(paused);
            }
            return null;
        });
    }

    public Map<QueueRef, Long> beginningOffsets() {
        return guarded("look", () -> QueueLog.each(assigned.queues(), log::first));
    }

    /** Offsets of the next messages to come. */
    public Map<QueueRef, Long> endOffsets() {
        return guarded("look", () -> QueueLog.each(assigned.queues(), log::end));
    }

    public Map<QueueRef, Long> offsetsForTime(Instant time) {
        return guarded("look", () -> QueueLog.each(assigned.queues(), queue -> log.at(queue, time)));
    }

    /** How many messages are between the reader and the end of each queue. */
    public Map<QueueRef, Long> lag() {
        Map<QueueRef, Long> lag = new TreeMap<>(endOffsets());
        lag.replaceAll((queue, end) -> Math.max(0, end - position(queue)));
        return lag;
    }

    /** Whether it has read all before these offsets. */
    public boolean reached(Map<QueueRef, Long> offsets) {
        return guarded("look", () -> offsets.entrySet().stream()
                .allMatch(one -> assigned.cursor(one.getKey()).position() >= one.getValue()));
    }

    // Commits.

    /** The group goes on behind what was polled. */
    public void commit() {
        Futures.await(committing(guarded("commit", assigned::positions)), "commit");
    }

    /** The group goes on at these offsets. */
    public void commit(Map<QueueRef, Long> offsets) {
        Futures.await(committing(offsets), "commit");
    }

    /** As {@link #commit()}, without waiting. */
    public CompletableFuture<Void> commitAsync() {
        return remote.threads().handOver(committing(guarded("commit", assigned::positions)));
    }

    private CompletableFuture<Void> committing(Map<QueueRef, Long> offsets) {
        requireGroup();
        return CompletableFuture.allOf(offsets.entrySet().stream()
                .map(one -> log.commit(one.getKey(), one.getValue()))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Where the group has committed; empty when it has not. */
    public OptionalLong committed(QueueRef queue) {
        requireGroup();
        return Futures.await(log.committed(queue), "find what was committed in " + queue);
    }

    private void requireGroup() {
        if (options.group().isEmpty()) {
            throw new IllegalStateException("the reader has no group to commit for: group(\"NAME\")");
        }
    }

    // One user at a time.

    private interface Step<T> {
        T run();
    }

    private <T> T guarded(String operation, Step<T> step) {
        Thread before = user.compareAndExchange(null, Thread.currentThread());
        if (before != null && before != Thread.currentThread()) {
            throw new IllegalStateException("a log reader is used by one thread at a time; " + before.getName()
                    + " is in it, and " + Thread.currentThread().getName() + " wants to " + operation);
        }
        try {
            if (closed) {
                throw new ClosedException(Incident.local(operation, "the reader is closed"));
            }
            return step.run();
        } finally {
            if (before == null) {
                user.set(null);
            }
        }
    }

    /** Gives its queues to others of the group. Nothing is committed by it. */
    @Override
    public void close() {
        closed = true;
        wakeup();
        remote.children().closed(this);
        if (share != null) {
            Futures.await(share.leave(), "leave the group");
        }
    }
}
