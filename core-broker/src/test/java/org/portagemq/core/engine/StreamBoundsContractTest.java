// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.core.api.StreamPlace;

/** What is told of a stream's offsets: at once, never what a power cut could take back, and all that was confirmed. */
class StreamBoundsContractTest {

    /** Messages that need not be on disk stay off it for so long. */
    private static final Map<String, String> LAZY = Map.of("store.flush-interval", "10m");

    abstract static class Rules extends StreamChapter {

        /** Looks at the bounds whenever a message is confirmed. */
        private static final class Looking implements PublishListener {
            private final Session session;
            private final int partition;
            private final Map<Long, Long> offsets = new ConcurrentHashMap<>();
            private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();
            private final List<String> missing = new CopyOnWriteArrayList<>();

            Looking(Session session, int partition) {
                this.session = session;
                this.partition = partition;
            }

            @Override
            public void placed(long token, MessageId id, StreamPlace place) {
                offsets.put(token, place.offset());
            }

            @Override
            public void confirmed(long token) {
                session.streamBounds("s", partition, new Answer<>() {
                    @Override
                    public void done(StreamBounds bounds) {
                        if (bounds.end() <= offsets.get(token)) {
                            missing.add(offsets.get(token) + " is not below " + bounds.end());
                        }
                        confirmed.add(token);
                    }

                    @Override
                    public void failed(BrokerException reason) {
                        missing.add(reason.getMessage());
                    }
                });
                session.flush();
            }

            @Override
            public void refused(long token, BrokerException reason) {
                missing.add(reason.getMessage());
            }
        }

        private static Message message(String text, FlushPolicy flush) {
            Message plain = TestClient.message("k", text, true);
            return new Message(
                    plain.routingKeys(),
                    true,
                    0,
                    Message.NO_TTL,
                    flush,
                    List.of(),
                    plain.format(),
                    plain.header(),
                    Payload.utf8(text),
                    Message.AT_ONCE,
                    null,
                    null);
        }

        private StreamBounds whole() {
            return client.ask((s, answer) -> s.wholeBounds("s", 0, answer));
        }

        private long offsetAt(long time) {
            return client.ask((s, answer) -> s.offsetAt("s", 0, time, answer));
        }

        @Test
        void whatIsOnItsWayToTheDiskIsNotWaitedForAndNotTold() {
            declare(1);
            client.confirmed(client.send("s", message("a", FlushPolicy.ASYNC)));
            assertEquals(new StreamBounds(0, 0), bounds(0));
            assertEquals(0, offsetAt(world.wallMs() + 60_000));
            assertEquals(new StreamBounds(0, 1), whole());
            assertEquals(new StreamBounds(0, 1), bounds(0));
            assertEquals(1, offsetAt(world.wallMs() + 60_000));
        }

        @Test
        void whatWasThereBeforeARestartIsToldWhateverIsOnItsWaySince() {
            declare(1);
            for (String text : List.of("a", "b", "c")) {
                client.confirmed(client.send("s", message(text, FlushPolicy.SYNC)));
            }
            restart();
            client.confirmed(client.send("s", message("d", FlushPolicy.ASYNC)));
            assertEquals(new StreamBounds(0, 3), bounds(0));
            restart();
            client.confirmed(client.send("s", TestClient.message("k", "fleeting", false)));
            assertEquals(new StreamBounds(0, 4), bounds(0));
            assertEquals(new StreamBounds(0, 5), whole());
            assertEquals(new StreamBounds(0, 5), bounds(0));
        }

        @Test
        void everyMessageThatWasConfirmedIsToldHoweverMuchIsOnItsWayBehindIt() {
            declare(2);
            Looking[] looking = new Looking[2];
            for (int partition = 0; partition < 2; partition++) {
                int number = partition;
                client.call(s -> looking[number] = new Looking(s, number));
            }
            int count = 600;
            Publisher[] publishers = new Publisher[2];
            for (int token = 0; token < count; token++) {
                int partition = token % 3 == 0 ? 0 : 1;
                long number = token;
                // Large enough for several segments, of which each is synced before the next begins.
                String text = token + "x".repeat(token % 7 * 140);
                client.call(s -> {
                    if (publishers[partition] == null) {
                        publishers[partition] = s.publisherToPartition("s", partition, looking[partition]);
                    }
                    publishers[partition].publish(message(text, FlushPolicy.SYNC), number);
                    if (number % 5 == 0) {
                        s.publisherToPartition("s", 1 - partition, looking[partition])
                                .publish(message("behind", FlushPolicy.ASYNC), Publisher.NO_TOKEN);
                    }
                });
            }
            world.await(
                    "all confirms",
                    () -> looking[0].confirmed.size() + looking[1].confirmed.size() == count
                            || looking[0].missing.size() + looking[1].missing.size() > 0);
            assertEquals(List.of(), looking[0].missing);
            assertEquals(List.of(), looking[1].missing);
            assertTrue(looking[0].offsets.size() > 0);
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(73, LAZY);
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data, LAZY);
        }
    }
}
