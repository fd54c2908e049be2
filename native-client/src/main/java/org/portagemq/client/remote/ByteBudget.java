// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.portagemq.client.config.Overflow;
import org.portagemq.client.error.BackpressureException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InterruptedRequestException;

/** How many bytes of messages may be on their way at a time. Costs one addition while there is room. Thread-safe. */
public final class ByteBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition room = lock.newCondition();
    private final AtomicInteger waiters = new AtomicInteger();

    public ByteBudget(long limit) {
        this.limit = limit;
    }

    public long used() {
        return used.get();
    }

    /**
     * Takes a part of the budget. One that is larger than all of it is taken when nothing else is.
     *
     * @param operation for people, asked for when there is no room
     *
     * @throws BackpressureException when there is no room in time
     */
    public void take(long bytes, Overflow overflow, Supplier<String> operation) {
        if (!tryTake(bytes)) {
            waitFor(bytes, overflow.longestWait(), operation.get());
        }
    }

    private boolean tryTake(long bytes) {
        while (true) {
            long now = used.get();
            if (now > 0 && now + bytes > limit) {
                return false;
            }
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    private void waitFor(long bytes, Duration longest, String operation) {
        long left = longest.toNanos();
        lock.lock();
        try {
            waiters.incrementAndGet();
            while (!tryTake(bytes)) {
                if (left <= 0) {
                    throw new BackpressureException(
                            Incident.local(
                                    operation,
                                    "the client holds " + used.get() + " bytes for brokers that take them too slowly,"
                                            + " and may hold " + limit + " (memoryLimit)"),
                            bytes,
                            longest);
                }
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedRequestException(
                    Incident.local(operation, "the thread was interrupted while it waited for room"));
        } finally {
            waiters.decrementAndGet();
            lock.unlock();
        }
    }

    public void release(long bytes) {
        used.addAndGet(-bytes);
        if (waiters.get() > 0) {
            lock.lock();
            try {
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
