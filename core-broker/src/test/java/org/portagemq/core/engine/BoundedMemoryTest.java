// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

/** What users do or leave undone costs no more memory than a limit. */
class BoundedMemoryTest {

    private static final int COUNT = 6_000;
    private static final int BYTES = 1_000;

    private final SimulatedWorld world = SimulatedWorld.open(5, Map.of("store.read-ahead", "64KiB"));
    private final TestClient client = new TestClient(world);

    /** The loop of a connection that runs only when the test says so. */
    private static final class StoppedLoop implements Executor {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        private void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private static final class Counter implements SubscriptionListener {
        private final List<String> texts = new ArrayList<>();

        @Override
        public void refused(BrokerException reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void deliver(Delivery delivery) {
            texts.add(TestClient.text(delivery));
        }

        @Override
        public void cancelled(BrokerException reason) {
            throw new AssertionError(reason);
        }
    }

    private void publishMuch() {
        client.declareGroup("q");
        for (int i = 0; i < COUNT; i += 50) {
            int first = i;
            client.call(s -> {
                Publisher publisher = s.publisher("", client.outcomes());
                for (int k = first; k < first + 50; k++) {
                    publisher.publish(TestClient.message("q", k + ":" + "x".repeat(BYTES), true), Publisher.NO_TOKEN);
                }
            });
        }
        client.publish("", "nobody", "behind all others");
        world.advance(Duration.ofMillis(200));
    }

    @Test
    void aConnectionThatReadsNothingGetsNoMoreThanItsMailboxHolds() {
        publishMuch();
        StoppedLoop loop = new StoppedLoop();
        Session session = world.broker()
                .open(
                        new SessionRequest(new Principal("slow", Set.of()), "/", ConnectionInfo.embedded(), loop),
                        new SessionListener() {});
        Counter counter = new Counter();
        session.subscribe(new SubscribeRequest("q", false, true, Subscription.UNLIMITED), counter);
        session.flush();
        world.advance(Duration.ofSeconds(5));

        long out = COUNT - client.describeGroup("q").ready();
        long limit = Mailbox.BYTES_LIMIT / BYTES + 300;
        assertTrue(out <= limit, () -> out + " messages wait for a connection that does not read");
        assertTrue(world.broker().status().gauges().get("read_ahead_bytes") <= 64 << 10);

        for (int i = 0; i < 10_000 && counter.texts.size() < COUNT; i++) {
            loop.runAll();
            world.advance(Duration.ofMillis(1));
        }
        assertEquals(COUNT, counter.texts.size());
        for (int i = 0; i < COUNT; i++) {
            assertTrue(counter.texts.get(i).startsWith(i + ":"));
        }
    }

    @Test
    void aConnectionThatIsNotWritableGetsNothingWhateverItsCredit() {
        publishMuch();
        Counter counter = new Counter();
        client.call(s -> {
            s.writable(false);
            s.subscribe(new SubscribeRequest("q", false, true, Subscription.UNLIMITED), counter);
        });
        world.advance(Duration.ofSeconds(2));
        assertEquals(0, counter.texts.size());
        client.call(s -> s.writable(true));
        world.await("all of them", () -> counter.texts.size() == COUNT);
    }
}
