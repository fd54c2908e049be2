// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.platform;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.LogThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system's clocks, and the broker's own threads. */
public final class SystemPlatform implements Platform {

    private static final Logger LOG = LoggerFactory.getLogger(SystemPlatform.class);
    private static final int READERS = 2;
    private static final long END_SECONDS = 30;

    private final ExecutorService files = Executors.newSingleThreadExecutor(named("portage-files"));
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, named("portage-read"));
    private final ExecutorService core = Executors.newSingleThreadExecutor(named("portage-core"));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(named("portage-tick"));
    private final SecureRandom random = new SecureRandom();
    private final List<MemoryPoolMXBean> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
            .toList();

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long random() {
        return random.nextLong();
    }

    @Override
    public Executor fileLane() {
        return guarded(files);
    }

    @Override
    public Executor readLane() {
        return guarded(readers);
    }

    @Override
    public Executor coreLane() {
        return guarded(core);
    }

    /** A failing task is logged, never swallowed; after the end nothing is run any more. */
    private static Executor guarded(ExecutorService executor) {
        return task -> {
            try {
                executor.execute(() -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error failure) {
                        LOG.error("a task of the broker failed", failure);
                        throw failure;
                    }
                });
            } catch (RejectedExecutionException ended) {
                LOG.debug("the broker has ended: a task is left out");
            }
        };
    }

    @Override
    public void every(Duration interval, Runnable task) {
        ScheduledFuture<?> regular = timer.scheduleWithFixedDelay(
                guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        LOG.debug("every {}: {}", interval, regular);
    }

    @Override
    public void after(long nanos, Runnable task) {
        try {
            timer.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("the broker has ended: a task is left out");
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failure) {
                LOG.error("a timed task of the broker failed", failure);
            }
        };
    }

    @Override
    public AutoCloseable drive(CommitLog log, String name) {
        return LogThread.start(log, name);
    }

    /** What the last collection left, of the pools that tell; 0 before the first one. */
    @Override
    public double heapUse() {
        long used = 0;
        for (MemoryPoolMXBean pool : heapPools) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (usage != null) {
                used += usage.getUsed();
            }
        }
        return (double) used / heapBytes();
    }

    @Override
    public void collectHeap() {
        guarded(readers).execute(System::gc);
    }

    @Override
    public long heapBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        end(readers);
        end(files);
        end(core);
    }

    private static void end(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a thread of the broker did not end within {} s", END_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
