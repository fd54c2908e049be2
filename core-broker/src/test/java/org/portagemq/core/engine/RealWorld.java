// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.Gate;
import org.portagemq.core.settings.Settings;

/** A broker with real threads over a real folder. */
public final class RealWorld implements World {

    private static final long WAIT_SECONDS = 20;
    private static final Duration STEP = Duration.ofMillis(1);

    private final BrokerSetup setup;
    private final List<ExecutorService> loops = new ArrayList<>();
    private EmbeddedBroker broker;

    private RealWorld(BrokerSetup setup) {
        this.setup = setup;
    }

    /** A broker with a small store. */
    public static RealWorld open(Path data) {
        return open(data, Map.of());
    }

    /** A broker with a small store, and further settings. */
    public static RealWorld open(Path data, Map<String, String> further) {
        return open(data, further, Gate.OPEN);
    }

    /** A broker with a small store, and a gate. */
    static RealWorld open(Path data, Map<String, String> further, Gate gate) {
        Map<String, String> all = new HashMap<>(Map.of(
                "store.segment-bytes", "1MiB",
                "store.ring-bytes", "1MiB",
                "store.transient-ring-bytes", "256KiB",
                "store.disk-free-limit", "0",
                "store.disk-free-reserve", "0"));
        all.putAll(further);
        RealWorld world = new RealWorld(new BrokerSetup(data, Settings.of(all), gate, List.of(TestFormat.INSTANCE)));
        world.start();
        return world;
    }

    private void start() {
        try {
            broker = EmbeddedBroker.open(setup);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Executor connection() {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        loops.add(loop);
        return loop;
    }

    @Override
    public void on(Executor executor, Runnable call) {
        try {
            CompletableFuture.runAsync(call, executor).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("the call on the session's executor failed", failed);
        }
    }

    @Override
    public void await(String what, BooleanSupplier until) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!until.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen in " + WAIT_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    /** A round trip of every session's executor and of the core: what was under way by then has happened. */
    @Override
    public void settle() {
        for (int round = 0; round < 2; round++) {
            broker.status();
            for (ExecutorService loop : loops) {
                if (!loop.isShutdown()) {
                    on(loop, () -> {});
                }
            }
        }
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }

    @Override
    public void advance(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    @Override
    public void restart() {
        broker.close();
        start();
    }

    @Override
    public void close() {
        broker.close();
        loops.forEach(ExecutorService::shutdown);
    }
}
