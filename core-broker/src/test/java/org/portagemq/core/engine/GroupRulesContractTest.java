// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules that groups are declared with: lifetimes, limits, dead letters, priorities. */
class GroupRulesContractTest {

    abstract static class Rules extends ContractChapter {

        private long ready(String group) {
            return client.describeGroup(group).ready();
        }

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
            assertEquals(ErrorCode.ACCESS_REFUSED, inbox.refusal().code());
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
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(72, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
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
