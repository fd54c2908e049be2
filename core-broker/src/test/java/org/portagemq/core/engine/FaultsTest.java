// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;
import org.portagemq.core.storage.CorruptStoreException;

/** What a broker does when its disk, its memory or its users' executors fail. */
class FaultsTest {

    private SimulatedWorld world = SimulatedWorld.open(3, Map.of());
    private TestClient client = new TestClient(world);
    private final List<BrokerEvent> events = new ArrayList<>();

    private static ErrorCode refusal(Runnable call) {
        return assertThrows(BrokerException.class, call::run).code();
    }

    private void publishUnheard(String group, int count, int bytes) {
        client.call(s -> {
            Publisher publisher = s.publisher("", client.outcomes());
            for (int i = 0; i < count; i++) {
                publisher.publish(TestClient.message(group, i + ":" + "x".repeat(bytes), true), Publisher.NO_TOKEN);
            }
        });
    }

    private static Message async(String key, String text) {
        return new Message(
                List.of(key),
                true,
                0,
                Message.NO_TTL,
                FlushPolicy.ASYNC,
                List.of(),
                MessageFormat.PLAIN,
                Payload.EMPTY,
                Payload.utf8(text));
    }

    // --- a failed sync

    @Test
    void afterAFailedSyncNothingIsConfirmedAndTheBrokerSaysWhy() {
        world.broker().onEvent(events::add);
        client.declareGroup("q");
        world.files().failNextSync();
        long lost = client.send("", TestClient.message("q", "lost", true));
        assertEquals(ErrorCode.LOST, refusal(() -> client.confirmed(lost)));
        long later = client.send("", async("q", "later"));
        assertEquals(ErrorCode.STORE_FAILED, refusal(() -> client.confirmed(later)));
        assertEquals(List.of(), client.outcomes().confirmed());

        BrokerStatus status = world.broker().status();
        assertEquals(BrokerStatus.State.FAILED, status.state());
        assertTrue(status.reasons().toString().contains("Simulated input/output error in sync"), status::toString);
        world.advance(Duration.ofSeconds(1));
        assertTrue(events.stream().anyMatch(event -> event instanceof BrokerEvent.StoreFailed), events::toString);
    }

    @Test
    void anAsyncMessageThatWasOnlyWrittenIsNotConfirmedAfterAFailedSync() {
        client.declareGroup("q");
        world.files().failNextSync();
        client.call(s -> {
            Publisher publisher = s.publisher("", client.outcomes());
            publisher.publish(async("q", "written"), 1);
            publisher.publish(TestClient.message("q", "asks for the sync", true), 2);
        });
        world.settle();
        // The order of the lanes decides whether the first was confirmed before the sync failed: never after it.
        boolean before = client.outcomes().confirmed().contains(1L);
        assertTrue(before || client.outcomes().refused().containsKey(1L));
        assertFalse(client.outcomes().confirmed().contains(2L));
    }

    @Test
    void afterAFailedSyncNothingOfDurableGroupsIsHandedOut() {
        client.declareGroup("q");
        client.declareGroup(new GroupSettings("brief", false, false, false, Map.of()));
        world.files().failNextSync();
        publishUnheard("q", 1, 10);
        long lost = client.send("", TestClient.message("q", "lost", true));
        assertEquals(ErrorCode.LOST, refusal(() -> client.confirmed(lost)));
        Inbox inbox = client.subscribe("q", 10);
        world.settle();
        assertEquals(List.of(), inbox.bodies());
        assertEquals(ErrorCode.STORE_FAILED, refusal(() -> client.fetch("q")));
    }

    @Test
    void durableAnswersAreLostWithTheStore() {
        client.declareGroup("q");
        Transaction transaction = client.begin();
        client.send("", TestClient.message("q", "in transaction", true), transaction);
        world.files().failNextSync();
        assertEquals(ErrorCode.LOST, refusal(() -> client.<Void>ask((s, answer) -> transaction.commit(answer))));
        assertEquals(ErrorCode.STORE_FAILED, refusal(() -> client.declareGroup("other")));
    }

