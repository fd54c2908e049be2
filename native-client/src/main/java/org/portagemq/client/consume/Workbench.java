// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The messages that a consumer has, and the threads that work on them: never more at a time than it may, and of messages with one
 * key, where order is kept, never more than one. Thread-safe.
 */
final class Workbench {

    /** So many messages are worked on in one task of the executor, which others may wait for. */
    private static final int MOST_IN_TASK = 64;

    private final Executor executor;
    private final Consumer<Work> worker;
    private final Function<Work, String> key;
    private final ArrayDeque<Work> ready = new ArrayDeque<>();
    private final Map<String, ArrayDeque<Work>> lanes = new HashMap<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private int concurrency;
    /** Tasks that were given to the executor and have not ended. */
    private int tasks;
    /** Messages that are worked on. */
    private int running;

    private int held;
    private long heldBytes;
    private boolean paused;
    private boolean stopped;

    /**
     * @param worker works on a message; called on the executor
     * @param key null for a message that has no order
     */
    Workbench(Executor executor, int concurrency, Consumer<Work> worker, Function<Work, String> key) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.worker = worker;
        this.key = key;
    }

    void add(List<Work> all) {
        synchronized (this) {
            for (Work work : all) {
                held++;
                heldBytes += work.bytes();
                String own = key.apply(work);
                ArrayDeque<Work> lane = own == null ? null : lanes.get(own);
                if (lane != null) {
                    lane.add(work);
                } else {
                    if (own != null) {
                        lanes.put(own, new ArrayDeque<>());
                    }
                    ready.add(work);
                }
            }
        }
        dispatch();
    }

    /** Another attempt at one that was worked on; those of its key still wait for it. */
    void again(Work work) {
        synchronized (this) {
            work.state(Work.State.WAITING);
            ready.addFirst(work);
        }
        dispatch();
    }

    /** Begins a task, if there is something for it; a task begins the next, so that few are begun where listeners are fast. */
    private void dispatch() {
        synchronized (this) {
            if (ready.isEmpty() || !mayBegin() || tasks >= concurrency) {
                return;
            }
            tasks++;
        }
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException full) {
            endTask();
        }
    }

    private boolean mayBegin() {
        return !paused && !stopped && running < concurrency;
    }

    private void run() {
        try {
            for (int i = 0; i < MOST_IN_TASK; i++) {
                Work work = take();
                if (work == null) {
                    return;
                }
                if (i == 0) {
                    dispatch();
                }
                work(work);
            }
        } finally {
            endTask();
            dispatch();
        }
    }

    private synchronized Work take() {
        Work work = mayBegin() && tasks <= concurrency ? ready.poll() : null;
        if (work != null) {
            running++;
            work.state(Work.State.RUNNING);
        }
        return work;
    }

    private void work(Work work) {
        try {
            worker.accept(work);
        } finally {
            synchronized (this) {
                running--;
                if (stopped && running == 0) {
                    idle.complete(null);
                }
            }
        }
    }

    private synchronized void endTask() {
        tasks--;
    }

    /** It is settled, or not here any more: the next of its key may be worked on. */
    void done(Work work) {
        synchronized (this) {
            if (work.state() == Work.State.DONE) {
                return;
            }
            if (work.state() == Work.State.WAITING) {
                ready.remove(work);
            }
            work.state(Work.State.DONE);
            held--;
            heldBytes -= work.bytes();
            openLane(work);
        }
        dispatch();
    }

    private void openLane(Work work) {
        String own = key.apply(work);
        ArrayDeque<Work> lane = own == null ? null : lanes.get(own);
        if (lane == null || lane.remove(work)) {
            return;
        }
        Work next = lane.poll();
        if (next == null) {
            lanes.remove(own);
        } else {
            ready.add(next);
        }
    }

    /** Whether nobody works on it. */
    synchronized boolean isWaiting(Work work) {
        return work.state() == Work.State.WAITING;
    }

    synchronized long heldBytes() {
        return heldBytes;
    }

    synchronized int held() {
        return held;
    }

    synchronized int running() {
        return running;
    }

    void concurrency(int most) {
        synchronized (this) {
            concurrency = most;
        }
        dispatch();
    }

    void pause() {
        synchronized (this) {
            paused = true;
        }
    }

    void resume() {
        synchronized (this) {
            paused = false;
        }
        dispatch();
    }

    synchronized boolean isPaused() {
        return paused;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Nothing is begun any more; completed when nothing is worked on. */
    synchronized CompletableFuture<Void> stop() {
        stopped = true;
        if (running == 0) {
            idle.complete(null);
        }
        return idle;
    }

    /** All that nobody works on. */
    synchronized List<Work> waiting() {
        List<Work> all = new ArrayList<>(ready);
        lanes.values().forEach(all::addAll);
        return all;
    }
}
