// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.NamespaceInfo;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.RetrySchedule;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** Which consumer of a group gets a message: messages of one ordering key, and groups that pause. */
class GroupDeliveryContractTest {

    abstract static class Rules extends ContractChapter {

        private static final GroupRules ORDERED =
                new GroupRules.Builder().orderedByKey(true).build();

        private void declareOrdered(String name) {
            client.declareGroup(new GroupSettings(name, true, false, false, Map.of(), ORDERED));
        }

        /** Texts like {@code a1}: the letter is the ordering key, {@code -} stands for none. */
        private void send(String group, String... texts) {
            for (String text : texts) {
                send(group, text, false);
            }
        }

        private void send(String group, String text, boolean last) {
            String key = text.startsWith("-") ? null : text.substring(0, 1);
            Message message =
                    TestClient.message(group, text, true).orderedBy(key == null ? null : new OrderingKey(key, last));
            client.confirmed(client.send("", message));
        }

        @Test
        void messagesOfOneKeyGoToOneConsumerInOrder() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 10);
            Inbox second = client.subscribe("q", 10);
            send("q", "a1", "b1", "a2", "b2", "a3", "b3");
            first.await(3);
            second.await(3);
            assertEquals(List.of("a1", "a2", "a3"), first.bodies());
            assertEquals(List.of("b1", "b2", "b3"), second.bodies());
        }

        @Test
        void theKeyAndItsEndAreDeliveredAsTheyWereSent() {
            declareOrdered("q");
            send("q", "a1", true);
            Message got = client.fetch("q").orElseThrow().message().message();
            assertEquals("a", got.orderingKey());
            assertTrue(got.lastOfKey());
        }

        @Test
        void messagesWithoutAKeyGoToAnyConsumer() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 10);
            Inbox second = client.subscribe("q", 10);
            send("q", "-1", "-2", "-3", "-4");
            first.await(2);
            second.await(2);
        }

        @Test
        void aKeyWhoseConsumerHasNoCreditHoldsUpNoOtherKey() {
            declareOrdered("q");
            Inbox slow = client.subscribe("q", 1);
            send("q", "a1");
            slow.await(1);
            Inbox quick = client.subscribe("q", 10);
            send("q", "a2", "b1", "a3", "b2");
            assertEquals(List.of("b1", "b2"), quick.await(2).bodies());
            world.settle();
            assertEquals(List.of("a1"), slow.bodies());
            slow.credit(5);
            assertEquals(List.of("a1", "a2", "a3"), slow.await(3).bodies());
        }

        @Test
        void aMessageGivenBackComesBeforeTheLaterOnesOfItsKey() {
            declareOrdered("q");
            Inbox inbox = client.subscribe("q", 1);
            send("q", "a1", "a2", "a3");
            inbox.await(1);
            inbox.release(0, Release.UNCOUNTED);
            inbox.credit(1);
            inbox.await(2);
            inbox.ack(1);
            inbox.credit(2);
            assertEquals(List.of("a1", "a1", "a2", "a3"), inbox.await(4).bodies());
        }

        @Test
        void aKeyGoesOnToAnotherConsumerWhenItsOwnLeaves() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 2);
            send("q", "a1", "a2", "a3");
            first.await(2);
            first.ack(0);
            Inbox second = client.subscribe("q", 10);
            world.settle();
            assertEquals(List.of(), second.bodies());
            first.close();
            assertEquals(List.of("a2", "a3"), second.await(2).bodies());
        }

        @Test
        void aKeyStaysWithAConsumerThatWasCancelledUntilNothingOfItIsOut() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 1);
            send("q", "a1", "a2");
            first.await(1);
            first.cancel();
            Inbox second = client.subscribe("q", 10);
            world.settle();
            assertEquals(List.of(), second.bodies());
            first.ack(0);
            assertEquals(List.of("a2"), second.await(1).bodies());
        }

        @Test
        void aKeyStaysWithItsConsumerWhenOthersCome() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 10);
            send("q", "a1");
            first.await(1);
            first.ack(0);
            Inbox second = client.subscribe("q", 10);
            send("q", "a2", "b1");
            assertEquals(List.of("a1", "a2"), first.await(2).bodies());
            assertEquals(List.of("b1"), second.await(1).bodies());
        }

        @Test
        void theLastMessageOfAKeyEndsItsHoldWhenItIsSettled() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 10);
            send("q", "a1");
            send("q", "a2", true);
            first.await(2);
            Inbox second = client.subscribe(new SubscribeRequest("q", false, false, 10, 5));
            send("q", "a3");
            world.settle();
            assertEquals(List.of(), second.bodies());
            first.ackAll();
            assertEquals(List.of("a3"), second.await(1).bodies());
        }

        @Test
        void theKeyOfAMessageThatIsHeldInATransactionStaysInOrder() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 1);
            send("q", "a1", "a2");
            first.await(1);
            Transaction transaction = client.begin();
            first.ack(0, transaction);
            first.cancel();
            Inbox second = client.subscribe("q", 10);
            world.settle();
            assertEquals(List.of(), second.bodies());
            client.<Void>ask((s, answer) -> transaction.commit(answer));
            assertEquals(List.of("a2"), second.await(1).bodies());
        }

        @Test
        void whoFetchesGetsNothingOfAKeyThatIsOutElsewhere() {
            declareOrdered("q");
            Inbox first = client.subscribe("q", 1);
            send("q", "a1", "a2", "b1");
            first.await(1);
            Optional<Delivery> other = client.fetch("q");
            assertEquals("b1", TestClient.text(other.orElseThrow()));
            assertTrue(client.fetch("q").isEmpty());
        }

        @Test
        void keysAreKeptOverARestart() {
            declareOrdered("q");
            for (int i = 0; i < 600; i++) {
                client.send("", TestClient.message("q", "a" + i, true).orderedBy(new OrderingKey("key" + i % 7)));
            }
            send("q", "z");
            restart();
            List<Inbox> inboxes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                inboxes.add(client.subscribe("q", 1_000));
            }
            world.await(
                    "all",
                    () -> inboxes.stream()
                                    .mapToInt(one -> one.deliveries().size())
                                    .sum()
                            == 601);
            for (int key = 0; key < 7; key++) {
                String name = "key" + key;
                long holders = inboxes.stream()
                        .filter(one -> one.deliveries().stream()
                                .anyMatch(delivery ->
                                        name.equals(delivery.message().message().orderingKey())))
                        .count();
                assertEquals(1, holders, name);
            }
        }

        @Test
        void moreWaitingMessagesOfOneKeyThanTheWindowHoldsUpTheRestAndIsCounted() {
            declareOrdered("q");
            Inbox slow = client.subscribe("q", 1);
            for (int i = 0; i <= KeyOrder.WINDOW; i++) {
                client.send("", TestClient.message("q", "a", true).orderedBy(new OrderingKey("a")));
            }
            send("q", "b");
            slow.await(1);
            Inbox quick = client.subscribe("q", 1);
            world.settle();
            assertEquals(List.of(), quick.bodies());
            assertTrue(world.broker().status().counters().get("key_windows_full") > 0);
            slow.credit(1);
            assertEquals(List.of("b"), quick.await(1).bodies());
        }

        @Test
        void expiredMessagesOfAKeyHoldNobodyUp() {
            declareOrdered("q");
            Message shortLived = TestClient.message("q", "a1", true).rerouted(List.of("q"), 10);
            client.confirmed(client.send("", shortLived.orderedBy(new OrderingKey("a"))));
            send("q", "a2");
            world.advance(Duration.ofMillis(50));
            assertEquals(List.of("a2"), client.subscribe("q", 5).await(1).bodies());
        }

        @Test
        void aGroupOrderedByKeyTakesNoSelectiveConsumerAndNoPriorities() {
            declareOrdered("q");
            Inbox refused =
                    client.subscribe(new SubscribeRequest("q", false, false, 1).filtered(Filter.selector("a = 1")));
            assertEquals(ErrorCode.NOT_SUPPORTED, refused.refusal().code());
            assertEquals(
                    ErrorCode.INVALID, refusal(() -> declare(ORDERED.toBuilder().maxPriority(3))));
            assertEquals(
                    ErrorCode.INVALID,
                    refusal(() -> declare(ORDERED.toBuilder().retry(RetrySchedule.steps(List.of(10_000L))))));
        }

        private void declare(GroupRules.Builder rules) {
            client.declareGroup(new GroupSettings("x", true, false, false, Map.of(), rules.build()));
        }

        @Test
        void aPausedGroupTakesMessagesAndHandsNoneOut() {
            client.declareGroup("q");
            Inbox inbox = client.subscribe("q", 10);
            pause("q", true);
            client.publish("", "q", "1", "2");
            world.settle();
            assertEquals(List.of(), inbox.bodies());
            assertTrue(client.fetch("q").isEmpty());
            assertTrue(client.describeGroup("q").paused());
            assertEquals(2, client.describeGroup("q").ready());
            pause("q", false);
            assertEquals(List.of("1", "2"), inbox.await(2).bodies());
        }

        @Test
        void whatIsOutOfAPausedGroupMayBeSettled() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            Inbox inbox = client.subscribe("q", 2).await(2);
            pause("q", true);
            inbox.ack(0);
            inbox.release(1, Release.UNCOUNTED);
            world.settle();
            assertEquals(1, client.describeGroup("q").ready());
            assertEquals(0, client.describeGroup("q").inFlight());
        }

        @Test
        void aGroupStaysPausedOverRestarts() {
            client.declareGroup("q");
            client.declareGroup("other");
            pause("q", true);
            pause("other", true);
            pause("other", false);
            restart();
            client.publish("", "q", "1");
            client.publish("", "other", "1");
            assertEquals(List.of(), client.drain("q"));
            assertEquals(List.of("1"), client.drain("other"));
            restart();
            assertTrue(client.describeGroup("q").paused());
        }

        @Test
        void whatCameAndWentIsCounted() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 2).await(2);
            inbox.ack(0);
            world.settle();
            GroupInfo info = client.describeGroup("q");
            assertEquals(List.of(1L, 1L, 3L, 1L), List.of(info.ready(), info.inFlight(), info.arrived(), info.gone()));
            long time = inbox.get(0).message().storedAt();
            assertTrue(info.oldestReady() >= time && info.oldestReady() < time + 10_000, info.toString());
            NamespaceInfo all = client.ask((s, answer) -> s.admin().describeNamespace(answer));
            assertEquals(
                    List.of(1L, 1L, 3L, 1L, info.bytes()),
                    List.of(all.ready(), all.inFlight(), all.arrived(), all.gone(), all.bytes()));
            assertEquals(1, all.consumers());
            inbox.ack(1);
            assertEquals(List.of("3"), client.drain("q"));
            assertEquals(0, client.describeGroup("q").oldestReady());
        }

        private void pause(String group, boolean paused) {
            client.<Void>ask((s, answer) -> s.admin().pauseGroup(group, paused, answer));
        }

        @Test
        void whatAClosedSubscriptionHeldIsReadyInItsPlaceAndCountsWhereItIsAskedFor() {
            client.declareGroup(GroupSettings.durable("q"));
            send("q", "-1", "-2", "-3");
            Inbox first = client.subscribe("q", 2).await(2);
            first.close(Release.COUNTED);
            Inbox second = client.subscribe("q", 3).await(3);
            assertEquals(List.of("-1", "-2", "-3"), second.bodies());
            assertEquals(
                    List.of(1, 1, 0),
                    second.deliveries().stream().map(Delivery::attempts).toList());
            second.close();
            Inbox third = client.subscribe("q", 3).await(3);
            assertEquals(
                    List.of(1, 1, 0),
                    third.deliveries().stream().map(Delivery::attempts).toList());
        }

        @Test
        void whatARolledBackTransactionHeldCountsWhenItsConsumerIsClosedSo() {
            client.declareGroup(GroupSettings.durable("q"));
            send("q", "-1");
            Inbox first = client.subscribe("q", 1).await(1);
            Transaction transaction = client.begin();
            first.ack(0, transaction);
            client.call(s -> transaction.rollback(new TestClient.Ignored<>()));
            first.close(Release.COUNTED);
            assertEquals(1, client.subscribe("q", 1).await(1).get(0).attempts());
        }

        @Test
        void whatAClosedSubscriptionHeldTooOftenIsDeadLetteredInOrder() {
            client.declareGroup(GroupSettings.durable("dead"));
            GroupRules rules = new GroupRules.Builder()
                    .deliveryLimit(0)
                    .deadLetter("", "dead")
                    .build();
            client.declareGroup(new GroupSettings("q", true, false, false, Map.of(), rules));
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                texts.add("-" + i);
            }
            send("q", texts.toArray(new String[0]));
            client.subscribe("q", 20).await(20).close(Release.COUNTED);
            assertEquals(texts, client.subscribe("dead", 20).await(20).bodies());
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(63, Map.of());
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
