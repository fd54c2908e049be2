// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** A full disk, for each class of writes: what waits, what goes on, and that nothing confirmed is lost meanwhile. */
class FullDiskTest {

    private static final int LIMIT = 512 << 10;
    private static final int RESERVE = 256 << 10;

    private final SimulatedWorld world = SimulatedWorld.open(
            5,
            Map.of(
                    "store.disk-free-limit", "512KiB",
                    "store.disk-free-reserve", "256KiB",
                    "store.snapshot-interval", "1s",
                    "store.index-memory", "16KiB"));
    private TestClient client = new TestClient(world);

    /** What became of a call that may wait. */
    private static final class Outcome<T> implements Answer<T> {
        private final AtomicReference<BrokerException> failure = new AtomicReference<>();
        private boolean done;

        @Override
        public void done(T value) {
            done = true;
        }

        @Override
        public void failed(BrokerException reason) {
            failure.set(reason);
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Leaves so much room on the disk, and lets the broker see it. */
    private void leave(long bytes) {
        world.files().capacity(world.files().usedBytes() + bytes);
        world.advance(Duration.ofSeconds(2));
    }

    private void relieve() {
        world.files().capacity(Long.MAX_VALUE);
        world.files().full(null);
        world.advance(Duration.ofSeconds(3));
    }

    private void powerCut() {
        world.powerCut();
        world.files().capacity(Long.MAX_VALUE);
        world.start();
        client = new TestClient(world);
    }

    private void declare(String name, GroupRules rules) {
        client.declareGroup(new GroupSettings(name, true, false, false, Map.of(), rules));
    }

    private long ready(String group) {
        return new TestClient(world).describeGroup(group).ready();
    }

    private void fill(String group, int count) {
        client.call(s -> {
            Publisher publisher = s.publisher("", client.outcomes());
            for (int i = 0; i < count; i++) {
                publisher.publish(TestClient.message(group, i + " " + "x".repeat(900), true), Publisher.NO_TOKEN);
            }
        });
        world.advance(Duration.ofSeconds(1));
    }

    // --- what publishes

    @Test
    void publishesWaitAndGoOnByThemselves() {
        client.declareGroup("q");
        leave(LIMIT - 1);
        long token = client.send("", TestClient.message("q", "waits", true));
        world.advance(Duration.ofSeconds(1));
        assertFalse(client.outcomes().confirmed().contains(token));
        assertEquals(BrokerStatus.State.HOLDING, world.broker().status().state());
        relieve();
        client.confirmed(token);
    }

    @Test
    void aTransactionThatBringsMessagesWaits() {
        client.declareGroup("q");
        leave(LIMIT - 1);
        Transaction transaction = client.begin();
        client.send("", TestClient.message("q", "x", true), transaction);
        Outcome<Void> outcome = new Outcome<>();
        client.call(s -> transaction.commit(outcome));
        world.advance(Duration.ofSeconds(1));
        assertFalse(outcome.done);
        relieve();
        assertTrue(outcome.done);
        assertEquals(List.of("x"), client.drain("q"));
    }

    @Test
    void aPreparedBranchIsRolledBackWithoutRoomAndPreparedOnlyWithIt() {
        client.declareGroup("q");
        long id = prepare("before", new Outcome<>());
        leave(LIMIT - 1);
        Outcome<Long> waits = new Outcome<>();
        TestClient other = client;
        client = new TestClient(world);
        prepare("behind", waits);
        assertFalse(waits.done);
        other.<Void>ask((s, answer) -> s.rollbackPrepared(id, answer));
        relieve();
        assertTrue(waits.done);
        powerCut();
        assertEquals(
                1,
                client.<List<?>>ask((s, answer) -> s.listPrepared(castList(answer)))
                        .size());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> Answer<List<T>> castList(Answer<?> answer) {
        return (Answer) answer;
    }

    private long prepare(String branch, Outcome<Long> outcome) {
        Transaction transaction = client.begin();
        client.send("", TestClient.message("q", branch, true), transaction);
        AtomicReference<Long> id = new AtomicReference<>(0L);
        client.call(s -> transaction.prepare(Payload.utf8(branch), new Answer<>() {
            @Override
            public void done(Long value) {
                outcome.done(value);
                id.set(value);
            }

            @Override
            public void failed(BrokerException reason) {
                outcome.failed(reason);
            }
        }));
        world.advance(Duration.ofSeconds(1));
        return id.get();
    }

    // --- what gives back and takes away

    @Test
    void acknowledgementsReturnsPurgesAndDeletionsGoOnAndLast() {
        client.declareGroup("q");
        client.declareGroup("purged");
        client.declareGroup("deleted");
        client.publish("", "q", "a", "b", "c");
        client.publish("", "purged", "x");
        Inbox inbox = client.subscribe("q", 2).await(2);
        leave(RESERVE - 1);
        inbox.ack(0);
        inbox.release(1, Release.COUNTED);
        inbox.close();
        client.<Long>ask((s, answer) -> s.admin().purgeGroup("purged", answer));
        client.<Long>ask((s, answer) -> s.admin().deleteGroup("deleted", false, false, answer));
        world.advance(Duration.ofSeconds(1));
        powerCut();
        assertEquals(List.of("b", "c"), client.drain("q"));
        assertEquals(0, ready("purged"));
        assertEquals(
                List.of("purged", "q"),
                client
                        .<List<org.portagemq.core.api.GroupInfo>>ask(
                                (s, answer) -> s.admin().listGroups(answer))
                        .stream()
                        .map(info -> info.settings().name())
                        .sorted()
                        .toList());
    }

    @Test
    void anAbandonedTransactionOfAClosedSessionGivesBackWhatItHeld() {
        client.declareGroup("q");
        client.publish("", "q", "a");
        TestClient leaver = new TestClient(world);
        Inbox inbox = leaver.subscribe("q", 1).await(1);
        Transaction transaction = leaver.begin();
        inbox.ack(0, transaction);
        leave(RESERVE - 1);
        leaver.close();
        assertEquals(1, ready("q"));
    }

    // --- what is declared

    @Test
    void declarationsAreMadeOrRefusedButNeverHalf() {
        leave(RESERVE - 1);
        Outcome<Void> topic = new Outcome<>();
        client.call(s -> s.admin().declareTopic(TopicSettings.of("t", TopicKind.FANOUT, true), topic));
        world.advance(Duration.ofSeconds(1));
        boolean made = topic.done;
        relieve();
        assertTrue(topic.done || topic.failure.get() != null, "it waits for ever");
        powerCut();
        List<TopicSettings> topics = client.ask((s, answer) -> s.admin().listTopics(answer));
        boolean there = topics.stream().anyMatch(one -> one.name().equals("t"));
        assertEquals(made || topic.done, there);
    }

    // --- what the broker does by itself

    @Test
    void deadLettersAndWhatIsDueWaitForRoomAndArriveOnce() {
        client.declareGroup("dead");
        declare("mortal", GroupRules.NONE.withDeadLetter("", "dead").withTtlMs(5_000));
        client.declareGroup("later");
        client.publish("", "mortal", "m1", "m2");
        Inbox inbox = client.subscribe("mortal", 1).await(1);
        client.confirmed(
                client.send("", TestClient.message("later", "due", true).deliverAt(world.wallMs() + 5_000)));
        fillRing();
        leave(0);
        inbox.reject(0);
        inbox.close();
        world.advance(Duration.ofSeconds(10));
        relieve();
        world.await("the dead letters", () -> ready("dead") == 2);
        world.await("what is due", () -> ready("later") == 1);
        assertEquals(0, ready("mortal"));
        powerCut();
        assertEquals(2, client.drain("dead").size());
        assertEquals(List.of("due"), client.drain("later"));
        assertEquals(List.of(), client.drain("mortal"));
    }

    /** So that the next record needs room on the disk. */
    private void fillRing() {
        client.declareGroup("filler");
        world.files().capacity(world.files().usedBytes());
        fill("filler", 400);
    }

    // --- files of their own

    @Test
    void withoutRoomForSnapshotsTheLastOneHoldsAndTheNextOneComes() {
        client.declareGroup("q");
        client.publish("", "q", "a");
        world.advance(Duration.ofSeconds(3));
        world.files().full("snapshot/");
        List<String> before = world.files().list("snapshot");
        client.publish("", "q", "b");
        world.advance(Duration.ofSeconds(10));
        client.publish("", "q", "c");
        assertEquals(BrokerStatus.State.RUNNING, world.broker().status().state());
        assertEquals(snapshots(before), snapshots(world.files().list("snapshot")));
        world.powerCut();
        world.files().full(null);
        world.start();
        client = new TestClient(world);
        world.advance(Duration.ofSeconds(3));
        assertFalse(
                snapshots(before).equals(snapshots(world.files().list("snapshot"))), "no further snapshot was taken");
        assertEquals(List.of("a", "b", "c"), client.drain("q"));
    }

    private static List<String> snapshots(List<String> names) {
        return names.stream().filter(name -> name.endsWith(".snap")).sorted().toList();
    }

    @Test
    void withoutRoomForIndexBlocksGroupsGoOnAndAreRecoveredFromTheLog() {
        client.declareGroup("q");
        world.files().full("index/");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            texts.add("m" + i);
        }
        client.publish("", "q", texts.toArray(String[]::new));
        world.advance(Duration.ofSeconds(5));
        assertEquals(2_000, ready("q"));
        assertNotNull(client.fetch("q").orElseThrow());
        world.powerCut();
        world.files().full(null);
        world.start();
        client = new TestClient(world);
        assertEquals(texts, client.drain("q"));
    }

    @Test
    void withoutRoomForTheKeyIndexMessagesAreTakenAndDelivered() {
        client.declareGroup("q");
        world.files().full("keys/");
        client.publish("", "q", "a");
        world.advance(Duration.ofSeconds(5));
        client.publish("", "q", "b");
        assertEquals(List.of("a", "b"), client.drain("q"));
        assertEquals(BrokerStatus.State.RUNNING, world.broker().status().state());
    }
}