    @Test
    void aRestartAfterAFailedSyncServesWhatWasConfirmed() {
        client.declareGroup("q");
        client.publish("", "q", "kept");
        world.files().failNextSync();
        long lost = client.send("", TestClient.message("q", "lost", true));
        assertEquals(ErrorCode.LOST, refusal(() -> client.confirmed(lost)));
        world.powerCut();
        world.start();
        client = new TestClient(world);
        List<String> found = client.drain("q");
        assertEquals("kept", found.get(0));
        client.publish("", "q", "new");
        assertEquals(List.of("new"), client.drain("q"));
    }

    // --- a full disk

    private void fillDisk() {
        world.files().capacity(world.files().usedBytes());
        publishUnheard("q", 500, 900);
        world.advance(Duration.ofSeconds(1));
    }

    @Test
    void onAFullDiskPublishersAreHeldAndToldAndGoOnByThemselves() {
        world.broker().onEvent(events::add);
        client.declareGroup("q");
        fillDisk();
        long held = client.send("", TestClient.message("q", "held", true));
        world.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), client.outcomes().confirmed());
        assertEquals(BrokerStatus.State.HOLDING, world.broker().status().state());
        assertTrue(client.notes().get(0).startsWith("held: the disk is full"), () -> client.notes()
                .toString());

        world.files().capacity(Long.MAX_VALUE);
        client.confirmed(held);
        world.advance(Duration.ofSeconds(1));
        assertEquals("resumed", client.notes().get(client.notes().size() - 1));
        assertEquals(BrokerStatus.State.RUNNING, world.broker().status().state());
        assertEquals(501, client.describeGroup("q").ready());
        assertTrue(events.contains(new BrokerEvent.PublishersResumed()), events::toString);
    }

    @Test
    void belowTheLimitOfFreeSpaceAcknowledgementsAndDeletionsGoOn() {
        world.close();
        world = SimulatedWorld.open(4, Map.of("store.disk-free-limit", "512KiB", "store.disk-free-reserve", "256KiB"));
        client = new TestClient(world);
        client.declareGroup("q");
        client.declareGroup("gone");
        client.publish("", "q", "a", "b", "c");
        TestClient consumer = new TestClient(world);
        Inbox inbox = consumer.subscribe("q", 2).await(2);
        world.files().capacity(world.files().usedBytes() + (300 << 10));
        world.advance(Duration.ofSeconds(2));
        long held = client.send("", TestClient.message("q", "held", true));
        world.advance(Duration.ofSeconds(1));
        assertFalse(client.outcomes().confirmed().contains(held));

        inbox.ackAll();
        assertEquals(0, consumer.describeGroup("q").inFlight());
        consumer.<Long>ask((s, answer) -> s.admin().deleteGroup("gone", false, false, answer));
        assertEquals(1L, consumer.<Long>ask((s, answer) -> s.admin().purgeGroup("q", answer)));
        world.advance(Duration.ofSeconds(1));
        world.powerCut();
        world.start();
        client = new TestClient(world);
        assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("gone")));
        assertEquals(List.of(), client.drain("q"));
    }

    @Test
    void anAcknowledgementBehindARollbackThatWaitsIsNotLost() {
        client.declareGroup("q");
        client.declareGroup("other");
        client.publish("", "q", "a");
        Inbox inbox = client.subscribe("q", 1).await(1);
        Transaction transaction = client.begin();
        inbox.ack(0, transaction);
        world.platform().heapUse(0.95);
        world.advance(Duration.ofSeconds(1));
        client.send("", TestClient.message("other", "held", true));
        client.call(s -> transaction.rollback(new Collecting<>(new ArrayList<>())));
        inbox.ack(0);
        world.platform().heapUse(0.1);
        world.advance(Duration.ofSeconds(1));
        assertEquals(0, client.describeGroup("q").inFlight());
        assertEquals(0, client.describeGroup("q").ready());
    }

    @Test
    void aCleanStopWithAFullDiskLeavesAStoreThatCanBeOpened() {
        client.declareGroup("q");
        client.publish("", "q", "kept");
        fillDisk();
        world.broker().close();
        world.files().kill();
        world.files().capacity(Long.MAX_VALUE);
        world.start();
        client = new TestClient(world);
        assertEquals("kept", TestClient.text(client.fetch("q").orElseThrow()));
        client.publish("", "q", "new");
    }

    @Test
    void nothingConfirmedIsLostWhenThePowerFailsOnAFullDisk() {
        client.declareGroup("q");
        client.publish("", "q", "a", "b");
        fillDisk();
        world.powerCut();
        world.files().capacity(Long.MAX_VALUE);
        world.start();
        client = new TestClient(world);
        assertEquals(List.of("a", "b"), client.drain("q").subList(0, 2));
    }

    // --- little memory

    @Test
    void publishersAreHeldWhileTheHeapIsFull() {
        client.declareGroup("q");
        client.publish("", "q", "before");
        world.platform().heapUse(0.95);
        world.advance(Duration.ofSeconds(1));
        long held = client.send("", TestClient.message("q", "held", true));
        world.advance(Duration.ofSeconds(1));
        assertFalse(client.outcomes().confirmed().contains(held));
        TestClient consumer = new TestClient(world);
        assertEquals(List.of("before"), consumer.drain("q"));
        world.platform().heapUse(0.82);
        world.advance(Duration.ofSeconds(1));
        assertFalse(client.outcomes().confirmed().contains(held), "a little more room is not enough");
        world.platform().heapUse(0.5);
        client.confirmed(held);
    }

    @Test
    void memoryThatBecameFreeIsNoticedAlthoughNothingElseCausesACollection() {
        client.declareGroup("q");
        world.platform().heapUse(0.95);
        world.advance(Duration.ofSeconds(1));
        long held = client.send("", TestClient.message("q", "held", true));
        world.platform().heapUseOnceCollected(0.2);
        world.advance(Duration.ofSeconds(1));
        assertFalse(client.outcomes().confirmed().contains(held), "a collection is not asked for at once");
        world.advance(Duration.ofSeconds(5));
        client.confirmed(held);
    }

    // --- damage

    /** Publishes so much that the first messages are on disk only. */
    private void publishColdMessages() {
        client.declareGroup("q");
        for (int i = 0; i < 10; i++) {
            publishUnheard("q", 40, 1_000);
            client.publish("", "nobody", "behind them");
            world.advance(Duration.ofMillis(100));
        }
    }

    private String firstSegment() throws IOException {
        return "log/"
                + world.files().list("log").stream()
                        .filter(name -> name.endsWith(".log"))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aDamagedMessageIsWithheldAndThoseAroundItAreDelivered() throws IOException {
        publishColdMessages();
        world.restart();
        client = new TestClient(world);
        world.files().flip(firstSegment(), 12_000);
        Inbox inbox = client.subscribe("q", 1_000);
        world.await("all others", () -> inbox.deliveries().size() >= 399);
        world.settle();
        assertEquals(399, inbox.deliveries().size());
        assertEquals("0", inbox.bodies().get(0).substring(0, 1), "those before it come first");
        assertTrue(inbox.bodies().stream().allMatch(body -> body.matches("[0-9]+:x{1000}")));
        assertEquals(1L, world.broker().status().counters().get("records_damaged"));
        GroupInfo info = client.describeGroup("q");
        assertEquals(0, info.ready());
        assertEquals(399, info.inFlight());

        inbox.ackAll();
        assertEquals(1L, client.<Long>ask((s, answer) -> s.admin().purgeGroup("q", answer)), "purging gets rid of it");
        assertEquals(0, client.describeGroup("q").bytes());
    }

    @Test
    void damageOfWhatAStartReadsIsRefusedWithFileAndPosition() throws IOException {
        client.declareGroup("q");
        client.publish("", "q", "a", "b", "c");
        world.advance(Duration.ofSeconds(2));
        world.powerCut();
        String file = firstSegment();
        world.files().flip(file, 400);
        CorruptStoreException refused = assertThrows(CorruptStoreException.class, world::startOrFail);
        assertTrue(refused.getMessage().contains(file), refused::getMessage);
        assertTrue(refused.getMessage().contains("position"), refused::getMessage);
        assertTrue(refused.getMessage().contains("backup"), refused::getMessage);
    }

    // --- limits of one record

    @Test
    void aCommitThatIsTooLargeForOneRecordIsRefusedAndCanBeRolledBack() {
        client.declareGroup("q");
        Transaction transaction = client.begin();
        client.call(s -> {
            Publisher publisher = s.publisher("", client.outcomes());
            for (int i = 0; i < 1_500; i++) {
                publisher.publish(TestClient.message("q", "m" + i, true), Publisher.NO_TOKEN, transaction);
            }
        });
        assertEquals(
                ErrorCode.LIMIT_EXCEEDED, refusal(() -> client.<Void>ask((s, answer) -> transaction.commit(answer))));
        client.<Void>ask((s, answer) -> transaction.rollback(answer));
        client.publish("", "q", "next");
        assertEquals(List.of("next"), client.drain("q"));
    }

    @Test
    void aMessageWhoseKeysTakeMoreThanARecordIsRefused() {
        client.declareGroup("q");
        List<String> keys =
                IntStream.range(0, 4_000).mapToObj(i -> "key-number-" + i).toList();
        Message message = new Message(
                List.of("q"),
                true,
                0,
                Message.NO_TTL,
                FlushPolicy.DEFAULT,
                keys,
                MessageFormat.PLAIN,
                Payload.EMPTY,
                Payload.EMPTY);
        long token = client.send("", message);
        assertEquals(ErrorCode.TOO_LARGE, refusal(() -> client.confirmed(token)));
    }

    // --- readers and users

    @Test
    void messagesThatAreNotWrittenYetCanBeBrowsedAndFound() {
        client.declareGroup("q");
        world.platform().slowDisk(true);
        Message keyed = new Message(
                List.of("q"),
                true,
                0,
                Message.NO_TTL,
                FlushPolicy.DEFAULT,
                List.of("k"),
                MessageFormat.PLAIN,
                Payload.EMPTY,
                Payload.utf8("unwritten"));
        List<Object> answers = new ArrayList<>();
        client.call(s -> {
            s.publisher("", client.outcomes()).publish(keyed, Publisher.NO_TOKEN);
            s.browse("q", 0, 10, new Collecting<>(answers));
            s.find("", "k", 10, new Collecting<>(answers));
        });
        world.platform().onlyReadersGoOn();
        world.settle();
        assertEquals(2, answers.size());
        BrowsePage page = (BrowsePage) answers.stream()
                .filter(answer -> answer instanceof BrowsePage)
                .findFirst()
                .orElseThrow();
        assertEquals(
                "unwritten", page.entries().get(0).message().message().body().toUtf8());
        assertTrue(answers.stream().anyMatch(answer -> answer instanceof List<?> found && found.size() == 1));
    }

    private record Collecting<T>(List<Object> answers) implements Answer<T> {
        @Override
        public void done(T value) {
            answers.add(value);
        }

        @Override
        public void failed(BrokerException reason) {
            answers.add(reason);
        }
    }

    @Test
    void aFetchWhoseHandleIsClosedMeanwhileKeepsNothing() {
        publishColdMessages();
        world.platform().slowDisk(true);
        client.call(s -> {
            client.fetcher("q").fetch(false, new Collecting<>(new ArrayList<>()));
            client.fetcher("q").close();
        });
        world.platform().slowDisk(false);
        world.settle();
        assertEquals(0, client.describeGroup("q").inFlight());
        assertTrue(client.fetch("q").isPresent(), "the handle can be used again");
    }
}
