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
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.NamespaceInfo;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Rates;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of accounting: what groups and namespaces hold, and how fast messages come and go. */
class AccountingContractTest {

    abstract static class Rules extends ContractChapter {

        private GroupInfo group(String name) {
            return client.describeGroup(name);
        }

        private NamespaceInfo namespace() {
            return client.ask((s, answer) -> s.admin().describeNamespace(answer));
        }

        private void later(String topic, String key, String text) {
            client.confirmed(
                    client.send(topic, TestClient.message(key, text, true).deliverAt(world.wallMs() + 3_600_000)));
        }

        @Test
        void whatIsReadyOutHeldAndDelayedIsCountedApart() {
            client.declareGroup("q");
            client.publish("", "q", "held", "out", "ready", "ready");
            long bytes = group("q").bytes();
            Inbox inbox = client.subscribe("q", 2).await(2);
            Transaction transaction = client.begin();
            inbox.ack(0, transaction);
            client.<Long>ask((s, answer) -> transaction.prepare(Payload.utf8("b"), answer));
            GroupInfo info = group("q");
            assertEquals(List.of(2L, 2L, 1L, 0L), List.of(info.ready(), info.inFlight(), info.held(), info.delayed()));
            assertEquals(bytes, info.bytes());
            NamespaceInfo all = namespace();
            assertEquals(List.of(2L, 2L, 1L, 0L), List.of(all.ready(), all.inFlight(), all.held(), all.delayed()));
        }

        @Test
        void aMessageThatComesBackLaterIsDelayed() {
            client.declareGroup("q");
            client.publish("", "q", "x");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.release(0, Release.COUNTED, 3_600_000);
            world.await("that it waits", () -> group("q").delayed() == 1);
            assertEquals(0, group("q").ready() + group("q").inFlight());
        }

        @Test
        void whatWaitsForATopicIsCountedInTheNamespace() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("q");
            client.bind("t", "q", "");
            later("t", "", "x");
            later("", "q", "y");
            assertEquals(2, namespace().delayed());
            assertEquals(0, namespace().ready());
            client.<Void>ask(
                    (s, answer) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.DEFAULT), answer));
            NamespaceInfo other = new TestClient(world, "guest", "other")
                    .ask((s, answer) -> s.admin().describeNamespace(answer));
            assertEquals(0, other.delayed());
        }

        @Test
        void theOldestReadyMessageIsTheOneThatWaitsLongest() {
            client.declareGroup("q");
            client.publish("", "q", "old");
            long came = group("q").oldestReady();
            world.advance(Duration.ofMillis(200));
            client.publish("", "q", "new");
            assertEquals(came, group("q").oldestReady());
            assertEquals(came, namespace().oldestReady());
            client.fetch("q");
            assertTrue(group("q").oldestReady() >= came + 200, () -> came + " " + group("q"));
            client.fetch("q");
            assertEquals(0, group("q").oldestReady());
        }

        @Test
        void theAgeOfABacklogOnDiskIsKnown() {
            client.declareGroup("q");
            client.publish("", "q", numbers(0, 2_000, 1).toArray(String[]::new));
            long came = group("q").oldestReady();
            world.advance(Duration.ofMillis(200));
            restart();
            world.await("the age", () -> group("q").oldestReady() != GroupInfo.UNKNOWN);
            assertEquals(came, group("q").oldestReady());
        }

        @Test
        void deliveriesAndAcknowledgementsAreCountedFromTheStartArrivalsFromTheDeclaration() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.release(0, Release.UNCOUNTED);
            inbox.credit(1);
            inbox.await(2).ack(1);
            world.settle();
            GroupInfo before = group("q");
            assertEquals(
                    List.of(2L, 1L, 2L, 1L),
                    List.of(before.arrived(), before.gone(), before.delivered(), before.acknowledged()));
            restart();
            GroupInfo after = group("q");
            assertEquals(
                    List.of(2L, 1L, 0L, 0L),
                    List.of(after.arrived(), after.gone(), after.delivered(), after.acknowledged()));
        }

        @Test
        void anAcknowledgementCountsWhenItsTransactionIsCommitted() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 1).await(1);
            Transaction transaction = client.begin();
            inbox.ack(0, transaction);
            assertEquals(0, group("q").acknowledged());
            client.<Void>ask((s, answer) -> transaction.commit(answer));
            assertEquals(1, group("q").acknowledged());
        }

        @Test
        void ratesRiseWithTheFlowAndFallWithoutIt() {
            client.declareGroup("q");
            client.declareGroup("idle");
            client.publish("", "q", numbers(0, 100, 1).toArray(String[]::new));
            client.drain("q");
            world.advance(Duration.ofMillis(1_100));
            Rates now = group("q").rates();
            assertTrue(now.in() > 1 && now.out() > 1 && now.acknowledged() > 1, now::toString);
            assertEquals(now.in(), namespace().rates().in(), now.in() / 2);
            world.advance(Duration.ofMillis(1_100));
            Rates later = group("q").rates();
            assertTrue(later.in() < now.in() && later.out() < now.out(), () -> now + " then " + later);
            assertEquals(Rates.NONE, group("idle").rates());
        }

        @Test
        void oneLookTellsOfAllNamespacesAndOfSoManyGroups() {
            client.declareGroup("a");
            client.declareGroup("b");
            client.declareGroup("c");
            client.publish("", "b", "x");
            BrokerAccounts some = world.broker().accounts(2);
            assertEquals(
                    List.of("a", "b"),
                    some.groups().stream()
                            .map(one -> one.info().settings().name())
                            .toList());
            assertEquals(1, some.left());
            assertEquals("/", some.groups().get(1).namespace());
            assertEquals(1, some.groups().get(1).info().ready());
            assertEquals(1, some.namespaces().get(0).ready());
            assertEquals(List.of(), world.broker().accounts(0).groups());
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(64, Map.of("store.index-memory", "16KiB"));
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data, Map.of("store.index-memory", "16KiB"));
        }
    }
}
