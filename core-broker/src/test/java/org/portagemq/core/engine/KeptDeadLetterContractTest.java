// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupRules.Overflow;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.PolicySettings.AppliesTo;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.engine.TestClient.Inbox;

/** Messages that leave their group only when a dead-letter topic takes them. */
class KeptDeadLetterContractTest {

    abstract static class Rules extends ContractChapter {

        private static final GroupRules KEPT =
                GroupRules.NONE.withLimits(100_000, -1, Overflow.REJECT).withDeadLetter("dead", null).toBuilder()
                        .keptUntilTaken(true)
                        .build();

        private void declare(String name, GroupRules rules) {
            client.declareGroup(new GroupSettings(name, true, false, false, Map.of(), rules));
        }

        private void bindTarget(GroupRules rules) {
            client.declareTopic("dead", TopicKind.FANOUT);
            declare("target", rules);
            client.bind("dead", "target", "");
        }

        private GroupInfo group(String name) {
            return client.describeGroup(name);
        }

        private long stranded() {
            return world.broker().status().gauges().get("messages_stranded");
        }

        private void rejectOne(String group) {
            Inbox inbox = client.subscribe(group, 1).await(1);
            inbox.reject(0);
            inbox.close();
            world.await(
                    "that it is at nobody", () -> stranded() > 0 || group(group).inFlight() == 0);
        }

        @Test
        void aMessageWaitsUntilItsTopicIsThereAndRoutesIt() {
            declare("q", KEPT);
            client.publish("", "q", "1");
            rejectOne("q");
            assertEquals(1, stranded());
            assertEquals(1, group("q").inFlight());
            assertEquals(0, group("q").ready(), "nobody else gets it meanwhile");

            client.declareTopic("dead", TopicKind.FANOUT);
            world.advance(Duration.ofSeconds(3));
            assertEquals(1, stranded(), "the topic leads nowhere");

            bindTarget(GroupRules.NONE);
            world.await("the message", () -> group("target").ready() == 1);
            var got = client.fetch("target").orElseThrow();
            assertEquals("1", TestClient.text(got));
            assertEquals(Death.Reason.REJECTED, got.message().deaths().get(0).reason());
            assertEquals(1, got.message().deaths().get(0).count(), "one death, however often it was tried");
            assertEquals(0, stranded());
            assertEquals(0, group("q").inFlight());
        }

        @Test
        void aFullTargetGetsItWhenThereIsRoom() {
            bindTarget(GroupRules.NONE.withLimits(1, -1, Overflow.REJECT));
            declare("q", KEPT.withTtlMs(100));
            client.publish("", "q", "1", "2", "3");
            world.await("the first", () -> group("target").ready() == 1);
            world.await("that the others wait", () -> stranded() == 2);
            for (String text : List.of("1", "2", "3")) {
                world.await("message " + text, () -> group("target").ready() == 1);
                assertEquals(List.of(text), client.drain("target"));
            }
            assertEquals(0, stranded());
        }

        @Test
        void oneFullTargetOfSeveralHoldsAllOfThem() {
            bindTarget(GroupRules.NONE);
            declare("full", GroupRules.NONE.withLimits(0, -1, Overflow.REJECT));
            client.bind("dead", "full", "");
            declare("q", KEPT);
            client.publish("", "q", "1");
            rejectOne("q");
            assertEquals(1, stranded());
            assertEquals(0, group("target").ready());
        }

        @Test
        void manyThatWaitAllArriveInTheirOrder() {
            declare("q", KEPT.withTtlMs(100));
            String[] texts =
                    IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);
            client.publish("", "q", texts);
            world.await("that all wait", () -> stranded() == texts.length);
            bindTarget(GroupRules.NONE);
            world.await("all", () -> group("target").ready() == texts.length);
            assertEquals(List.of(texts), client.drain("target"));
        }

        @Test
        void oneThatNobodyTakesDoesNotHoldOthersBack() {
            client.declareTopic("dead", TopicKind.DIRECT);
            declare("target", GroupRules.NONE);
            client.bind("dead", "target", "known");
            client.declareTopic("in", TopicKind.FANOUT);
            declare("q", KEPT.withTtlMs(100));
            client.bind("in", "q", "");
            client.publish("in", "unknown", "1");
            world.await("that it waits", () -> stranded() == 1);
            client.publish("in", "known", "2");
            world.await("the other", () -> group("target").ready() == 1);
            assertEquals(1, stranded());
        }

        @Test
        void aMessageThatWaitsIsThereAfterARestart() {
            declare("q", KEPT);
            client.publish("", "q", "1");
            rejectOne("q");
            restart();
            assertEquals(1, group("q").ready());
            assertEquals(KEPT, group("q").settings().rules());
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void aMessageThatWaitsGoesWithItsGroupAndNotWithAPurge() {
            declare("q", KEPT);
            client.publish("", "q", "1", "2");
            rejectOne("q");
            assertEquals(1L, client.<Long>ask((s, answer) -> s.admin().purgeGroup("q", answer)));
            assertEquals(1, stranded());
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer));
            world.await("that it is gone", () -> stranded() == 0);
        }

        @Test
        void aGroupThatDropsWhatIsTooMuchKeepsNothing() {
            declare("q", KEPT.withLimits(10, -1, Overflow.DROP_HEAD));
            client.publish("", "q", "1");
            rejectOne("q");
            assertEquals(0, stranded());
            assertEquals(0, group("q").inFlight());
        }

        @Test
        void aPolicyMayAskForItAndTakeItBack() {
            declare("q", KEPT.toBuilder().keptUntilTaken(false).build());
            var policy = new PolicySettings("kept", "q", AppliesTo.GROUPS, 0, Map.of("dead-letter-kept", true));
            client.<Void>ask((s, answer) -> s.admin().putPolicy(policy, answer));
            client.publish("", "q", "1");
            rejectOne("q");
            assertEquals(1, stranded());
            client.<Void>ask((s, answer) -> s.admin().removePolicy("kept", false, answer));
            world.await(
                    "that it is dropped", () -> stranded() == 0 && group("q").inFlight() == 0);
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(83, Map.of());
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
