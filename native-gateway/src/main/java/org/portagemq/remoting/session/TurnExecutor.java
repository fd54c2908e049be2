// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time in the order given, without a thread of its own: those of {@link #execute} on a pool, those of
 * {@link #runNow} on the caller's thread when nobody is inside. Who is inside hands on to the pool after some tasks, so that
 * no caller is held for the work of others. Thread-safe.
 */
final class TurnExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(TurnExecutor.class);
    private static final int TASKS_PER_TURN = 64;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Executor pool;

    TurnExecutor(Executor pool) {
        this.pool = pool;
    }

    /** Runs the task on the pool, after those that were given before. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            pool.execute(this::turn);
        }
    }

    /** Runs the task here and now when nobody is inside; otherwise whoever is inside runs it. */
    void runNow(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            turn();
        }
    }

    private void turn() {
        int done = 0;
        while (true) {
            run(tasks.remove());
            done++;
            if (waiting.decrementAndGet() == 0) {
                return;
            }
            if (done == TASKS_PER_TURN) {
                pool.execute(this::turn);
                return;
            }
        }
    }

    /** One that fails must not hold up those behind it. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.error("a task of a connection failed", fault);
        }
    }
}
