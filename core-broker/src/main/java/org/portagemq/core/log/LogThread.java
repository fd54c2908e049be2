// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The thread that steps the writer of a log, and sleeps between. The only thread started here; nobody else may
 * interrupt it.
 */
public final class LogThread implements AutoCloseable {
    private static final long CLOSE_WAIT_MS = 30_000;

    private final LogWriter writer;
    private final LongSupplier nanoClock;
    private final Thread thread;
    private volatile boolean closing;

    private LogThread(LogWriter writer, LongSupplier nanoClock, String name) {
        this.writer = writer;
        this.nanoClock = nanoClock;
        this.thread = new Thread(this::run, name);
    }

    /** Starts the thread. Only one may be running for a log, and nobody else may step its writer meanwhile. */
    public static LogThread start(CommitLog log, String name) {
        LogThread started = new LogThread(log.writer(), log.nanoClock(), name);
        log.writer().progress().waker = () -> LockSupport.unpark(started.thread);
        started.thread.start();
        return started;
    }

    private void run() {
        LogProgress progress = writer.progress();
        while (!closing) {
            long sleepNanos = writer.step(nanoClock.getAsLong());
            if (sleepNanos == 0) {
                continue;
            }
            boolean untilWoken = sleepNanos == LogWriter.IDLE;
            progress.sleep = untilWoken ? LogProgress.SLEEPS_UNTIL_WOKEN : LogProgress.SLEEPS_UNTIL_DUE;
            if (!closing && !writer.mustStay(sleepNanos)) {
                if (untilWoken) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, sleepNanos);
                }
            }
            progress.sleep = LogProgress.AWAKE;
        }
    }

    /**
     * Ends the thread after its current step and waits for it (30 seconds at most: a disk may be frozen). The log is
     * closed by {@link CommitLog#close} afterwards.
     */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        try {
            thread.join(CLOSE_WAIT_MS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("The thread " + thread.getName()
                    + " is still in a write or a sync: the disk does not answer; the log was not closed");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
