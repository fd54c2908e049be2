// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules that every broker keeps, whatever is behind it. Each is a test, named as the rule. */
abstract class BrokerContractTest {

    private World world;
    private TestClient client;

    /** A world with an empty broker. */
    abstract World open() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        world = open();
        client = new TestClient(world);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static ErrorCode refusal(Runnable call) {
        return assertThrows(BrokerException.class, call::run).code();
    }

    private long ready(String group) {
        return client.describeGroup(group).ready();
    }

    @Nested
    class Publishing {

        @Test
        void aMessageForAGroupIsDeliveredAsItWasSent() {
            client.declareGroup("orders");
            Message sent = new Message(
                    List.of("orders"),
                    true,
                    7,
                    60_000,
                    FlushPolicy.DEFAULT,
                    List.of("k1"),
                    MessageFormat.PLAIN,
                    Payload.utf8("header"),
                    Payload.utf8("body"));
            client.confirmed(client.send("", sent));

            StoredMessage got = client.subscribe("orders", 1).await(1).get(0).message();
            assertEquals(sent, got.message());
            assertEquals("", got.topic());
        }

        @Test
        void aMessageThatNobodyWantsIsReportedThenConfirmed() {
            long token = client.send("", TestClient.message("nobody", "x", true));
            client.confirmed(token);
            assertEquals(List.of(token), client.outcomes().unrouted());
        }

