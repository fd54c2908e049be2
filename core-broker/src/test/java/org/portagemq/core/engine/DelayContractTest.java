// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PendingCount;
import org.portagemq.core.api.PendingMessage;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.RetrySchedule;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of messages that become visible later, and of those that come back later. */
abstract class DelayContractTest {

    private World world;
    private TestClient client;

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

    private Message later(String key, String text, long delayMs) {
        return TestClient.message(key, text, true).deliverAt(world.wallMs() + delayMs);
    }

    private void send(String topic, Message message) {
        client.confirmed(client.send(topic, message));
    }

    private long ready(String group) {
        return client.describeGroup(group).ready();
    }

    private void declare(String group, GroupRules rules) {
        client.declareGroup(new GroupSettings(group, true, false, false, Map.of(), rules));
    }

    private PendingPage pending() {
        return client.ask((s, answer) -> s.admin().listPending(Optional.empty(), Optional.empty(), 100, answer));
    }

    private static List<String> texts(PendingPage page) {
        return page.messages().stream()
                .map(one -> one.message().message().body().toUtf8())
                .toList();
    }

    @Nested
    class Publishing {

        @Test
        void aDelayedMessageIsConfirmedAtOnceAndVisibleAtItsTime() {
            client.declareGroup("q");
            long begun = world.wallMs();
            send("", later("q", "x", 400));
            assertEquals(0, ready("q"));
            client.subscribe("q", 1).await(1);
            assertTrue(world.wallMs() >= begun + 400, "it came early");
        }

        @Test
        void aTimeThatIsOverMeansAtOnce() {
            client.declareGroup("q");
            send("", later("q", "x", -5_000));
            assertEquals(1, ready("q"));
        }

        @Test
        void delayedMessagesComeInTheOrderOfTheirTimesAndThenOfTheirPublishing() {
            client.declareGroup("q");
            long time = world.wallMs() + 600;
            send("", TestClient.message("q", "third", true).deliverAt(time + 200));
            send("", TestClient.message("q", "first", true).deliverAt(time));
            send("", TestClient.message("q", "second", true).deliverAt(time));
            assertEquals(
                    List.of("first", "second", "third"),
                    client.subscribe("q", 10).await(3).bodies());
        }

        @Test
        void theRouteIsThatOfItsTime() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("early");
            client.declareGroup("late");
            client.bind("t", "early", "k");
            send("t", later("k", "x", 300));
            this.unbind("early");
            client.bind("t", "late", "k");
            client.subscribe("late", 1).await(1);
            assertEquals(0, ready("early"));
        }

        private void unbind(String group) {
            client.<Void>ask((s, answer) -> s.admin().unbind(Binding.toGroup("t", group, "k"), answer));
        }

        @Test
        void whatNobodyWantsAtItsTimeGoesTheAlternateWayOrIsDropped() {
            client.declareTopic("other", TopicKind.FANOUT);
            client.declareTopic(new TopicSettings(
                    "t", TopicKind.DIRECT, true, false, false, "other", 0, Retention.FOREVER, Map.of()));
            client.declareGroup("q");
            client.bind("other", "q", "");
            send("t", later("k", "x", 200));
            client.subscribe("q", 1).await(1);

            send("", later("nobody", "y", 200));
            world.await("that it is dropped", () -> pending().messages().isEmpty());
            assertTrue(world.broker().status().counters().get("messages_unrouted") >= 1);
        }

        @Test
        void aTopicThatIsDeclaredAnewInheritsNothing() {
            client.declareTopic("t", TopicKind.FANOUT);
            send("t", later("k", "x", 400));
            client.<Void>ask((s, answer) -> s.admin().deleteTopic("t", false, answer));
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("q");
            client.bind("t", "q", "");
            world.advance(Duration.ofMillis(800));
            assertEquals(0, ready("q"));
        }

