// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Vocabulary;
import org.portagemq.core.record.Formats;
import org.portagemq.core.settings.Settings;
import org.portagemq.core.simulation.SimulatedFiles;
import org.portagemq.core.simulation.SimulatedPlatform;
import org.portagemq.core.storage.StoreFiles;

/** A broker over simulated files and threads, in virtual time. */
public final class SimulatedWorld implements World {

    private final long seed;
    private final SimulatedFiles files;
    private final Settings settings;
    private UnaryOperator<StoreFiles> disk = given -> given;
    private Gate gate = Gate.OPEN;
    private List<MessageFormat> formats = List.of(TestFormat.INSTANCE);
    private List<Vocabulary> vocabularies = List.of();
    private SimulatedPlatform platform;
    private EmbeddedBroker broker;
    private int epoch;
    private boolean timeGoesOn;

    private SimulatedWorld(long seed, Settings settings) {
        this.seed = seed;
        this.files = new SimulatedFiles(seed);
        this.settings = settings;
    }

    /** A broker with small segments, so that they come and go. Further settings win. */
    public static SimulatedWorld open(long seed, Map<String, String> further) {
        SimulatedWorld world = prepare(seed, further);
        world.start();
        return world;
    }

    /** As {@link #open}, but not started yet. */
    public static SimulatedWorld prepare(long seed, Map<String, String> further) {
        Map<String, String> given = new HashMap<>(Map.of(
                "store.segment-bytes", "64KiB",
                "store.ring-bytes", "256KiB",
                "store.transient-ring-bytes", "256KiB",
                "store.snapshot-bytes", "256KiB",
                "store.disk-free-limit", "0",
                "store.disk-free-reserve", "0"));
        given.putAll(further);
        return new SimulatedWorld(seed, Settings.of(given));
    }

    public SimulatedWorld gate(Gate newGate) {
        gate = newGate;
        return this;
    }

    public SimulatedWorld formats(List<MessageFormat> newFormats) {
        formats = newFormats;
        return this;
    }

    public SimulatedWorld vocabularies(List<Vocabulary> newVocabularies) {
        vocabularies = newVocabularies;
        return this;
    }

    /** A restart begins at the time of day at which the broker ended; without this always at the same. */
    public SimulatedWorld timeGoesOn() {
        timeGoesOn = true;
        return this;
    }

    /** The broker sees the files through this. */
    public SimulatedWorld disk(UnaryOperator<StoreFiles> newDisk) {
        disk = newDisk;
        return this;
    }

    /** Starts the broker over what the files hold. */
    public void start() {
        try {
            startOrFail();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** As {@link #start}; a store that cannot be opened is told. */
    public void startOrFail() throws IOException {
        epoch++;
        SimulatedPlatform before = platform;
        platform = new SimulatedPlatform(seed + epoch);
        if (timeGoesOn && before != null) {
            platform.stepWallClock(Duration.ofMillis(before.wallMs() - platform.wallMs()));
        }
        broker = EmbeddedBroker.open(
                disk.apply(files), epoch, settings, platform, gate, new Formats(formats, vocabularies), () -> {});
        platform.settle();
    }

    public SimulatedFiles files() {
        return files;
    }

    public SimulatedPlatform platform() {
        return platform;
    }

    /** The process is killed: what was written stays, also if it was not synced. */
    public void kill() {
        platform.kill();
        files.kill();
    }

    /** The power fails: of what was not synced any part may be lost. */
    public void powerCut() {
        platform.kill();
        files.powerCut();
    }

    @Override
    public Broker broker() {
        return broker;
    }

    /** The broker with its inside. */
    EmbeddedBroker embedded() {
        return broker;
    }

    @Override
    public Executor connection() {
        return platform.connection();
    }

    @Override
    public void on(Executor executor, Runnable call) {
        boolean[] done = {false};
        executor.execute(() -> {
            call.run();
            done[0] = true;
        });
        while (!done[0] && platform.step()) {
            // The executor's turn comes.
        }
        if (!done[0]) {
            throw new AssertionError("the call was not carried out");
        }
    }

    @Override
    public void await(String what, BooleanSupplier until) {
        platform.settle();
        for (int i = 0; i < 100 && !until.getAsBoolean(); i++) {
            platform.advance(Duration.ofMillis(100));
        }
        if (!until.getAsBoolean()) {
            throw new AssertionError("did not happen in 10 s: " + what);
        }
    }

    @Override
    public void settle() {
        platform.settle();
    }

    @Override
    public long wallMs() {
        return platform.wallMs();
    }

    @Override
    public void advance(Duration time) {
        platform.advance(time);
    }

    @Override
    public void restart() {
        broker.close();
        files.kill();
        start();
    }

    @Override
    public void close() {
        broker.close();
    }
}
