// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.TestClient.Inbox;

/** Streams: their partitions, and the ways to read them. */
class StreamContractTest {

    abstract static class Rules extends StreamChapter {

        @Test
        void aReaderBeginsWhereItSaysAndTakesNothingAway() {
            declare(1);
            publish(10);
            assertEquals(
                    numbers(0, 10, 1), read(StreamStart.FIRST, 20).await(10).bodies());
            assertEquals(List.of("9"), read(StreamStart.LAST, 20).await(1).bodies());
            assertEquals(
                    numbers(7, 10, 1),
                    read(new StreamStart.Offset(7), 20).await(3).bodies());
            Inbox next = read(StreamStart.NEXT, 20);
            Inbox beyond = read(new StreamStart.Offset(50), 20);
            client.publish("s", "k", "10");
            assertEquals(List.of("10"), next.await(1).bodies());
            assertEquals(List.of("10"), beyond.await(1).bodies());
            assertEquals(10, next.get(0).offset());
            assertEquals(numbers(0, 11, 1), page(0, 0));
        }

        @Test
        void aReaderBeginsAtATime() {
            declare(1);
            publish(3);
            world.advance(Duration.ofMillis(20));
            client.publish("s", "k", "late");
            world.await("the durable point", () -> bounds(0).end() == 4);
            long time = client.<BrowsePage>ask((s, answer) -> s.read("s", 0, 3, 10, answer))
                    .entries()
                    .get(0)
                    .message()
                    .storedAt();
            assertEquals(
                    List.of("late"),
                    read(new StreamStart.Time(time), 10).await(1).bodies());
        }

        @Test
        void creditOfAReaderLimitsWhatItGetsAndAcksTakeNothingAway() {
            declare(1);
            publish(5);
            Inbox reader = read(StreamStart.FIRST, 2).await(2);
            world.settle();
            assertEquals(2, reader.deliveries().size());
            reader.ackAll();
            reader.credit(2);
            assertEquals(numbers(0, 4, 1), reader.await(4).bodies());
            reader.close();
            assertEquals(List.of("0"), read(StreamStart.FIRST, 1).await(1).bodies());
        }

        @Test
        void aReaderMaySelect() {
            declare(1);
            for (int i = 0; i < 10; i++) {
                client.confirmed(client.send("s", message("k", "rest=" + i % 2, String.valueOf(i))));
            }
            Inbox reader = client.subscribe(
                    SubscribeRequest.ofStream(StreamSource.reader("s", 0, StreamStart.FIRST), false, 10)
                            .filtered(Filter.selector("rest = 1")));
            assertEquals(numbers(1, 10, 2), reader.await(5).bodies());
        }

        @Test
        void whoReadsAtTheEndWaitsForTheNextMessage() {
            declare(1);
            publish(2);
            List<BrowsePage> pages = new java.util.concurrent.CopyOnWriteArrayList<>();
            client.call(s -> s.read("s", 0, 2, 10, 60_000, new Answer<>() {
                @Override
                public void done(BrowsePage page) {
                    pages.add(page);
                }

                @Override
                public void failed(BrokerException reason) {
                    throw reason;
                }
            }));
            world.settle();
            assertEquals(0, pages.size());
            client.publish("s", "k", "2");
            world.await("the page", () -> pages.size() == 1);
            assertEquals(2, pages.get(0).entries().get(0).offset());
        }

        @Test
        void whoWaitsTooLongGetsAnEmptyPage() {
            declare(1);
            BrowsePage page = client.ask((s, answer) -> s.read("s", 0, 0, 10, 200, answer));
            assertEquals(0, page.entries().size());
            assertEquals(0, page.nextOffset());
        }

