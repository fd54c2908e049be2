// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.portagemq.core.log.CommitLog;

/**
 * The system's clocks and threads, with a time that can be moved forward, for tests of applications: what waits for its time
 * comes as soon as it is moved there. Thread-safe.
 */
public final class MovablePlatform implements Platform {

    private static final long NANOS_PER_MS = 1_000_000;

    private final SystemPlatform system = new SystemPlatform();
    private final List<Waiting> waiting = new ArrayList<>();
    private volatile long movedNanos;

    /** A task, and when it is due on the clock that can be moved. */
    private record Waiting(long dueNanos, Runnable task, AtomicBoolean begun) {
        void run() {
            if (begun.compareAndSet(false, true)) {
                task.run();
            }
        }
    }

    /**
     * Moves the time forward. What is due then is done soon after.
     *
     * @throws IllegalArgumentException when that is backward
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time goes forward only, not by " + time);
        }
        List<Waiting> due = new ArrayList<>();
        synchronized (waiting) {
            movedNanos += time.toNanos();
            long now = nanoTime();
            for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
                Waiting one = each.next();
                if (one.dueNanos() - now <= 0) {
                    due.add(one);
                    each.remove();
                }
            }
        }
        due.forEach(one -> system.after(0, one::run));
    }

    @Override
    public long wallMs() {
        return system.wallMs() + movedNanos / NANOS_PER_MS;
    }

    @Override
    public long nanoTime() {
        return system.nanoTime() + movedNanos;
    }

    @Override
    public void after(long nanos, Runnable task) {
        Waiting one;
        synchronized (waiting) {
            one = new Waiting(nanoTime() + nanos, task, new AtomicBoolean());
            waiting.add(one);
        }
        system.after(nanos, () -> {
            synchronized (waiting) {
                waiting.remove(one);
            }
            one.run();
        });
    }

    @Override
    public long random() {
        return system.random();
    }

    @Override
    public Executor fileLane() {
        return system.fileLane();
    }

    @Override
    public Executor readLane() {
        return system.readLane();
    }

    @Override
    public Executor coreLane() {
        return system.coreLane();
    }

    @Override
    public void every(Duration interval, Runnable task) {
        system.every(interval, task);
    }

    @Override
    public AutoCloseable drive(CommitLog log, String name) {
        return system.drive(log, name);
    }

    @Override
    public double heapUse() {
        return system.heapUse();
    }

    @Override
    public void collectHeap() {
        system.collectHeap();
    }

    @Override
    public long heapBytes() {
        return system.heapBytes();
    }

    @Override
    public void close() {
        system.close();
    }
}
