// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StreamPlace;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.api.Transaction;

/** The rules of places in streams: publishers who choose a partition are told them, and messages are found by them. */
class StreamPlaceContractTest {

    abstract static class Rules extends StreamChapter {

        private static final StreamPlace WAITING = new StreamPlace(-1, -1, -1);

        /** What a publisher hears, by token. */
        private static final class Heard implements PublishListener {
            private final Map<Long, StreamPlace> places = new ConcurrentHashMap<>();
            private final Map<Long, MessageId> ids = new ConcurrentHashMap<>();
            private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();

            @Override
            public void placed(long token, MessageId id, StreamPlace place) {
                places.put(token, place == null ? WAITING : place);
                ids.put(token, id);
            }

            @Override
            public void confirmed(long token) {
                assertNotNull(places.get(token), "the place is told before the confirm");
                confirmed.add(token);
            }

            @Override
            public void refused(long token, BrokerException reason) {
                throw reason;
            }
        }

        private final Heard heard = new Heard();

        private void publish(int partition, long token, Message message) {
            client.call(s -> s.publisherToPartition("s", partition, heard).publish(message, token));
            world.await("the confirm of " + token, () -> heard.confirmed.contains(token));
        }

        private Optional<PlacedMessage> at(TestClient who, StreamPlace place, long offset) {
            return who.ask((s, answer) -> s.messageAt(place.partitionId(), offset, answer));
        }

        private static String text(Optional<PlacedMessage> found) {
            return found.orElseThrow().message().message().body().toUtf8();
        }

        @Test
        void whoChoosesAPartitionIsToldThePlaceAndFindsTheMessageByIt() {
            declare(2);
            publish(1, 0, message("k", "", "a"));
            publish(1, 1, message("k", "", "b"));
            publish(0, 2, message("k", "", "c"));
            StreamPlace second = heard.places.get(1L);
            assertEquals(1, second.partition());
            assertEquals(1, second.offset());
            assertEquals(0, heard.places.get(2L).offset());
            assertEquals("b", text(at(client, second, 1)));
            assertEquals("a", text(at(client, second, 0)));
            assertTrue(at(client, second, 2).isEmpty());
            assertTrue(at(client, new StreamPlace(9_999, 0, 0), 0).isEmpty());
            restart();
            PlacedMessage found = at(client, second, 1).orElseThrow();
            assertEquals("s", found.topic());
            assertEquals(second, found.place());
            assertEquals(heard.ids.get(1L), found.message().id());
        }

        @Test
        void aPageTellsWhereItIsFrom() {
            declare(1);
            publish(0, 0, message("k", "", "a"));
            BrowsePage page = client.ask((s, answer) -> s.read("s", 0, 0, 10, answer));
            assertEquals(heard.places.get(0L).partitionId(), page.source());
        }

