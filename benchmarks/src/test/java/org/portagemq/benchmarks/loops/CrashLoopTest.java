// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kill loop, short: a real server, killed three times under load. It starts a process five times. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CrashLoopTest {

    private static final int TIMES = 3;
    private static final int SHORTEST_MILLIS = 800;
    private static final int LONGEST_MILLIS = 1_800;
    private static final long SEED = 4;

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostInventedOrOutOfOrderWhenTheServerIsKilled() throws Exception {
        ServerProcess.Options server = new ServerProcess.Options(
                folder.resolve("data"),
                folder.resolve("log"),
                // As in a server: not the logging of the tests, which are on the class path too.
                List.of("-Xmx256m", "-Dlogback.configurationFile=logback.xml"),
                List.of(
                        "store.segment-bytes=1MiB",
                        "store.ring-bytes=4MiB",
                        "store.disk-free-limit=0",
                        "store.disk-free-reserve=0"));
        CrashLoop loop = new CrashLoop(
                new CrashLoop.Setup(TIMES, SEED, SHORTEST_MILLIS, LONGEST_MILLIS, server, Crash.KILL, line -> {}));
        CrashLoop.Outcome outcome = loop.run();
        assertEquals(List.of(), outcome.ledger().examples());
        Map<String, Long> counts = outcome.ledger().counts();
        for (String what : List.of(
                "confirmed",
                "delivered",
                "acked",
                "dead letters",
                "rejected",
                "sent with a delay",
                "acked by commit")) {
            assertTrue(counts.getOrDefault(what, 0L) > 0, () -> "nothing was " + what + ": " + counts);
        }
    }
}
