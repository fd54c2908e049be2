// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;

/** Runs random lives of a broker one after the other, each made of its number, and says how a failed one is run again. */
final class CrashHistories {

    /** A store in which everything comes about after few messages. */
    static final Map<String, String> SMALL_STORE = Map.of(
            "store.index-memory", "16KiB",
            "store.snapshot-bytes", "64KiB",
            "store.snapshot-interval", "300ms");

    /** One life. */
    interface History extends AutoCloseable {
        void run();

        @Override
        void close();
    }

    private CrashHistories() {}

    /**
     * Runs the histories from 0 on, or the one that the system property {@code NAME.seed} tells.
     *
     * @param made a history of its number
     */
    static void run(String name, int count, LongFunction<History> made) {
        String seed = System.getProperty(name + ".seed");
        long first = seed == null ? 0 : Long.parseLong(seed);
        long end = seed == null ? count : first + 1;
        for (long number = first; number < end; number++) {
            try (History history = made.apply(number)) {
                history.run();
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(
                        "history " + number + " (again with -D" + name + ".seed=" + number + ")", failed);
            }
        }
    }

    /** Ends the process, or the power as well, and starts the broker again. */
    static TestClient crash(SimulatedWorld world, Random random) {
        return crash(world, random.nextBoolean());
    }

    static TestClient crash(SimulatedWorld world, boolean power) {
        if (power) {
            world.powerCut();
        } else {
            world.kill();
        }
        world.start();
        return new TestClient(world);
    }
}
