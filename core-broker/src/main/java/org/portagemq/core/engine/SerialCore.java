// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Runs tasks one at a time without a thread of its own: whoever submits a task while nobody is inside runs it at once;
 * whoever finds somebody inside leaves it to them. A turn ends after {@value #TASKS_PER_TURN} tasks or about {@value
 * #NANOS_PER_TURN} ns; if work is left then, the executor of the oldest task goes on, so that no connection's thread is
 * held for the work of others.
 *
 * <p>What a task changes is seen by all later tasks: {@code claims} orders them.
 */
public final class SerialCore {

    static final int TASKS_PER_TURN = 64;
    static final long NANOS_PER_TURN = 100_000;

    private final Queue<CoreTask> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger claims = new AtomicInteger();
    private final LongSupplier nanoTime;
    private final Runnable endOfTurn;
    private final BiConsumer<CoreTask, Throwable> failures;
    private volatile Thread inside;
    /** The last one that was handed on. */
    private volatile Relay handedOn;
    /** One that had not begun at the look before. */
    private Relay late;

    /** Something to be done in the core. */
    public interface CoreTask {
        void run();

        /** Where the core goes on when the task has to wait for its turn. */
        Executor home();
    }

    /**
     * A core at rest.
     *
     * @param endOfTurn called inside, after the tasks of each turn
     * @param failures told about a task that threw, or about the end of a turn that did (then without a task)
     */
    public SerialCore(LongSupplier nanoTime, Runnable endOfTurn, BiConsumer<CoreTask, Throwable> failures) {
        this.nanoTime = nanoTime;
        this.endOfTurn = endOfTurn;
        this.failures = failures;
    }

    /** Runs the task now, or leaves it to whoever is inside. Never blocks. */
    public void submit(CoreTask task) {
        tasks.add(task);
        if (claims.getAndIncrement() == 0) {
            turns();
        }
    }

    /** Whether the calling thread is inside. */
    public boolean isInside() {
        return inside == Thread.currentThread();
    }

    /**
     * The thread that raised the claims from 0 is inside until it has taken back all claims that it saw before it found
     * the queue empty, or until it hands its place on. A claim made later than the look brings it back once more, so no
     * task is left behind, and the claims never fall below 0.
     */
    private void turns() {
        while (true) {
            int seen = claims.get();
            inside = Thread.currentThread();
            boolean empty = turn();
            inside = null;
            if (empty) {
                if (claims.addAndGet(-seen) == 0) {
                    return;
                }
                continue;
            }
            CoreTask oldest = tasks.peek();
            if (oldest != null && handOn(oldest.home())) {
                return;
            }
        }
    }

    /** Whether another thread goes on here; one that takes nothing more, because its owner ends, must not stop all. */
    private boolean handOn(Executor home) {
        Relay relay = new Relay();
        handedOn = relay;
        try {
            home.execute(relay);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    /** The place inside on its way to another thread; whoever runs it first has it. */
    private final class Relay implements Runnable {
        private final AtomicBoolean begun = new AtomicBoolean();

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                turns();
            }
        }
    }

    /**
     * Called regularly, always by one thread: an executor that has not gone on since the last call, as its thread is held up or it has
     * lost the task, is relieved by this one.
     */
    void relieve(Executor reserve) {
        Relay now = handedOn;
        if (now != null && now == late && !now.begun.get()) {
            reserve.execute(now);
        }
        late = now;
    }

    /** Runs some tasks; answers whether it found no more. */
    private boolean turn() {
        long started = nanoTime.getAsLong();
        boolean empty = false;
        for (int run = 1; run <= TASKS_PER_TURN && !empty; run++) {
            CoreTask task = tasks.poll();
            if (task == null) {
                empty = true;
            } else {
                run(task);
                if (run % 8 == 0 && nanoTime.getAsLong() - started > NANOS_PER_TURN) {
                    break;
                }
            }
        }
        try {
            endOfTurn.run();
        } catch (Throwable failure) {
            failures.accept(null, failure);
        }
        return empty;
    }

    private void run(CoreTask task) {
        try {
            task.run();
        } catch (Throwable failure) {
            failures.accept(task, failure);
        }
    }
}
