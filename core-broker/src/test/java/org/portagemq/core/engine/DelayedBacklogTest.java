// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.PendingCount;
import org.portagemq.core.api.PendingMessage;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.simulation.SimulatedPlatform;

/** Many messages that wait, and clocks that jump meanwhile. */
class DelayedBacklogTest {

    private static final int MANY = 10_000;
    private static final long YEAR_MS = 365L * 86_400_000;

    private SimulatedWorld world;
    private TestClient client;

    @BeforeEach
    void begin() {
        world = SimulatedWorld.prepare(1, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"))
                .timeGoesOn();
        world.start();
        client = new TestClient(world);
        client.declareGroup("q");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void publishOverAYear() {
        long first = world.wallMs() + 60_000;
        long token = 0;
        for (int i = 0; i < MANY; i++) {
            long due = first + i * 2_654_435_761L % YEAR_MS;
            token = client.send("", TestClient.message("q", "m", true).deliverAt(due));
        }
        client.confirmed(token);
        world.advance(Duration.ofSeconds(1));
    }

    private long waiting() {
        List<PendingCount> counts = client.ask((s, answer) -> s.admin().countPending(answer));
        return counts.stream().mapToLong(PendingCount::messages).sum();
    }

    @Test
    void whatWaitsForLongNeedsNoMemory() {
        publishOverAYear();
        long memory = world.broker().status().gauges().get("index_memory_bytes");
        assertTrue(memory < 5L * MANY, () -> memory + " bytes for " + MANY + " messages");
        assertEquals(MANY, waiting());
    }

    @Test
    void allOfItIsThereAfterARestartAndListedInOrder() {
        publishOverAYear();
        world.restart();
        client = new TestClient(world);
        assertEquals(MANY, waiting());
        long last = 0;
        long seen = 0;
        Optional<String> from = Optional.empty();
        do {
            Optional<String> at = from;
            PendingPage page = client.ask((s, answer) -> s.admin().listPending(Optional.empty(), at, 1_000, answer));
            for (PendingMessage one : page.messages()) {
                assertTrue(one.dueAt() >= last, "not in the order of their times");
                last = one.dueAt();
                seen++;
            }
            from = page.next();
        } while (from.isPresent());
        assertEquals(MANY, seen);
    }

    @Test
    void yearsLaterAllOfItHasCome() {
        publishOverAYear();
        world.broker().close();
        world.files().kill();
        world.platform().stepWallClock(Duration.ofDays(400));
        world.start();
        client = new TestClient(world);
        world.await("all", () -> client.describeGroup("q").ready() == MANY);
        assertEquals(0, waiting());
    }

    @Test
    void aClockThatIsSetForwardDeliversNothingEarly() {
        client.confirmed(client.send("", TestClient.message("q", "x", true).deliverAt(world.wallMs() + 10_000)));
        SimulatedPlatform platform = world.platform();
        platform.stepWallClock(Duration.ofDays(1));
        client.confirmed(client.send("", TestClient.message("q", "y", true).deliverAt(world.wallMs() + 20_000)));
        world.advance(Duration.ofMillis(9_900));
        assertEquals(0, client.describeGroup("q").ready());
        world.advance(Duration.ofMillis(200));
        assertEquals(List.of("x"), client.drain("q"));
        world.advance(Duration.ofMillis(9_700));
        assertEquals(List.of(), client.drain("q"));
        world.advance(Duration.ofMillis(400));
        assertEquals(List.of("y"), client.drain("q"));
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUpAlsoAfterARestart() {
        client.confirmed(client.send("", TestClient.message("q", "x", true).deliverAt(world.wallMs() + 10_000)));
        world.platform().stepWallClock(Duration.ofDays(-1));
        world.advance(Duration.ofSeconds(1));
        world.restart();
        client = new TestClient(world);
        world.advance(Duration.ofMillis(9_200));
        assertEquals(List.of("x"), client.drain("q"));
    }

    @Test
    void aClockThatIsSlewedIsFollowed() {
        client.confirmed(client.send("", TestClient.message("q", "x", true).deliverAt(world.wallMs() + 10_000)));
        for (int i = 0; i < 20; i++) {
            world.platform().stepWallClock(Duration.ofMillis(100));
            world.advance(Duration.ofMillis(200));
        }
        world.advance(Duration.ofSeconds(4));
        assertEquals(List.of("x"), client.drain("q"));
    }
}
