// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.queue.Page;
import org.portagemq.client.queue.QueueLog;

/**
 * One queue that a consumer reads: what was fetched of it and is not done with. Whoever reads it next goes on behind the first of
 * these. Thread-safe.
 */
final class QueueFeed {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofSeconds(15);

    private final QueueIntake intake;
    private final QueueLog log;
    private final Holding holding;
    private final QueueRef queue;
    private final Filter filter;
    private final TreeMap<Long, Work> here = new TreeMap<>();
    private long next;
    private long committed;
    private boolean asking;
    private boolean closed;

    QueueFeed(QueueIntake intake, QueueLog log, Holding holding, QueueRef queue, Filter filter, long from) {
        this.intake = intake;
        this.log = log;
        this.holding = holding;
        this.queue = queue;
        this.filter = filter;
        this.next = from;
        this.committed = from;
    }

    QueueRef queue() {
        return queue;
    }

    void fetch() {
        long from;
        int max;
        synchronized (this) {
            max = asking || closed ? 0 : intake.room(here.size());
            if (max == 0) {
                return;
            }
            asking = true;
            from = next;
        }
        log.pull(queue, from, max, new QueueLog.Pull(filter, POLL)).whenComplete(this::pulled);
    }

    private void pulled(Page page, Throwable failure) {
        if (failure == null) {
            intake.add(accept(page));
            fetch();
        } else {
            intake.threads().after(PAUSE, () -> {
                synchronized (this) {
                    asking = false;
                }
                fetch();
            });
        }
    }

    private synchronized List<Work> accept(Page page) {
        asking = false;
        List<Work> works = new ArrayList<>();
        if (!closed) {
            next = page.next();
            for (ReceivedMessage message : page.messages()) {
                // The first attempt here, whatever others have tried.
                Work work = intake.work(this, message.with(ReceivedMessage.Delivery.NONE));
                here.put(message.offset(), work);
                works.add(work);
            }
        }
        return works;
    }

    /** It is done with. */
    void done(Work work) {
        synchronized (this) {
            here.remove(work.message().offset());
        }
        fetch();
    }

    /** Keeps behind what all is done with, if that has changed. */
    CompletableFuture<Void> commit() {
        long offset;
        synchronized (this) {
            offset = here.isEmpty() ? next : here.firstKey();
            if (offset == committed) {
                return CompletableFuture.completedFuture(null);
            }
            committed = offset;
        }
        return holding.commit(queue, offset);
    }

    /** Somebody else has the queue, or nobody: what is here counts no more. */
    synchronized List<Work> close() {
        closed = true;
        here.values().forEach(Work::lose);
        return new ArrayList<>(here.values());
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
