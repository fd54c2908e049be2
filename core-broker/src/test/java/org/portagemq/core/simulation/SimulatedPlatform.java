// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.platform.Platform;

/**
 * Clocks and threads of a simulation: time moves only when told, and what real threads would do beside each other is
 * done one after the other, in an order that the seed decides.
 */
public final class SimulatedPlatform implements Platform {

    private static final long START_MS = 1_700_000_000_000L;

    private final Random random;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Regular> regulars = new ArrayList<>();
    private final List<CommitLog> logs = new ArrayList<>();
    private final Lane files = lane();
    private final Lane readers = lane();
    private final Lane core = lane();
    private long nanos;
    private long wallStep;
    private double heapUse;
    private double heapUseOnceCollected = -1;
    private long heapBytes = 256 << 20;
    private boolean slowDisk;
    private boolean readersGoOn;
    private boolean dead;

    private static final class Lane implements Executor {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }
    }

    private static final class Regular {
        private final long interval;
        private final Runnable task;
        private long next;

        private Regular(long interval, Runnable task, long next) {
            this.interval = interval;
            this.task = task;
            this.next = next;
        }
    }

    public SimulatedPlatform(long seed) {
        random = new Random(seed);
    }

    /** An executor of one connection. */
    public Executor connection() {
        return lane();
    }

    private Lane lane() {
        Lane lane = new Lane();
        lanes.add(lane);
        return lane;
    }

    /** Does one thing that could be done now; false when there is nothing. */
    public boolean step() {
        if (dead) {
            return false;
        }
        List<Lane> busy = lanes.stream()
                .filter(lane ->
                        !lane.tasks.isEmpty() && !(slowDisk && (lane == files || (lane == readers && !readersGoOn))))
                .toList();
        int choice = random.nextInt(busy.size() + 1);
        if (choice < busy.size()) {
            busy.get(choice).tasks.poll().run();
            return true;
        }
        if (!slowDisk && stepLogs()) {
            return true;
        }
        if (busy.isEmpty()) {
            return false;
        }
        busy.get(random.nextInt(busy.size())).tasks.poll().run();
        return true;
    }

    private boolean stepLogs() {
        for (CommitLog log : List.copyOf(logs)) {
            long written = log.written();
            long synced = log.synced();
            log.writer().step(nanos);
            if (log.written() != written || log.synced() != synced) {
                return true;
            }
        }
        return false;
    }

    /** Until nothing is left to do without time going on. */
    public void settle() {
        while (step()) {
            // Each step may make others possible.
        }
    }

    /** Lets time go on, with everything that falls due. */
    public void advance(Duration time) {
        long end = nanos + time.toNanos();
        settle();
        while (true) {
            Regular due = regulars.stream()
                    .filter(regular -> regular.next <= end)
                    .reduce((first, second) -> second.next < first.next ? second : first)
                    .orElse(null);
            if (due == null) {
                break;
            }
            nanos = Math.max(nanos, due.next);
            if (due.interval == 0) {
                regulars.remove(due);
            }
            due.next += due.interval;
            due.task.run();
            settle();
        }
        nanos = end;
        settle();
    }

    /** The process ends here and now: nothing of what was going on goes on. */
    public void kill() {
        dead = true;
        lanes.forEach(lane -> lane.tasks.clear());
        regulars.clear();
        logs.clear();
    }

    /** While it lasts, nothing that was asked of the disk comes to an end. */
    public void slowDisk(boolean slow) {
        slowDisk = slow;
        readersGoOn = false;
    }

    /** The disk is as slow for those who write as before; reads come to an end. */
    public void onlyReadersGoOn() {
        readersGoOn = true;
    }

    /** The time of day jumps. */
    public void stepWallClock(Duration by) {
        wallStep += by.toMillis();
    }

    public void heapUse(double use) {
        heapUse = use;
    }

    /** What a collection leaves that somebody asks for; until then nothing tells that memory became free. */
    public void heapUseOnceCollected(double use) {
        heapUseOnceCollected = use;
    }

    public void heapBytes(long bytes) {
        heapBytes = bytes;
    }

    @Override
    public long wallMs() {
        return START_MS + wallStep + nanos / 1_000_000;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long random() {
        return random.nextLong();
    }

    @Override
    public Executor fileLane() {
        return files;
    }

    @Override
    public Executor readLane() {
        return readers;
    }

    @Override
    public Executor coreLane() {
        return core;
    }

    @Override
    public void every(Duration interval, Runnable task) {
        regulars.add(new Regular(interval.toNanos(), task, nanos + interval.toNanos()));
    }

    @Override
    public void after(long delay, Runnable task) {
        if (!dead) {
            regulars.add(new Regular(0, task, nanos + delay));
        }
    }

    @Override
    public AutoCloseable drive(CommitLog log, String name) {
        logs.add(log);
        return () -> {
            settle();
            logs.remove(log);
        };
    }

    @Override
    public double heapUse() {
        return heapUse;
    }

    @Override
    public void collectHeap() {
        if (heapUseOnceCollected >= 0) {
            heapUse = heapUseOnceCollected;
        }
    }

    @Override
    public long heapBytes() {
        return heapBytes;
    }

    @Override
    public void close() {
        settle();
    }
}