        @Test
        void whatIsReadyForAGroupIsSeenWithoutBeingTaken() {
            declare(1);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> peek(10)));
            declareGroup("g", StreamStart.FIRST);
            for (int i = 0; i < 6; i++) {
                publish(0, i, message("k", "rest=" + i % 2, String.valueOf(i)));
            }
            assertEquals(List.of("0", "1"), peek(2));
            TestClient.Inbox inbox = consume("g", 0, 3).await(3);
            assertEquals(List.of("3", "4"), peek(2));
            inbox.release(1, Release.COUNTED);
            inbox.ack(0);
            assertEquals(List.of("1", "3", "4", "5"), peek(10));
            inbox.close();
            assertEquals(numbers(1, 6, 1), peek(10));
            assertEquals(List.of("1", "3", "5"), peek(10, Filter.selector("rest = 1")));
            assertEquals(List.of("1"), consume("g", 0, 1).await(1).bodies());
        }

        private List<String> peek(int max) {
            return peek(max, Filter.ALL);
        }

        private List<String> peek(int max, Filter filter) {
            BrowsePage page = client.ask((s, answer) -> s.peek("g", "s", 0, 0, max, filter, answer));
            return page.entries().stream()
                    .map(entry -> entry.message().message().body().toUtf8())
                    .toList();
        }

        @Test
        void aMessageIsNotFoundFromAnotherNamespace() {
            declare(1);
            publish(0, 0, message("k", "", "a"));
            client.<Void>ask((s, answer) -> s.admin()
                    .putNamespace(new NamespaceSettings("other", org.portagemq.core.api.FlushPolicy.DEFAULT), answer));
            TestClient other = new TestClient(world, "user", "other");
            assertTrue(at(other, heard.places.get(0L), 0).isEmpty());
        }

        @Test
        void aGroupThatIsNoPartitionHasNoPlaces() {
            client.declareGroup("q");
            put("q", "", "a");
            for (int id = 0; id < 50; id++) {
                assertTrue(at(client, new StreamPlace(id, 0, 0), 0).isEmpty());
            }
        }

        @Test
        void aMessageThatWaitsHasNoPlaceYet() {
            declare(2);
            Message later = message("k", "", "late").deliverAt(world.wallMs() + 1_000);
            publish(1, 0, later);
            assertEquals(WAITING, heard.places.get(0L));
            Transaction transaction = client.begin();
            client.call(s -> s.publisherToPartition("s", 0, heard).publish(message("k", "", "tx"), 1, transaction));
            world.await("the place", () -> heard.places.containsKey(1L));
            assertEquals(WAITING, heard.places.get(1L));
        }

        @Test
        void thePlacesOfATransactionAreToldBeforeItsCommitIsAnswered() {
            declare(2);
            publish(1, 100, message("k", "", "before"));
            Transaction transaction = client.begin();
            for (int i = 0; i < 5; i++) {
                int token = i;
                client.call(s -> s.publisherToPartition("s", partitionOf(token), heard)
                        .publish(message("k", "", "tx" + token), token, transaction));
            }
            client.<Void>ask((s, answer) -> transaction.commit(answer));
            for (int i = 0; i < 5; i++) {
                StreamPlace place = heard.places.get((long) i);
                assertEquals(i == 4 ? 0 : i + 1, place.offset());
                assertEquals(partitionOf(i), place.partition());
                assertEquals("tx" + i, text(at(client, place, place.offset())));
                assertEquals(
                        heard.ids.get((long) i),
                        at(client, place, place.offset())
                                .orElseThrow()
                                .message()
                                .id());
            }
        }

        /** The last one goes elsewhere. */
        private static int partitionOf(int token) {
            return token == 4 ? 0 : 1;
        }

        @Test
        void aMessageOfALaterTimeComesToThePartitionThatWasChosen() {
            declare(4);
            client.declareGroup("q");
            client.bind("s", "q", "");
            for (int i = 0; i < 4; i++) {
                publish(i, i, message("k", "", String.valueOf(i)).deliverAt(world.wallMs() + 1_000));
            }
            restart();
            world.advance(java.time.Duration.ofSeconds(2));
            for (int i = 0; i < 4; i++) {
                int partition = i;
                world.await("message " + i, () -> bounds(partition).end() == 1);
                assertEquals(List.of(String.valueOf(i)), page(partition, 0));
            }
            Set<String> copies = new HashSet<>(client.drain("q"));
            assertEquals(Set.of("0", "1", "2", "3"), copies);
        }

        @Test
        void aStreamChoosesAmongItsWritablePartitionsOnly() {
            declare(4);
            change(Map.of(TopicSettings.WRITABLE_PARTITIONS, 2L));
            publishKeys(40);
            assertEquals(40, bounds(0).end() + bounds(1).end());
            assertEquals(0, bounds(2).end() + bounds(3).end());
            restart();
            publishKeys(40);
            assertEquals(80, bounds(0).end() + bounds(1).end());
            publish(3, 100, message("k", "", "chosen"));
            assertEquals(1, bounds(3).end());
            change(Map.of());
            publishKeys(40);
            assertTrue(bounds(2).end() > 0);
        }

        @Test
        void prioritiesChooseThePartitionWhereTheStreamSaysSo() {
            declare(4);
            change(Map.of(TopicSettings.BY_PRIORITY, true));
            for (int priority : new int[] {0, 2, 2, 3, 9, 255}) {
                client.confirmed(client.send("s", ofPriority(priority)));
            }
            world.settle();
            assertEquals(List.of("0"), page(0, 0));
            assertEquals(List.of(), page(1, 0));
            assertEquals(List.of("2", "2"), page(2, 0));
            assertEquals(List.of("3", "9", "255"), page(3, 0));
            publish(1, 0, ofPriority(3));
            assertEquals(List.of("3"), page(1, 0), "who chooses a partition has it");
            restart();
            client.confirmed(client.send("s", ofPriority(2)));
            world.settle();
            assertEquals(3, bounds(2).end());
        }

        @Test
        void prioritiesChooseAmongTheWritablePartitionsOnlyAndAlsoOfMessagesOfALaterTime() {
            declare(4);
            change(Map.of(TopicSettings.BY_PRIORITY, true, TopicSettings.WRITABLE_PARTITIONS, 2L));
            client.confirmed(client.send("s", ofPriority(3)));
            client.confirmed(client.send("s", ofPriority(9).deliverAt(world.wallMs() + 1_000)));
            world.advance(java.time.Duration.ofSeconds(2));
            world.await("the later one", () -> bounds(1).end() == 2);
            assertEquals(List.of("3", "9"), page(1, 0));
            change(Map.of());
            publishKeys(40);
            assertTrue(bounds(0).end() > 0 && bounds(3).end() > 0);
        }

        /** All with one key. */
        private static Message ofPriority(int priority) {
            Message plain = message("k", "", String.valueOf(priority));
            return new Message(
                    plain.routingKeys(),
                    plain.durable(),
                    priority,
                    plain.ttlMs(),
                    plain.flush(),
                    plain.keys(),
                    plain.format(),
                    plain.header(),
                    plain.body());
        }

        private void publishKeys(int count) {
            for (int i = 0; i < count; i++) {
                client.confirmed(client.send("s", message("key" + i, "", "x")));
            }
            world.settle();
        }

        private void change(Map<String, Object> arguments) {
            client.<Void>ask((s, answer) -> s.admin().changeArguments("s", arguments, answer));
        }

        @Test
        void aReaderWaitsForWhatPassesItsFilterPageByPage() {
            declare(1);
            for (int i = 0; i < 6; i++) {
                publish(0, i, message("k", "rest=" + i % 3, String.valueOf(i)));
            }
            Filter filter = Filter.selector("rest = 2");
            BrowsePage page = client.ask((s, answer) -> s.read("s", 0, 0, 10, 0, filter, answer));
            assertEquals(
                    List.of(2L, 5L),
                    page.entries().stream().map(BrowsePage.Entry::offset).toList());
            assertEquals(6, page.nextOffset());
            BrowsePage none = client.ask((s, answer) -> s.read("s", 0, 3, 2, 0, filter, answer));
            assertEquals(List.of(), none.entries());
            assertEquals(5, none.nextOffset());
        }

        @Test
        void theBoundsCountEveryMessageThatWasConfirmedWhateverIsLoggedBehindIt() {
            declare(2);
            client.declareGroup("q");
            for (int i = 0; i < 20; i++) {
                publish(0, i, message("k", "", String.valueOf(i)));
                client.call(s -> s.publisher("", heard).publish(message("q", "", "x"), Publisher.NO_TOKEN));
                assertEquals(i + 1, bounds(0).end());
                assertEquals(0, bounds(1).end());
            }
        }

        @Test
        void aFilterIsCheckedBeforeItIsUsed() {
            client.<Void>ask((s, answer) -> s.check(Filter.selector("a = 1 and b in ('x')"), answer));
            assertEquals(
                    ErrorCode.INVALID,
                    refusal(() -> client.<Void>ask((s, answer) -> s.check(Filter.selector("a = = 1"), answer))));
        }

        @Test
        void anOffsetThatIsOnlyNotedIsKeptWhenTheBrokerEndsProperly() {
            declare(1);
            publish(3);
            client.<Void>ask((s, answer) -> s.noteOffset("g", "s", 0, 2, answer));
            assertEquals(2, committed("g", 0).getAsLong());
            restart();
            assertEquals(2, committed("g", 0).getAsLong());
            assertEquals(
                    ErrorCode.INVALID,
                    refusal(() -> client.<Void>ask((s, answer) -> s.noteOffset("g", "s", 0, 9, answer))));
        }

        @Test
        void changedArgumentsAreThoseOfTheTopic() {
            declare(1);
            Map<String, Object> arguments = new HashMap<>(Map.of("a", 1L, "b", "c"));
            change(arguments);
            restart();
            TopicSettings settings = client.ask((s, answer) -> s.admin().describeTopic("s", answer));
            assertEquals(arguments, settings.arguments());
            assertEquals(1, settings.partitions());
            change(Map.of());
            TopicSettings later = client.ask((s, answer) -> s.admin().describeTopic("s", answer));
            assertEquals(Map.of(), later.arguments());
        }

        @Test
        void onlyAStreamChangesItsArguments() {
            client.declareTopic("d", TopicKind.DIRECT);
            assertEquals(
                    ErrorCode.NOT_SUPPORTED,
                    refusal(() -> client.<Void>ask((s, answer) -> s.admin().changeArguments("d", Map.of(), answer))));
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    refusal(() -> client.<Void>ask((s, answer) -> s.admin().changeArguments("e", Map.of(), answer))));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(72, Map.of());
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