        @Test
        void aMessageToAnUnknownTopicIsRefused() {
            long token = client.send("nowhere", TestClient.message("k", "x", true));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.confirmed(token)));
        }

        @Test
        void anInternalTopicTakesNoMessagesFromClients() {
            client.declareTopic(new TopicSettings(
                    "inner", TopicKind.FANOUT, true, false, true, "", 0, Retention.FOREVER, Map.of()));
            long token = client.send("inner", TestClient.message("k", "x", true));
            assertEquals(ErrorCode.ACCESS_REFUSED, refusal(() -> client.confirmed(token)));
        }

        @Test
        void messagesToOneGroupAreConfirmedInOrder() {
            client.declareGroup("q");
            client.publish("", "q", "a", "b", "c", "d");
            assertEquals(List.of(0L, 1L, 2L, 3L), client.outcomes().confirmed());
        }

        @Test
        void aTooLargeMessageIsRefusedAndTheNextOneTaken() {
            client.declareGroup("q");
            Message large = Message.of("q", true, MessageFormat.PLAIN, Payload.EMPTY, Payload.of(new byte[17 << 20]));
            long token = client.send("", large);
            assertEquals(ErrorCode.TOO_LARGE, refusal(() -> client.confirmed(token)));
            client.publish("", "q", "small");
            assertEquals(1, ready("q"));
        }

        @Test
        void aLargeMessageNeedNotBeDurable() {
            client.declareGroup("q");
            String text = "x".repeat(400 << 10);
            client.confirmed(client.send("", TestClient.message("q", text, false)));
            client.publish("", "q", "small");
            assertEquals(List.of(text, "small"), client.drain("q"));
            client.confirmed(client.send("", TestClient.message("q", text, false)));
            world.restart();
            client = new TestClient(world);
            assertEquals(0, ready("q"));
        }

        @Test
        void aPublisherToAGroupNeedsNoBinding() {
            client.declareGroup("q");
            TestClient.Outcomes outcomes = new TestClient.Outcomes();
            client.call(s -> s.publisherToGroup("q", outcomes).publish(TestClient.message("any", "x", true), 5));
            world.await("a confirm", () -> outcomes.confirmed().contains(5L));
            assertEquals(List.of("x"), client.drain("q"));
        }
    }

    @Nested
    class Routing {

        @Test
        void aDirectTopicComparesKeys() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("red");
            client.declareGroup("blue");
            client.bind("t", "red", "r");
            client.bind("t", "blue", "b");
            client.publish("t", "r", "1");
            assertEquals(List.of("1"), client.drain("red"));
            assertEquals(List.of(), client.drain("blue"));
        }

        @Test
        void aFanoutTopicReachesEveryGroup() {
            client.declareTopic("t", TopicKind.FANOUT);
            for (String group : List.of("a", "b", "c")) {
                client.declareGroup(group);
                client.bind("t", group, "");
            }
            client.publish("t", "any", "1");
            for (String group : List.of("a", "b", "c")) {
                assertEquals(List.of("1"), client.drain(group));
            }
        }

        @Test
        void patternsMatchWords() {
            client.declareTopic("t", TopicKind.PATTERN);
            for (String pattern : List.of("a.*.c", "a.#", "#.c", "#", "*.b", "a.b.c", "*.*.*", "#.b.#")) {
                client.declareGroup(pattern);
                client.bind("t", pattern, pattern);
            }
            client.publish("t", "a.b.c", "1");
            for (String pattern : List.of("a.*.c", "a.#", "#.c", "#", "a.b.c", "*.*.*", "#.b.#")) {
                assertEquals(List.of("1"), client.drain(pattern), pattern);
            }
            assertEquals(List.of(), client.drain("*.b"));
        }

        @Test
        void aManyWordStandsForNoWordToo() {
            client.declareTopic("t", TopicKind.PATTERN);
            client.declareGroup("q");
            client.bind("t", "q", "a.#.#.b");
            client.publish("t", "a.b", "near");
            client.publish("t", "a.x.y.b", "far");
            client.publish("t", "a", "not");
            assertEquals(List.of("near", "far"), client.drain("q"));
        }

        @Test
        void aGroupGetsAMessageOnceHoweverManyBindingsMatch() {
            client.declareTopic("t", TopicKind.PATTERN);
            client.declareGroup("q");
            client.bind("t", "q", "a.*");
            client.bind("t", "q", "a.#");
            client.bind("t", "q", "*.b");
            client.publish("t", "a.b", "1");
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void severalRoutingKeysReachSeveralGroupsOnceEach() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("a");
            client.declareGroup("b");
            client.bind("t", "a", "x");
            client.bind("t", "b", "y");
            client.bind("t", "b", "z");
            Message message = new Message(
                    List.of("x", "y", "z"),
                    true,
                    0,
                    Message.NO_TTL,
                    FlushPolicy.DEFAULT,
                    List.of(),
                    MessageFormat.PLAIN,
                    Payload.EMPTY,
                    Payload.utf8("1"));
            client.confirmed(client.send("t", message));
            assertEquals(List.of("1"), client.drain("a"));
            assertEquals(List.of("1"), client.drain("b"));
        }

        @Test
        void topicsRouteOnToTopicsAndCirclesEnd() {
            client.declareTopic("first", TopicKind.FANOUT);
            client.declareTopic("second", TopicKind.DIRECT);
            client.declareGroup("q");
            client.bind(Binding.toTopic("first", "second", ""));
            client.bind(Binding.toTopic("second", "first", "k"));
            client.bind("second", "q", "k");
            client.publish("first", "k", "1");
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void anAlternateGetsWhatNoBindingWants() {
            client.declareTopic("rest", TopicKind.FANOUT);
            client.declareTopic(new TopicSettings(
                    "t", TopicKind.DIRECT, true, false, false, "rest", 0, Retention.FOREVER, Map.of()));
            client.declareGroup("q");
            client.declareGroup("others");
            client.bind("t", "q", "k");
            client.bind("rest", "others", "");
            client.publish("t", "k", "wanted");
            client.publish("t", "else", "unwanted");
            assertEquals(List.of("wanted"), client.drain("q"));
            assertEquals(List.of("unwanted"), client.drain("others"));
        }

        @Test
        void unbindingAndDeletingTakeEffectForTheNextMessage() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("q");
            client.bind("t", "q", "k");
            client.publish("t", "k", "1");
            client.<Void>ask((s, answer) -> s.admin().unbind(Binding.toGroup("t", "q", "k"), answer));
            client.publish("t", "k", "2");
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void anAutoDeleteTopicGoesWithItsLastBinding() {
            client.declareTopic(
                    new TopicSettings("t", TopicKind.DIRECT, true, true, false, "", 0, Retention.FOREVER, Map.of()));
            client.declareGroup("q");
            client.bind("t", "q", "k");
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer));
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    refusal(() ->
                            client.<TopicSettings>ask((s, answer) -> s.admin().describeTopic("t", answer))));
        }
    }

    @Nested
    class Delivering {

        @Test
        void messagesComeInTheOrderOfTheirPublishing() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3", "4", "5");
            assertEquals(
                    List.of("1", "2", "3", "4", "5"),
                    client.subscribe("q", 10).await(5).bodies());
        }

        @Test
        void creditLimitsWhatIsPushed() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 2).await(2);
            world.settle();
            assertEquals(2, inbox.deliveries().size());
            inbox.credit(1);
            assertEquals(List.of("1", "2", "3"), inbox.await(3).bodies());
        }

        @Test
        void consumersOfOneGroupTakeTurns() {
            client.declareGroup("q");
            Inbox first = client.subscribe("q", 100);
            Inbox second = client.subscribe("q", 100);
            client.publish("", "q", "1", "2", "3", "4");
            first.await(2);
            second.await(2);
            assertEquals(2, first.deliveries().size());
            assertEquals(2, second.deliveries().size());
        }

        @Test
        void aMessageIsInFlightAtOneConsumerOnly() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 10).await(1);
            Inbox late = client.subscribe("q", 10);
            world.settle();
            assertEquals(0, late.deliveries().size());
            assertEquals(1, client.describeGroup("q").inFlight());
            assertEquals(0, ready("q"));
        }

        @Test
        void anExclusiveConsumerHasTheGroupForItself() {
            client.declareGroup("q");
            Inbox first = client.subscribe(new SubscribeRequest("q", true, false, 1));
            Inbox second = client.subscribe("q", 1);
            world.await("a refusal", () -> second.ended() != null);
            assertEquals(ErrorCode.ACCESS_REFUSED, second.ended().code());
            first.close();
            client.publish("", "q", "1");
            client.subscribe(new SubscribeRequest("q", true, false, 1)).await(1);
        }

        @Test
        void autoAckNeedsNoSettling() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            client.subscribe(new SubscribeRequest("q", false, true, Subscription.UNLIMITED))
                    .await(2);
            assertEquals(0, client.describeGroup("q").inFlight());
            assertEquals(0, ready("q"));
        }

        @Test
        void aCancelledConsumerSettlesWhatItHolds() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.cancel();
            inbox.credit(5);
            world.settle();
            assertEquals(1, inbox.deliveries().size());
            inbox.ack(0);
            assertEquals(0, client.describeGroup("q").inFlight());
            assertEquals(1, ready("q"));
        }

        @Test
        void fetchingTakesOneMessageAndTellsHowManyAreLeft() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Optional<Delivery> first = client.fetch("q");
            assertEquals("1", TestClient.text(first.orElseThrow()));
            assertEquals(2, first.get().remaining());
            assertEquals(1, client.describeGroup("q").inFlight());
        }

        @Test
        void fetchingFromAnEmptyGroupFindsNothing() {
            client.declareGroup("q");
            assertTrue(client.fetch("q").isEmpty());
        }

        @Test
        void aSessionThatIsNotWritableGetsNothing() {
            client.declareGroup("q");
            TestClient other = new TestClient(world);
            Inbox inbox = client.subscribe("q", 10);
            client.call(s -> s.writable(false));
            other.publish("", "q", "1");
            world.settle();
            assertEquals(0, inbox.deliveries().size());
            client.call(s -> s.writable(true));
            inbox.await(1);
        }
    }

    @Nested
    class Settling {

        @Test
        void anAcknowledgedMessageIsGone() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 1).await(1).ack(0);
            assertEquals(0, client.describeGroup("q").bytes());
            assertEquals(List.of(), client.drain("q"));
        }

        @Test
        void acknowledgingOutOfOrderIsFine() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 3).await(3);
            inbox.ack(2);
            inbox.ack(0);
            inbox.close();
            assertEquals(List.of("2"), client.drain("q"));
        }

        @Test
        void acknowledgingTwiceCountsOnce() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.ack(0);
            inbox.ack(0);
            assertEquals(1, ready("q"));
            assertEquals(0, client.describeGroup("q").inFlight());
        }

        @Test
        void aReleasedMessageGoesBackToItsPlaceAndIsRedelivered() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 2).await(2);
            inbox.release(1, Release.UNCOUNTED);
            inbox.release(0, Release.UNCOUNTED);
            inbox.credit(3);
            assertEquals(List.of("1", "2", "1", "2", "3"), inbox.await(5).bodies());
            assertTrue(inbox.get(2).redelivered());
            assertFalse(inbox.get(4).redelivered());
        }

        @Test
        void countedReleasesCountAttempts() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 3).await(1);
            inbox.release(0, Release.COUNTED);
            inbox.await(2).release(1, Release.UNCOUNTED);
            inbox.await(3);
            assertEquals(
                    List.of(0, 1, 1),
                    inbox.deliveries().stream().map(Delivery::attempts).toList());
        }

        @Test
        void aRejectedMessageLeavesTheGroup() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 1).await(1).reject(0);
            assertEquals(0, client.describeGroup("q").inFlight());
            assertEquals(List.of(), client.drain("q"));
        }

        @Test
        void whatAClosedSessionHeldIsReadyAgain() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            TestClient other = new TestClient(world);
            other.subscribe("q", 5).await(2);
            other.close();
            Inbox inbox = client.subscribe("q", 5).await(2);
            assertEquals(List.of("1", "2"), inbox.bodies());
            assertTrue(inbox.get(0).redelivered());
        }
    }

    @Nested
    class Groups {

        @Test
        void declaringAgainWithTheSameSettingsTellsTheCounts() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 0);
            assertEquals(1, client.declareGroup("q").ready());
            assertEquals(1, client.declareGroup("q").consumers());
        }

        @Test
        void declaringWithOtherSettingsIsRefused() {
            client.declareGroup("q");
            GroupSettings other = new GroupSettings("q", false, false, false, Map.of());
            assertEquals(ErrorCode.MISMATCH, refusal(() -> client.declareGroup(other)));
        }

        @Test
        void aGroupWithoutANameGetsOne() {
            String first = client.declareGroup("").settings().name();
            String second = client.declareGroup("").settings().name();
            assertFalse(first.isEmpty());
            assertFalse(first.equals(second));
        }

        @Test
        void anExclusiveGroupIsLockedForOthersAndGoesWithItsSession() {
            TestClient owner = new TestClient(world);
            owner.declareGroup(new GroupSettings("mine", false, true, false, Map.of()));
            assertEquals(ErrorCode.LOCKED, refusal(() -> client.describeGroup("mine")));
            assertEquals(ErrorCode.LOCKED, refusal(() -> client.fetch("mine")));
            owner.close();
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("mine")));
        }

        @Test
        void anAutoDeleteGroupGoesWithItsLastConsumer() {
            client.declareGroup(new GroupSettings("q", true, false, true, Map.of()));
            Inbox first = client.subscribe("q", 1);
            Inbox second = client.subscribe("q", 1);
            first.close();
            client.describeGroup("q");
            second.close();
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("q")));
        }

        @Test
        void deletingAGroupEndsItsSubscriptions() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 1).await(1);
            assertEquals(0L, client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer)));
            world.await("the end", () -> inbox.ended() != null);
            assertEquals(ErrorCode.NOT_FOUND, inbox.ended().code());
            inbox.ack(0);
            client.declareGroup("q");
            assertEquals(0, ready("q"));
        }

        @Test
        void deletingCanAskForUnusedAndEmpty() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 0);
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, a) -> s.admin().deleteGroup("q", true, false, a))));
            inbox.close();
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, a) -> s.admin().deleteGroup("q", true, true, a))));
            assertEquals(1L, client.<Long>ask((s, a) -> s.admin().deleteGroup("q", true, false, a)));
        }

        @Test
        void aRedeclaredGroupInheritsNothing() {
            client.declareGroup("q");
            client.publish("", "q", "old");
            client.<Long>ask((s, a) -> s.admin().deleteGroup("q", false, false, a));
            client.declareGroup("q");
            client.publish("", "q", "new");
            assertEquals(List.of("new"), client.drain("q"));
        }

        @Test
        void purgingDropsWhatIsReadyAndKeepsWhatIsOut() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 1).await(1);
            assertEquals(2L, client.<Long>ask((s, a) -> s.admin().purgeGroup("q", a)));
            inbox.release(0, Release.UNCOUNTED);
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void browsingTakesNothing() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            client.fetch("q");
            BrowsePage page = client.ask((s, a) -> s.browse("q", 0, 2, a));
            assertEquals(
                    List.of("1", "2"),
                    page.entries().stream()
                            .map(entry -> entry.message().message().body().toUtf8())
                            .toList());
            assertTrue(page.entries().get(0).inFlight());
            BrowsePage rest = client.ask((s, a) -> s.browse("q", page.nextOffset(), 10, a));
            assertEquals(1, rest.entries().size());
            assertEquals(2, ready("q"));
        }
    }

    @Nested
    class Rules {

        private void declare(String group, GroupRules rules) {
            client.declareGroup(new GroupSettings(group, true, false, false, Map.of(), rules));
        }

        private List<Death> deaths(String group) {
            return client.fetch(group).orElseThrow().message().deaths();
        }

        @Test
        void aMessageOverTimeIsNotHandedOut() {
            declare("q", GroupRules.NONE.withTtlMs(1_000));
            client.publish("", "q", "1");
            world.advance(Duration.ofMillis(1_500));
            assertEquals(List.of(), client.drain("q"));
            assertEquals(0, ready("q"));
        }

        @Test
        void aLongLivedMessageHidesNoExpiredOne() {
            client.declareGroup("q");
            client.publish("", "q", "long");
            client.confirmed(
                    client.send("", TestClient.message("q", "short", true).rerouted(List.of("q"), 500)));
            assertEquals(2, ready("q"));
            world.advance(Duration.ofMillis(1_200));
            assertEquals(1, ready("q"));
            assertEquals(List.of("long"), client.drain("q"));
        }

        @Test
        void aMessageWithoutAnyTimeIsDeliveredWhenSomebodyWaits() {
            declare("q", GroupRules.NONE.withTtlMs(0));
            Inbox inbox = client.subscribe("q", 1);
            client.publish("", "q", "1", "2");
            inbox.await(1);
            world.advance(Duration.ofSeconds(1));
            assertEquals(0, ready("q"));
            assertEquals(1, inbox.deliveries().size());
        }

        @Test
        void whatIsInFlightDoesNotExpireBeforeItComesBack() {
            declare("q", GroupRules.NONE.withTtlMs(300));
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 1).await(1);
            world.advance(Duration.ofSeconds(1));
            assertEquals(1, client.describeGroup("q").inFlight());
            inbox.release(0, Release.UNCOUNTED);
            world.advance(Duration.ofMillis(500));
            assertEquals(0, ready("q"));
        }

        @Test
        void rejectedMessagesGoToTheDeadLetterTopicWithTheirHistory() {
            client.declareTopic("dead", TopicKind.FANOUT);
            client.declareGroup("graveyard");
            client.bind("dead", "graveyard", "");
            declare("q", GroupRules.NONE.withDeadLetter("dead", null));
            client.publish("", "q", "1");
            client.subscribe("q", 1).await(1).reject(0);
            Delivery got = client.fetch("graveyard").orElseThrow();
            assertEquals("1", TestClient.text(got));
            assertEquals("dead", got.message().topic());
            assertEquals("q", got.message().message().routingKey());
            Death death = got.message().deaths().get(0);
            assertEquals("q", death.group());
            assertEquals(Death.Reason.REJECTED, death.reason());
            assertEquals(1, death.count());
            assertEquals("", death.topic());
            assertEquals(0, client.describeGroup("q").inFlight());
        }

        @Test
        void expiredMessagesGoToTheDeadLetterTopicWithAnotherKey() {
            client.declareGroup("late");
            declare("q", GroupRules.NONE.withTtlMs(200).withDeadLetter("", "late"));
            client.publish("", "q", "1", "2");
            world.advance(Duration.ofMillis(800));
            assertEquals(2, ready("late"));
            List<Death> deaths = deaths("late");
            assertEquals(Death.Reason.EXPIRED, deaths.get(0).reason());
            assertEquals(List.of("q"), deaths.get(0).routingKeys());
        }

        @Test
        void aMessageThatGoesRoundCountsItsDeaths() {
            declare("work", GroupRules.NONE.withDeadLetter("", "wait"));
            declare("wait", GroupRules.NONE.withTtlMs(100).withDeadLetter("", "work"));
            client.publish("", "work", "1");
            Inbox inbox = client.subscribe("work", 10).await(1);
            for (int round = 1; round <= 3; round++) {
                inbox.reject(round - 1);
                world.advance(Duration.ofMillis(400));
                inbox.await(round + 1);
            }
            List<Death> deaths = inbox.get(3).message().deaths();
            assertEquals(2, deaths.size());
            assertEquals(3, deaths.get(0).count());
            assertEquals(3, deaths.get(1).count());
        }

        @Test
        void aCircleWithoutARejectionEnds() {
            declare("a", GroupRules.NONE.withTtlMs(100).withDeadLetter("", "b"));
            declare("b", GroupRules.NONE.withTtlMs(100).withDeadLetter("", "a"));
            client.publish("", "a", "1");
            world.advance(Duration.ofSeconds(2));
            assertEquals(0, ready("a") + ready("b"));
        }

        @Test
        void theOldestGoesWhenAGroupIsTooLong() {
            client.declareGroup("rest");
            declare(
                    "q",
                    GroupRules.NONE
                            .withLimits(2, -1, GroupRules.Overflow.DROP_HEAD)
                            .withDeadLetter("", "rest"));
            client.publish("", "q", "1", "2", "3", "4");
            assertEquals(List.of("3", "4"), client.drain("q"));
            assertEquals(List.of("1", "2"), client.drain("rest"));
        }

        @Test
        void aFullGroupRefusesWhenItShould() {
            declare("q", GroupRules.NONE.withLimits(1, -1, GroupRules.Overflow.REJECT));
            client.publish("", "q", "1");
            long token = client.send("", TestClient.message("q", "2", true));
            assertEquals(ErrorCode.OVERFLOW, refusal(() -> client.confirmed(token)));
            assertEquals(List.of("1"), client.drain("q"));
            client.publish("", "q", "3");
        }

        @Test
        void aGroupThatRefusesDropsNothingForACommit() {
            declare("q", GroupRules.NONE.withLimits(1, -1, GroupRules.Overflow.REJECT));
            client.publish("", "q", "1");
            Transaction transaction = client.begin();
            client.send("", TestClient.message("q", "2", true), transaction);
            client.<Void>ask((s, a) -> transaction.commit(a));
            assertEquals(List.of("1", "2"), client.drain("q"));
        }

        @Test
        void aFullGroupDeadLettersWhatItRefusesWhenItShould() {
            client.declareGroup("rest");
            declare(
                    "q",
                    GroupRules.NONE
                            .withLimits(1, -1, GroupRules.Overflow.REJECT_TO_DEAD_LETTER)
                            .withDeadLetter("", "rest"));
            client.publish("", "q", "1");
            long token = client.send("", TestClient.message("q", "2", true));
            assertEquals(ErrorCode.OVERFLOW, refusal(() -> client.confirmed(token)));
            assertEquals(List.of("1"), client.drain("q"));
            assertEquals(List.of("2"), client.drain("rest"));
        }

        @Test
        void bytesAreLimitedToo() {
            declare("q", GroupRules.NONE.withLimits(-1, 2_000, GroupRules.Overflow.DROP_HEAD));
            for (int i = 0; i < 10; i++) {
                client.publish("", "q", "x".repeat(500));
            }
            assertTrue(client.describeGroup("q").bytes() <= 2_000);
            assertTrue(ready("q") >= 2);
        }

        @Test
        void tooManyAttemptsEndAtTheDeadLetterTopic() {
            client.declareGroup("dead");
            declare("q", GroupRules.NONE.withDeliveryLimit(2).withDeadLetter("", "dead"));
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 10);
            for (int attempt = 1; attempt <= 3; attempt++) {
                inbox.await(attempt).release(attempt - 1, Release.COUNTED);
            }
            world.settle();
            assertEquals(3, inbox.deliveries().size());
            assertEquals(Death.Reason.DELIVERY_LIMIT, deaths("dead").get(0).reason());
        }

        @Test
        void higherPrioritiesComeFirstAndEachInItsOrder() {
            declare("q", GroupRules.NONE.withMaxPriority(5));
            int[] priorities = {0, 3, 9, 3, 5, 0};
            for (int i = 0; i < priorities.length; i++) {
                Message message = new Message(
                        List.of("q"),
                        true,
                        priorities[i],
                        Message.NO_TTL,
                        FlushPolicy.DEFAULT,
                        List.of(),
                        MessageFormat.PLAIN,
                        Payload.EMPTY,
                        Payload.utf8("m" + i));
                client.confirmed(client.send("", message));
            }
            Inbox inbox = client.subscribe("q", 2).await(2);
            inbox.release(0, Release.UNCOUNTED);
            inbox.close();
            assertEquals(List.of("m2", "m4"), inbox.bodies());
            assertEquals(List.of("m2", "m4", "m1", "m3", "m0", "m5"), client.drain("q"));
        }

        @Test
        void aSingleActiveConsumerHasASuccessor() {
            declare("q", GroupRules.NONE.withSingleActive(true));
            Inbox first = client.subscribe("q", 10);
            Inbox second = client.subscribe("q", 10);
            client.publish("", "q", "1", "2");
            first.await(2);
            first.ackAll();
            first.close();
            client.publish("", "q", "3");
            second.await(1);
            assertEquals(List.of("3"), second.bodies());
        }

        @Test
        void aConsumerOfHigherPriorityIsServedFirst() {
            client.declareGroup("q");
            Inbox low = client.subscribe("q", 10);
            Inbox high = client.subscribe(new SubscribeRequest("q", false, false, 2, 5));
            client.publish("", "q", "1", "2", "3");
            high.await(2);
            low.await(1);
            assertEquals(List.of("1", "2"), high.bodies());
        }

        @Test
        void aGroupWithOneActiveConsumerIsNotConsumedFromExclusively() {
            declare("q", GroupRules.NONE.withSingleActive(true));
            Inbox inbox = client.subscribe(new SubscribeRequest("q", true, false, 1, 0));
            world.settle();
            assertEquals(ErrorCode.ACCESS_REFUSED, inbox.ended().code());
            assertEquals(0, client.describeGroup("q").consumers());
        }

        @Test
        void aGroupThatNobodyUsesDeletesItself() {
            declare("q", GroupRules.NONE.withExpiresMs(1_000));
            Inbox inbox = client.subscribe("q", 1);
            world.advance(Duration.ofSeconds(3));
            client.describeGroup("q");
            inbox.close();
            world.advance(Duration.ofSeconds(3));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("q")));
        }

        @Test
        void rulesAndHistorySurviveARestart() {
            client.declareGroup("dead");
            declare("q", GroupRules.NONE.withMaxPriority(3).withDeadLetter("", "dead"));
            client.publish("", "q", "1", "2");
            client.subscribe("q", 1).await(1).reject(0);
            Message urgent = new Message(
                    List.of("q"),
                    true,
                    2,
                    Message.NO_TTL,
                    FlushPolicy.DEFAULT,
                    List.of(),
                    MessageFormat.PLAIN,
                    Payload.EMPTY,
                    Payload.utf8("urgent"));
            client.confirmed(client.send("", urgent));
            world.settle();
            world.restart();
            client = new TestClient(world);
            assertEquals("1", TestClient.text(client.fetch("dead").orElseThrow()));
            assertEquals(List.of("urgent", "2"), client.drain("q"));
            assertEquals(3, client.describeGroup("q").settings().rules().maxPriority());
        }
    }

    @Nested
    class Transactions {

        @Test
        void aCommitMakesEverythingVisibleAtOnce() {
            client.declareGroup("a");
            client.declareGroup("b");
            Transaction transaction = client.begin();
            client.send("", TestClient.message("a", "1", true), transaction);
            client.send("", TestClient.message("b", "2", true), transaction);
            assertEquals(0, ready("a"));
            client.<Void>ask((s, a) -> transaction.commit(a));
            assertEquals(List.of("1"), client.drain("a"));
            assertEquals(List.of("2"), client.drain("b"));
        }

        @Test
        void aRollbackForgetsMessagesAndGivesAcknowledgedOnesBack() {
            client.declareGroup("q");
            client.publish("", "q", "old");
            Inbox inbox = client.subscribe("q", 1).await(1);
            Transaction transaction = client.begin();
            client.send("", TestClient.message("q", "new", true), transaction);
            inbox.ack(0, transaction);
            client.<Void>ask((s, a) -> transaction.rollback(a));
            assertEquals(1, client.describeGroup("q").inFlight());
            inbox.close();
            assertEquals(List.of("old"), client.drain("q"));
        }

        @Test
        void acknowledgementsCountWithTheCommit() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 1).await(1);
            Transaction transaction = client.begin();
            inbox.ack(0, transaction);
            assertEquals(1, client.describeGroup("q").inFlight());
            client.<Void>ask((s, a) -> transaction.commit(a));
            assertEquals(0, client.describeGroup("q").inFlight());
            inbox.close();
            assertEquals(List.of(), client.drain("q"));
        }

        @Test
        void aTransactionEndsOnce() {
            client.declareGroup("q");
            Transaction transaction = client.begin();
            client.send("", TestClient.message("q", "1", true), transaction);
            client.<Void>ask((s, a) -> transaction.commit(a));
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED, refusal(() -> client.<Void>ask((s, a) -> transaction.commit(a))));
        }

        @Test
        void aClosedSessionRollsBack() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            TestClient other = new TestClient(world);
            Inbox inbox = other.subscribe("q", 1).await(1);
            Transaction transaction = other.begin();
            inbox.ack(0, transaction);
            other.send("", TestClient.message("q", "2", true), transaction);
            other.close();
            assertEquals(List.of("1"), client.drain("q"));
        }
    }

    @Nested
    class Finding {

        @Test
        void streamsAreReadByOffsetAndTime() {
            client.declareTopic("s", TopicKind.STREAM);
            client.publish("s", "", "1", "2");
            world.advance(Duration.ofSeconds(2));
            client.publish("s", "", "3");
            BrowsePage page = client.ask((s, a) -> s.read("s", 0, 1, 10, a));
            assertEquals(2, page.entries().size());
            assertEquals(1, page.entries().get(0).offset());
            long third = page.entries().get(1).message().storedAt();
            assertEquals(2L, client.<Long>ask((s, a) -> s.offsetAt("s", 0, third, a)));
            assertEquals(3L, client.<Long>ask((s, a) -> s.offsetAt("s", 0, third + 1, a)));
        }

        @Test
        void messagesAreFoundByKey() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("q");
            client.bind("t", "q", "");
            Message message = new Message(
                    List.of("k"),
                    true,
                    0,
                    Message.NO_TTL,
                    FlushPolicy.DEFAULT,
                    List.of("order-17", "customer-3"),
                    MessageFormat.PLAIN,
                    Payload.EMPTY,
                    Payload.utf8("found"));
            client.confirmed(client.send("t", message));
            List<StoredMessage> found = client.ask((s, a) -> s.find("t", "customer-3", 10, a));
            assertEquals(1, found.size());
            assertEquals("found", found.get(0).message().body().toUtf8());
            assertEquals(List.of(), client.<List<StoredMessage>>ask((s, a) -> s.find("t", "customer-4", 10, a)));
        }
    }

    @Nested
    class Namespaces {

        @Test
        void namesInDifferentNamespacesHaveNothingToDoWithEachOther() {
            client.<Void>ask((s, a) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.DEFAULT), a));
            TestClient other = new TestClient(world, "guest", "other");
            client.declareGroup("q");
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> other.describeGroup("q")));
            other.declareGroup("q");
            other.publish("", "q", "1");
            assertEquals(0, ready("q"));
        }

        @Test
        void deletingANamespaceEndsItsSessions() {
            client.<Void>ask((s, a) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.DEFAULT), a));
            TestClient other = new TestClient(world, "guest", "other");
            other.declareGroup("q");
            client.<Void>ask((s, a) -> s.admin().deleteNamespace("other", a));
            world.await("the end", () -> !other.notes().isEmpty());
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> new TestClient(world, "guest", "other").session()));
        }

        @Test
        void anUnknownNamespaceIsRefused() {
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> new TestClient(world, "guest", "nowhere").session()));
        }
    }

    @Nested
    class Restarting {

        @Test
        void whatWasConfirmedIsThereAndWhatWasDoneIsGone() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("q");
            client.bind("t", "q", "k");
            client.publish("t", "k", "1", "2", "3");
            client.subscribe("q", 2).await(2).ack(0);
            world.restart();
            client = new TestClient(world);
            Inbox inbox = client.subscribe("q", 10).await(2);
            assertEquals(List.of("2", "3"), inbox.bodies());
            assertTrue(inbox.get(0).redelivered());
            assertNull(inbox.ended());
            client.publish("t", "k", "4");
            assertEquals(List.of("2", "3", "4"), inbox.await(3).bodies());
        }

        @Test
        void whatIsNotDurableIsGone() {
            client.declareGroup("q");
            client.declareGroup(new GroupSettings("fleeting", false, false, false, Map.of()));
            client.confirmed(client.send("", TestClient.message("q", "lost", false)));
            client.publish("", "q", "kept");
            client.confirmed(client.send("", TestClient.message("q", "lost too", false)));
            world.restart();
            client = new TestClient(world);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("fleeting")));
            assertEquals(List.of("kept"), client.drain("q"));
        }
    }
}
