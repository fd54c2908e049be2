// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StreamPlace;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.api.Transaction;

/**
 * Batches to a partition of a stream, each a transaction, while the process is killed and the power fails: afterwards each is
 * there as a whole, in order and with nothing between its messages, or not at all; and where it was told to be when it was answered.
 */
class BatchCrashTest {

    private static final int HISTORIES = 40;
    private static final int BATCHES = 40;
    private static final int MOST_MESSAGES = 12;

    @Test
    void aBatchIsThereAsAWholeOrNotAtAll() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            new History(seed).run();
        }
    }

    private static final class History {
        private final long seed;
        private final Random random;
        private final Map<Integer, Integer> sizes = new HashMap<>();
        private final Map<Integer, StreamPlace> told = new ConcurrentHashMap<>();
        private final Map<Integer, StreamPlace> answered = new ConcurrentHashMap<>();

        History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            Map<String, String> settings = Map.of("store.snapshot-bytes", "64KiB", "store.snapshot-interval", "300ms");
            try (SimulatedWorld world = SimulatedWorld.open(seed, settings)) {
                TestClient client = new TestClient(world);
                client.declareTopic(new TopicSettings(
                        "s", TopicKind.STREAM, true, false, false, "", 1, Retention.FOREVER, Map.of()));
                for (int number = 0; number < BATCHES; number++) {
                    send(client, number);
                    if (random.nextInt(3) == 0) {
                        world.advance(Duration.ofMillis(random.nextInt(50)));
                    }
                    if (random.nextInt(8) == 0) {
                        crash(world);
                        client = new TestClient(world);
                        check(client);
                    }
                }
            }
        }

        private void crash(SimulatedWorld world) {
            if (random.nextBoolean()) {
                world.powerCut();
            } else {
                world.kill();
            }
            world.start();
        }

        private void send(TestClient client, int number) {
            int size = 2 + random.nextInt(MOST_MESSAGES - 1);
            sizes.put(number, size);
            Transaction transaction = client.begin();
            // All in one turn, or each in one of its own.
            boolean together = random.nextBoolean();
            client.call(s -> {
                Publisher publisher = s.publisherToPartition("s", 0, new Places(number));
                for (int i = 0; i < size; i++) {
                    publisher.publish(
                            TestClient.message("k", number + ":" + i + " ".repeat(random.nextInt(300)), true),
                            i,
                            transaction);
                    if (!together) {
                        s.flush();
                    }
                }
                transaction.commit(new Answer<>() {
                    @Override
                    public void done(Void nothing) {
                        answered.put(number, told.get(number));
                    }

                    @Override
                    public void failed(BrokerException reason) {
                        throw reason;
                    }
                });
            });
        }

        /** Where the first message of a batch is. */
        private final class Places implements PublishListener {
            private final int number;

            Places(int number) {
                this.number = number;
            }

            @Override
            public void placed(long token, MessageId id, StreamPlace place) {
                if (token == 0 && place != null) {
                    told.put(number, place);
                }
            }

            @Override
            public void refused(long token, BrokerException reason) {
                throw reason;
            }
        }

        private void check(TestClient client) {
            BrowsePage page = client.ask((s, answer) -> s.read("s", 0, 0, 1_000, answer));
            Map<Integer, List<Long>> offsets = new HashMap<>();
            for (BrowsePage.Entry entry : page.entries()) {
                String[] parts =
                        entry.message().message().body().toUtf8().strip().split(":", -1);
                List<Long> known = offsets.computeIfAbsent(Integer.valueOf(parts[0]), absent -> new ArrayList<>());
                assertEquals(known.size(), Integer.parseInt(parts[1]), () -> "a message out of order, history " + seed);
                known.add(entry.offset());
            }
            offsets.forEach((number, known) -> {
                String what = "batch " + number + " of history " + seed;
                assertEquals(sizes.get(number), known.size(), what);
                assertEquals(known.size() - 1, known.get(known.size() - 1) - known.get(0), what + " is in one piece");
            });
            answered.forEach((number, place) -> {
                String what = "batch " + number + " of history " + seed + " was answered";
                assertTrue(offsets.containsKey(number), what);
                assertEquals(place.offset(), offsets.get(number).get(0), what);
            });
        }
    }
}