        @Test
        void aGroupOfItsOwnMovesForwardOnly() {
            client.declareGroup("q");
            client.publish("", "q", "0", "1", "2", "3");
            assertEquals(4, client.drain("q").size());
            client.publish("", "q", "4", "5", "6", "7");
            long dropped =
                    client.<Long>ask((s, answer) -> s.admin().resetGroup("q", new StreamStart.Offset(6), answer));
            assertEquals(2, dropped);
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask(
                            (s, answer) -> s.admin().resetGroup("q", new StreamStart.Offset(2), answer))));
            restart();
            assertEquals(List.of("6", "7"), client.drain("q"));
        }

        @Test
        void aGroupOfItsOwnMovesToATime() {
            client.declareGroup("q");
            client.publish("", "q", "0", "1");
            world.advance(Duration.ofMillis(20));
            client.publish("", "q", "2");
            long time = client.<BrowsePage>ask((s, answer) -> s.browse("q", 2, 1, answer))
                    .entries()
                    .get(0)
                    .message()
                    .storedAt();
            client.<Long>ask((s, answer) -> s.admin().resetGroup("q", new StreamStart.Time(time), answer));
            assertEquals(List.of("2"), client.drain("q"));
        }

        @Test
        void messagesOfOneKeyLieInOnePartitionInOrder() {
            declare(4);
            for (int i = 0; i < 40; i++) {
                client.confirmed(client.send(
                        "s",
                        TestClient.message("any" + i, i % 5 + ":" + i, true)
                                .orderedBy(new OrderingKey("key" + i % 5))));
            }
            world.await(
                    "the durable point",
                    () -> bounds(0).end()
                                    + bounds(1).end()
                                    + bounds(2).end()
                                    + bounds(3).end()
                            == 40);
            List<String> seen = new ArrayList<>();
            for (int partition = 0; partition < 4; partition++) {
                int number = partition;
                List<String> texts = page(number, 0);
                for (String text : texts) {
                    String key = text.substring(0, 1);
                    long elsewhere =
                            seen.stream().filter(other -> other.startsWith(key)).count();
                    assertEquals(0, elsewhere, text);
                }
                seen.addAll(texts);
                assertEquals(
                        texts,
                        texts.stream()
                                .sorted(java.util.Comparator.comparingInt(text -> Integer.parseInt(text.substring(2))))
                                .toList());
            }
            assertEquals(40, seen.size());
        }

        @Test
        void aPublisherMayChooseThePartition() {
            declare(3);
            client.declareGroup("q");
            client.bind("s", "q", "");
            TestClient.Outcomes outcomes = new TestClient.Outcomes();
            for (int i = 0; i < 3; i++) {
                int partition = i;
                client.call(s -> s.publisherToPartition("s", partition, outcomes)
                        .publish(TestClient.message("same", "p" + partition, true), partition));
            }
            client.call(s -> s.publisherToPartition("s", 3, outcomes).publish(TestClient.message("k", "x", true), 3));
            world.await(
                    "outcomes",
                    () -> outcomes.confirmed().size() == 3 && outcomes.refused().size() == 1);
            for (int i = 0; i < 3; i++) {
                int partition = i;
                world.await("the durable point", () -> bounds(partition).end() == 1);
                assertEquals(List.of("p" + i), page(i, 0));
            }
            assertEquals(ErrorCode.NOT_FOUND, outcomes.refused().get(3L).code());
            assertEquals(List.of("p0", "p1", "p2"), client.drain("q"));
        }

        @Test
        void aStreamGrowsAndItsGroupsWithIt() {
            declare(1);
            publish(3);
            declareGroup("g", StreamStart.FIRST);
            commit("o", 0, 2);
            grow(3);
            restart();
            assertEquals(
                    3,
                    client.<TopicSettings>ask((s, answer) -> s.admin().describeTopic("s", answer))
                            .partitions());
            assertEquals(ErrorCode.INVALID, refusal(() -> grow(2)));
            TestClient.Outcomes outcomes = new TestClient.Outcomes();
            client.call(s -> s.publisherToPartition("s", 2, outcomes).publish(TestClient.message("k", "new", true), 1));
            assertEquals(List.of("new"), consume("g", 2, 1).await(1).bodies());
            assertEquals(numbers(0, 3, 1), consume("g", 0, 5).await(3).bodies());
            assertEquals(2, committed("o", 0).getAsLong());
            world.await("the durable point", () -> bounds(2).end() == 1);
            commit("o", 2, 1);
            restart();
            assertEquals(1, committed("o", 2).getAsLong());
            assertEquals(numbers(0, 3, 1), page(0, 0));
        }

        private void grow(int partitions) {
            client.<Void>ask((s, answer) -> s.admin().growStream("s", partitions, answer));
        }

        @Test
        void retentionBySizeMovesTheFirstOffsetAndGroupsFollow() {
            declare(1, new Retention(Retention.UNLIMITED, 5_000));
            declareGroup("g", StreamStart.FIRST);
            Inbox inbox = consume("g", 0, 2);
            for (int i = 0; i < 100; i++) {
                client.send("s", TestClient.message("k", i + " ".repeat(200), true));
            }
            inbox.await(2);
            world.await("retention", () -> bounds(0).end() == 100 && bounds(0).first() > 60);
            long first = bounds(0).first();
            BrowsePage page = client.ask((s, answer) -> s.read("s", 0, 0, 1, answer));
            assertEquals(first, page.first());
            assertEquals(first, page.entries().get(0).offset());
            inbox.ack(0);
            inbox.release(1, Release.UNCOUNTED);
            inbox.credit(1);
            inbox.await(3);
            assertEquals(first, inbox.get(2).offset());
            assertEquals(
                    first, read(new StreamStart.Offset(3), 1).await(1).get(0).offset());
            restart();
            assertEquals(first, consume("g", 0, 1).await(1).get(0).offset());
        }

        @Test
        void retentionByAgeLetsOldMessagesGoWhateverTheirLifetime() {
            declare(1, new Retention(400, Retention.UNLIMITED));
            Message shortLived = TestClient.message("k", "0", true).rerouted(List.of("k"), 1);
            client.confirmed(client.send("s", shortLived));
            world.await("the durable point", () -> bounds(0).end() == 1);
            assertEquals(List.of("0"), page(0, 0));
            world.await("retention", () -> bounds(0).first() == 1);
            assertEquals(List.of(), page(0, 0));
            BrowsePage page = client.ask((s, answer) -> s.read("s", 0, 0, 1, answer));
            assertEquals(1, page.first());
            assertEquals(1, page.end());
        }

        @Test
        void aGroupOfItsOwnMayKeepAStream() {
            client.declareTopic("t", TopicKind.FANOUT);
            GroupRules rules = new GroupRules.Builder()
                    .stream(new Retention(Retention.UNLIMITED, 5_000)).build();
            client.declareGroup(new GroupSettings("kept", true, false, false, Map.of(), rules));
            client.bind("t", "kept", "");
            for (int i = 0; i < 3; i++) {
                client.confirmed(client.send("t", TestClient.message("k", String.valueOf(i), false)));
            }
            client.publish("", "kept", "3");
            restart();
            Inbox reader = readKept(StreamStart.FIRST).await(4);
            assertEquals(numbers(0, 4, 1), reader.bodies());
            assertEquals(1, client.describeGroup("kept").consumers());
            assertEquals(4, client.describeGroup("kept").ready());
            Inbox next = client.subscribe("kept", 5);
            client.publish("", "kept", "4");
            assertEquals(List.of("4"), next.await(1).bodies());
            for (int i = 0; i < 100; i++) {
                client.send("", TestClient.message("kept", " ".repeat(200), true));
            }
            world.await("retention", () -> client.describeGroup("kept").ready() < 60);
            assertEquals(ErrorCode.NOT_SUPPORTED, refusal(() -> client.fetch("kept")));
            assertEquals(
                    ErrorCode.NOT_SUPPORTED,
                    refusal(() -> client.<Long>ask((s, answer) -> s.admin().purgeGroup("kept", answer))));
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, answer) -> s.admin().deleteGroup("kept", true, false, answer))));
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("kept", false, false, answer));
            world.await("the end", () -> reader.ended() != null && next.ended() != null);
            assertEquals(
                    ErrorCode.NOT_FOUND, readKept(StreamStart.FIRST).refusal().code());
        }

        private Inbox readKept(StreamStart start) {
            return client.subscribe(SubscribeRequest.ofStream(StreamSource.ofGroup("kept", start), false, 10));
        }

        @Test
        void aStreamIsReadWithAcknowledgementsAndOnlyAStreamFromAPlace() {
            GroupRules rules =
                    new GroupRules.Builder().stream(Retention.FOREVER).build();
            client.declareGroup(new GroupSettings("kept", true, false, false, Map.of(), rules));
            client.declareGroup("q");
            assertEquals(
                    ErrorCode.NOT_SUPPORTED,
                    client.subscribe(new SubscribeRequest("kept", false, true, 1))
                            .refusal()
                            .code());
            assertEquals(
                    ErrorCode.INVALID,
                    client.subscribe(SubscribeRequest.ofStream(StreamSource.ofGroup("q", StreamStart.FIRST), false, 1))
                            .refusal()
                            .code());
            GroupRules limited = rules.toBuilder().ttlMs(5).build();
            assertEquals(
                    ErrorCode.NOT_SUPPORTED,
                    refusal(() ->
                            client.declareGroup(new GroupSettings("limited", true, false, false, Map.of(), limited))));
        }

        @Test
        void aStreamRoutesOnToItsBindings() {
            declare(1);
            client.declareGroup("q");
            client.bind(Binding.toGroup("s", "q", "").filtered(Filter.selector("rest = 1")));
            for (int i = 0; i < 4; i++) {
                client.confirmed(client.send("s", message("k", "rest=" + i % 2, String.valueOf(i))));
            }
            assertEquals(List.of("1", "3"), client.drain("q"));
            world.await("the durable point", () -> bounds(0).end() == 4);
            assertEquals(numbers(0, 4, 1), page(0, 0));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(71, Map.of());
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data);
        }
    }
}
