// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/**
 * Messages of all kinds come to a stream while the process is killed and the power fails: where the stream was said to end, there it
 * ends afterwards or behind it.
 */
class StreamBoundsCrashTest {

    private static final int HISTORIES = 60;
    private static final int STEPS = 120;

    @Test
    void noOffsetThatWasToldIsTakenBack() {
        long told = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            told += new History(seed).run();
        }
        assertTrue(told > 0, "nothing was told before any crash");
    }

    private static final class History {
        private final long seed;
        private final Random random;
        private final AtomicLong told = new AtomicLong();

        History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        /** Answers where the stream was said to end at last. */
        long run() {
            Map<String, String> settings = Map.of(
                    "store.flush-interval",
                    "40ms",
                    "store.snapshot-bytes",
                    "64KiB",
                    "store.snapshot-interval",
                    "300ms");
            try (SimulatedWorld world = SimulatedWorld.open(seed, settings)) {
                TestClient client = new TestClient(world);
                client.declareTopic(new TopicSettings(
                        "s", TopicKind.STREAM, true, false, false, "", 1, Retention.FOREVER, Map.of()));
                for (int step = 0; step < STEPS; step++) {
                    client = step(world, client);
                }
            }
            return told.get();
        }

        private TestClient step(SimulatedWorld world, TestClient client) {
            switch (random.nextInt(12)) {
                case 0 -> world.advance(Duration.ofMillis(random.nextInt(60)));
                case 1, 2, 3 -> look(client);
                case 4 -> {
                    return random.nextInt(3) == 0 ? afterCrash(world) : client;
                }
                default -> publish(client);
            }
            return client;
        }

        private void publish(TestClient client) {
            Message message = TestClient.message("k", "x".repeat(random.nextInt(800)), random.nextInt(5) > 0);
            FlushPolicy flush = random.nextBoolean() ? FlushPolicy.SYNC : FlushPolicy.ASYNC;
            Message flushed = new Message(
                    message.routingKeys(),
                    message.durable(),
                    message.priority(),
                    message.ttlMs(),
                    flush,
                    message.keys(),
                    message.format(),
                    message.header(),
                    message.body(),
                    message.deliverAt(),
                    null,
                    null);
            long token = random.nextBoolean() ? 1 : Publisher.NO_TOKEN;
            client.call(s -> s.publisher("s", new TestClient.Outcomes()).publish(flushed, token));
        }

        private void look(TestClient client) {
            client.call(s -> s.streamBounds("s", 0, new Answer<>() {
                @Override
                public void done(StreamBounds bounds) {
                    told.accumulateAndGet(bounds.end(), Math::max);
                }

                @Override
                public void failed(BrokerException reason) {
                    throw reason;
                }
            }));
        }

        private TestClient afterCrash(SimulatedWorld world) {
            if (random.nextBoolean()) {
                world.powerCut();
            } else {
                world.kill();
            }
            world.start();
            TestClient client = new TestClient(world);
            StreamBounds bounds = client.ask((s, answer) -> s.wholeBounds("s", 0, answer));
            assertTrue(
                    bounds.end() >= told.get(),
                    () -> "history " + seed + ": " + told.get() + " was told, and it ends at " + bounds.end());
            return client;
        }
    }
}