        @Test
        void itsLifetimeBeginsAtItsTime() {
            client.declareGroup("q");
            Message message = new Message(
                    List.of("q"),
                    true,
                    0,
                    500,
                    FlushPolicy.DEFAULT,
                    List.of(),
                    MessageFormat.PLAIN,
                    Payload.EMPTY,
                    Payload.utf8("x"));
            send("", message.deliverAt(world.wallMs() + 700));
            world.await("the message", () -> ready("q") == 1);
            world.await("its end", () -> ready("q") == 0);
        }

        @Test
        void limitsCountAtItsTime() {
            declare("dead", GroupRules.NONE);
            declare("q", GroupRules.NONE.withLimits(1, -1, GroupRules.Overflow.REJECT));
            declare(
                    "r",
                    GroupRules.NONE
                            .withLimits(1, -1, GroupRules.Overflow.REJECT_TO_DEAD_LETTER)
                            .withDeadLetter("", "dead"));
            for (String group : List.of("q", "r")) {
                send("", later(group, "second", 300));
                client.publish("", group, "first");
            }
            world.await("the end of both", () -> pending().messages().isEmpty() && ready("dead") == 1);
            assertEquals(List.of("first"), client.drain("q"));
            assertEquals(List.of("first"), client.drain("r"));
            assertEquals(List.of("second"), client.drain("dead"));
        }

        @Test
        void aDelayedMessageOfATransactionWaitsFromTheCommitOn() {
            client.declareGroup("q");
            var transaction = client.begin();
            client.send("", later("q", "x", 500), transaction);
            client.<Void>ask((s, answer) -> transaction.commit(answer));
            assertEquals(0, ready("q"));
            assertEquals(List.of("x"), texts(pending()));
            client.subscribe("q", 1).await(1);
        }

        @Test
        void aRolledBackDelayedMessageNeverComes() {
            client.declareGroup("q");
            var transaction = client.begin();
            client.send("", later("q", "x", 200), transaction);
            client.<Void>ask((s, answer) -> transaction.rollback(answer));
            world.advance(Duration.ofMillis(500));
            assertEquals(0, ready("q"));
        }

        @Test
        void delayedMessagesSurviveARestartAndOverdueOnesComeInOrder() {
            client.declareGroup("q");
            long time = world.wallMs() + 300;
            send("", TestClient.message("q", "b", true).deliverAt(time + 20));
            send("", TestClient.message("q", "c", true).deliverAt(time + 86_400_000));
            send("", TestClient.message("q", "a", true).deliverAt(time));
            world.restart();
            client = new TestClient(world);
            assertEquals(List.of("a", "b"), client.subscribe("q", 9).await(2).bodies());
            assertEquals(List.of("c"), texts(pending()));
        }

