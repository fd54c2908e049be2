// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One at a time, and nothing left behind, whoever comes and goes. */
class SerialCoreTest {

    private static final long SECONDS = 30;

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final SerialCore core =
            new SerialCore(System::nanoTime, () -> {}, (task, failure) -> failures.incrementAndGet());

    private SerialCore.CoreTask task(Executor home, Runnable call) {
        return new SerialCore.CoreTask() {
            @Override
            public void run() {
                if (inside.incrementAndGet() != 1) {
                    together.incrementAndGet();
                }
                call.run();
                inside.decrementAndGet();
            }

            @Override
            public Executor home() {
                return home;
            }
        };
    }

    @Test
    void threadsAreNeverInsideTogetherAndNoTaskIsLeftBehind() throws InterruptedException {
        int threads = 4;
        int tasks = 20_000;
        ExecutorService homes = Executors.newFixedThreadPool(2);
        CountDownLatch done = new CountDownLatch(threads * tasks);
        int[] plain = {0};
        List<Thread> submitters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread submitter = new Thread(() -> {
                for (int i = 0; i < tasks; i++) {
                    core.submit(task(homes, () -> {
                        plain[0]++;
                        done.countDown();
                    }));
                }
            });
            submitters.add(submitter);
            submitter.start();
        }
        assertTrue(done.await(SECONDS, TimeUnit.SECONDS), () -> done.getCount() + " tasks were left behind");
        for (Thread submitter : submitters) {
            submitter.join(TimeUnit.SECONDS.toMillis(SECONDS));
        }
        homes.shutdown();
        assertEquals(0, together.get());
        assertEquals(threads * tasks, plain[0], "what a task changes is seen by all later ones");
        assertEquals(0, failures.get());
    }

    @Test
    void aTaskThatIsGivenInsideIsRunBeforeTheThreadLeaves() {
        List<String> order = new ArrayList<>();
        core.submit(task(Runnable::run, () -> {
            core.submit(task(Runnable::run, () -> {
                inside.incrementAndGet();
                order.add("second");
                inside.decrementAndGet();
            }));
            order.add("first");
        }));
        assertEquals(List.of("first", "second"), order);
    }

    @Test
    void aTaskThatThrowsIsToldAndTheNextOneRuns() {
        core.submit(new SerialCore.CoreTask() {
            @Override
            public void run() {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Executor home() {
                return Runnable::run;
            }
        });
        int[] ran = {0};
        core.submit(task(Runnable::run, () -> ran[0]++));
        assertEquals(1, failures.get());
        assertEquals(1, ran[0]);
    }

    @Test
    void anExecutorThatDoesNotGoOnIsRelieved() {
        List<Runnable> lost = new ArrayList<>();
        int[] ran = {0};
        core.submit(task(Runnable::run, () -> {
            for (int i = 0; i < SerialCore.TASKS_PER_TURN * 3; i++) {
                core.submit(task(lost::add, () -> ran[0]++));
            }
        }));
        int inTheFirstTurn = ran[0];
        List<Runnable> reserve = new ArrayList<>();
        core.relieve(reserve::add);
        assertEquals(List.of(), reserve, "it has had no time");
        core.relieve(reserve::add);
        assertEquals(1, reserve.size());
        reserve.remove(0).run();
        assertTrue(ran[0] > inTheFirstTurn);
        int withTheReserve = ran[0];
        lost.get(0).run();
        assertEquals(withTheReserve, ran[0], "it comes too late");
        lost.get(1).run();
        core.relieve(reserve::add);
        core.relieve(reserve::add);
        core.relieve(reserve::add);
        while (!reserve.isEmpty()) {
            reserve.remove(0).run();
        }
        assertEquals(SerialCore.TASKS_PER_TURN * 3, ran[0]);
        assertEquals(0, together.get());
    }

    @Test
    void anExecutorThatHasEndedDoesNotStopTheCore() {
        Executor ended = call -> {
            throw new RejectedExecutionException("it has ended");
        };
        int[] ran = {0};
        core.submit(task(Runnable::run, () -> {
            for (int i = 0; i < SerialCore.TASKS_PER_TURN * 3; i++) {
                core.submit(task(ended, () -> ran[0]++));
            }
        }));
        assertEquals(SerialCore.TASKS_PER_TURN * 3, ran[0]);
    }
}
