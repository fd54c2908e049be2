// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
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
 * The messages that a consumer has, and the threads that work on them, on one message each or on several together: never more at a
 * time than it may, and of messages with one key, where order is kept, never more than one. Thread-safe.
 */
final class Workbench {

    /** So many messages are worked on in one task of the executor, which others may wait for. */
    private static final int MOST_IN_TASK = 64;

    private final Executor executor;
    private final Lots lots;
    private final Consumer<List<Work>> worker;
    private final Function<Work, String> key;
    private final ArrayDeque<Work> ready = new ArrayDeque<>();
    private final Map<String, ArrayDeque<Work>> lanes = new HashMap<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private int concurrency;
    /** Tasks that were given to the executor and have not ended. */
    private int tasks;
    /** What is worked on: lots, and messages in them. */
    private int lotsRunning;

    private int running;
    /** When the first of those that are ready began to wait for others. */
    private long lingeringSince;
    /** Whether somebody looks again when it has waited long enough. */
    private boolean lingering;

    private int held;
    private long heldBytes;
    private boolean paused;
    private boolean stopped;

    /**
     * @param concurrency how many lots are worked on at a time
     * @param worker works on the messages of a lot; called on the executor
     * @param key null for a message that has no order
     */
    Workbench(Executor executor, int concurrency, Lots lots, Consumer<List<Work>> worker, Function<Work, String> key) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.lots = lots;
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
                    beginToLinger();
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
            beginToLinger();
            ready.addFirst(work);
        }
        dispatch();
    }

    /** Begins a task, if there is something for it; a task begins the next, so that few are begun where listeners are fast. */
    private void dispatch() {
        long patience;
        synchronized (this) {
            if (ready.isEmpty() || !mayBegin() || tasks >= concurrency) {
                return;
            }
            patience = patience();
            if (patience > 0) {
                if (lingering) {
                    return;
                }
                lingering = true;
            } else {
                tasks++;
            }
        }
        if (patience > 0) {
            lots.timer().accept(Duration.ofNanos(patience), this::lingered);
        } else {
            begin();
        }
    }

    private void begin() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException full) {
            endTask();
        }
    }

    private boolean mayBegin() {
        return !paused && !stopped && lotsRunning < concurrency;
    }

    // Waiting until there are enough for a lot.

    private void beginToLinger() {
        if (ready.isEmpty() && lots.most() > 1) {
            lingeringSince = System.nanoTime();
        }
    }

    /** For how long those that are ready wait for others yet; 0 or less when they do not. */
    private long patience() {
        return ready.size() >= lots.most() ? 0 : lots.linger().toNanos() - (System.nanoTime() - lingeringSince);
    }

    private void lingered() {
        synchronized (this) {
            lingering = false;
        }
        dispatch();
    }

    // Working.

    private void run() {
        try {
            for (int i = 0; i < MOST_IN_TASK; i++) {
                List<Work> lot = take();
                if (lot.isEmpty()) {
                    return;
                }
                if (i == 0) {
                    dispatch();
                }
                work(lot);
            }
        } finally {
            endTask();
            dispatch();
        }
    }

    private synchronized List<Work> take() {
        boolean now = mayBegin() && tasks <= concurrency && !ready.isEmpty() && patience() <= 0;
        if (!now) {
            return List.of();
        }
        List<Work> lot = lots.most() == 1 ? List.of(ready.poll()) : several();
        lotsRunning++;
        running += lot.size();
        for (Work work : lot) {
            work.state(Work.State.RUNNING);
        }
        return lot;
    }

    private List<Work> several() {
        List<Work> lot = new ArrayList<>(Math.min(lots.most(), ready.size()));
        while (lot.size() < lots.most() && !ready.isEmpty()) {
            lot.add(ready.poll());
        }
        lingeringSince = System.nanoTime();
        return lot;
    }

    private void work(List<Work> lot) {
        try {
            worker.accept(lot);
        } finally {
            synchronized (this) {
                lotsRunning--;
                running -= lot.size();
                if (stopped && lotsRunning == 0) {
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
            beginToLinger();
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
        if (lotsRunning == 0) {
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