        @Test
        void manyOfOneMomentAllCome() {
            client.declareGroup("q");
            long time = world.wallMs() + 1_500;
            List<Long> tokens = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                tokens.add(
                        client.send("", TestClient.message("q", "m" + i, true).deliverAt(time)));
            }
            tokens.forEach(client::confirmed);
            Inbox inbox = client.subscribe("q", 2_000).await(1_000);
            for (int i = 0; i < 1_000; i++) {
                assertEquals("m" + i, inbox.bodies().get(i));
            }
        }

        @Test
        void aTimeBeyondWhatTheStoreKnowsIsRefused() {
            Message message = TestClient.message("q", "x", true);
            assertEquals(
                    ErrorCode.INVALID,
                    assertThrows(BrokerException.class, () -> message.deliverAt(Message.LATEST + 1))
                            .code());
        }
    }

    @Nested
    class Looking {

        @Test
        void messagesThatWaitAreListedInPagesByTheirTime() {
            client.declareGroup("q");
            for (int i = 9; i >= 0; i--) {
                send("", later("q", "m" + i, 1_000_000L * (i + 1)));
            }
            List<String> all = new ArrayList<>();
            Optional<String> from = Optional.empty();
            do {
                Optional<String> at = from;
                PendingPage page = client.ask(
                        (s, answer) -> s.admin().listPending(Optional.of(new Binding.Target.Topic("")), at, 3, answer));
                all.addAll(texts(page));
                from = page.next();
            } while (from.isPresent());
            assertEquals(List.of("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"), all);
        }

        @Test
        void theyAreCountedByWhereTheyGo() {
            client.declareTopic("t", TopicKind.FANOUT);
            send("t", later("k", "x", 1_000_000));
            send("t", later("k", "y", 9_000_000_000L));
            List<PendingCount> counts = client.ask((s, answer) -> s.admin().countPending(answer));
            assertEquals(1, counts.size());
            assertEquals(new Binding.Target.Topic("t"), counts.get(0).target());
            assertEquals(2, counts.get(0).messages());
        }

        @Test
        void oneIsFoundByItsKey() {
            client.declareTopic("t", TopicKind.FANOUT);
            Message message = new Message(
                    List.of("k"),
                    true,
                    0,
                    Message.NO_TTL,
                    FlushPolicy.DEFAULT,
                    List.of("order-7"),
                    MessageFormat.PLAIN,
                    Payload.EMPTY,
                    Payload.utf8("x"));
            send("t", message.deliverAt(world.wallMs() + 1_000_000));
            assertEquals(
                    1,
                    client.<List<?>>ask((s, answer) -> s.find("t", "order-7", 10, cast(answer)))
                            .size());
        }

        @SuppressWarnings("unchecked")
        private static <T> org.portagemq.core.api.Answer<T> cast(org.portagemq.core.api.Answer<?> answer) {
            return (org.portagemq.core.api.Answer<T>) answer;
        }
    }

    @Nested
    class BeforeTheirTime {

        private PendingMessage only() {
            return pending().messages().get(0);
        }

        @Test
        void aCancelledMessageNeverComes() {
            client.declareGroup("q");
            send("", later("q", "x", 600));
            PendingMessage waiting = only();
            assertTrue(client.<Boolean>ask(
                    (s, answer) -> s.admin().cancelPending(waiting.message().id(), answer)));
            assertFalse(client.<Boolean>ask(
                    (s, answer) -> s.admin().cancelPending(waiting.message().id(), answer)));
            assertEquals(List.of(), texts(pending()));
            world.advance(Duration.ofSeconds(1));
            assertEquals(0, ready("q"));
        }

        @Test
        void aCancelledMessageStaysCancelledAfterARestart() {
            client.declareGroup("q");
            send("", later("q", "x", 700));
            PendingMessage waiting = only();
            client.<Boolean>ask(
                    (s, answer) -> s.admin().cancelPending(waiting.message().id(), answer));
            world.restart();
            client = new TestClient(world);
            world.advance(Duration.ofMillis(1_500));
            assertEquals(0, ready("q"));
            assertEquals(List.of(), client.<List<PendingCount>>ask((s, answer) -> s.admin()
                    .countPending(answer)));
        }

        @Test
        void oneIsDeliveredBeforeItsTimeAndNotAgain() {
            client.declareGroup("q");
            send("", later("q", "x", 1_000));
            PendingMessage waiting = only();
            assertTrue(client.<Boolean>ask(
                    (s, answer) -> s.admin().hastenPending(waiting.message().id(), answer)));
            world.await("the message", () -> ready("q") == 1);
            world.advance(Duration.ofMillis(1_500));
            assertEquals(1, ready("q"));
        }

        @Test
        void allOfATopicAreDeliveredBeforeTheirTime() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("q");
            client.bind("t", "q", "");
            for (int i = 0; i < 20; i++) {
                send("t", later("k", "m" + i, 1_000_000L * (20 - i)));
            }
            send("", later("q", "other", 1_000_000));
            assertEquals(20L, client.<Long>ask((s, answer) -> s.admin()
                    .hastenAllPending(new Binding.Target.Topic("t"), answer)));
            world.await("all", () -> ready("q") == 20);
            assertEquals(List.of("other"), texts(pending()));
        }
    }

    @Nested
    class ComingBack {

        @Test
        void aMessageThatIsGivenBackWithADelayIsReadyAfterIt() {
            client.declareGroup("q");
            client.publish("", "q", "x");
            Inbox inbox = client.subscribe("q", 5).await(1);
            long begun = world.wallMs();
            inbox.release(0, Release.UNCOUNTED, 300);
            inbox.await(2);
            assertTrue(world.wallMs() >= begun + 300, "it came early");
            assertTrue(inbox.get(1).redelivered());
        }

        @Test
        void othersAreDeliveredMeanwhile() {
            client.declareGroup("q");
            client.publish("", "q", "x", "y");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.release(0, Release.UNCOUNTED, 300);
            inbox.credit(2);
            assertEquals(List.of("x", "y", "x"), inbox.await(3).bodies());
        }

        @Test
        void aLongDelayLeavesTheGroupAndKeepsItsAttempts() {
            client.declareGroup("q");
            client.publish("", "q", "x");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.release(0, Release.COUNTED, 3_600_000);
            world.await("that it waits", () -> texts(pending()).equals(List.of("x")));
            assertEquals(0, client.describeGroup("q").inFlight());
            assertEquals(
                    new Binding.Target.Group("q"), pending().messages().get(0).target());
            world.restart();
            client = new TestClient(world);
            assertEquals(1L, client.<Long>ask((s, answer) -> s.admin()
                    .hastenAllPending(new Binding.Target.Group("q"), answer)));
            Inbox again = client.subscribe("q", 1).await(1);
            assertEquals(1, again.get(0).attempts());
            assertTrue(again.get(0).redelivered());
        }

        @Test
        void aRetryScheduleDecidesTheDelaysOfFailures() {
            declare(
                    "q",
                    new GroupRules.Builder()
                            .retry(RetrySchedule.steps(List.of(200L, 500L)))
                            .build());
            client.publish("", "q", "x");
            Inbox inbox = client.subscribe("q", 5).await(1);
            long begun = world.wallMs();
            inbox.release(0, Release.COUNTED);
            inbox.await(2);
            assertTrue(world.wallMs() >= begun + 200, "the first retry came early");
            long second = world.wallMs();
            inbox.release(1, Release.COUNTED);
            inbox.await(3);
            assertTrue(world.wallMs() >= second + 500, "the second retry came early");
            inbox.release(2, Release.UNCOUNTED);
            assertEquals(2, inbox.await(4).get(3).attempts());
        }

        @Test
        void oneAttemptTooManyIsDeadLetteredAtOnce() {
            declare("dead", GroupRules.NONE);
            declare(
                    "q",
                    new GroupRules.Builder()
                            .retry(RetrySchedule.steps(List.of(100L)))
                            .deliveryLimit(1)
                            .deadLetter("", "dead")
                            .build());
            client.publish("", "q", "x");
            Inbox inbox = client.subscribe("q", 5).await(1);
            inbox.release(0, Release.COUNTED);
            inbox.await(2);
            inbox.release(1, Release.COUNTED);
            Inbox dead = client.subscribe("dead", 1).await(1);
            assertEquals(
                    Death.Reason.DELIVERY_LIMIT,
                    dead.get(0).message().deaths().get(0).reason());
        }

        @Test
        void rulesSurviveARestart() {
            GroupRules rules = new GroupRules.Builder()
                    .retry(RetrySchedule.between(
                            RetrySchedule.When.ALWAYS, RetrySchedule.Growth.DOUBLING, 1_000, 60_000))
                    .build();
            declare("q", rules);
            world.restart();
            client = new TestClient(world);
            assertEquals(rules, client.describeGroup("q").settings().rules());
        }

        @Test
        void whatADeletedGroupHadWaitingIsGone() {
            client.declareGroup("q");
            client.publish("", "q", "x");
            client.subscribe("q", 1).await(1).release(0, Release.UNCOUNTED, 300);
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer));
            client.declareGroup("q");
            world.advance(Duration.ofMillis(600));
            assertEquals(0, ready("q"));
        }
    }
}
