// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** Transactions to which more is added while their publisher group has not decided. */
class JoinContractTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "transactions.check-after", "300ms",
            "transactions.check-interval", "300ms",
            "transactions.checks", "2",
            "limits.transaction-size", "5");

    abstract static class Rules extends ContractChapter {

        Transaction sending(String... texts) {
            Transaction transaction = client.begin();
            for (String text : texts) {
                client.send("", TestClient.message("out", text, true), transaction);
            }
            return transaction;
        }

        private long entrust(Transaction transaction) {
            return client.<Long>ask((s, answer) -> transaction.entrust("producers", Transaction.USUAL, answer));
        }

        /** Of one message. */
        long entrusted(String text) {
            client.declareGroup("out");
            return entrust(sending(text));
        }

        void join(long id, Transaction transaction) {
            client.<Void>ask((s, answer) -> transaction.join(id, "producers", answer));
        }

        void commit(long id) {
            client.<Void>ask((s, answer) -> s.commitPrepared(id, answer));
        }

        private void rollback(long id) {
            client.<Void>ask((s, answer) -> s.rollbackPrepared(id, answer));
        }

        List<PreparedTransaction> waiting() {
            return client.ask((s, answer) -> s.listPrepared(answer));
        }

        private long ready() {
            return client.describeGroup("out").ready();
        }

        @Test
        void whatJoinsIsVisibleWithTheFirstAndInOrder() {
            long id = entrusted("a");
            join(id, sending("b", "c"));
            join(id, sending("d"));
            assertEquals(0, ready());
            assertEquals(1, waiting().size());
            assertEquals(4, waiting().get(0).messages());
            commit(id);
            assertEquals(List.of("a", "b", "c", "d"), client.drain("out"));
            assertEquals(List.of(), waiting());
        }

        @Test
        void nothingOfItIsEverVisibleWhenItIsRolledBack() {
            long id = entrusted("a");
            join(id, sending("b"));
            rollback(id);
            restart();
            assertEquals(List.of(), client.drain("out"));
            assertEquals(List.of(), waiting());
        }

        @Test
        void itSurvivesRestartsWithAndWithoutASnapshotBetween() {
            long id = entrusted("a");
            join(id, sending("b"));
            restart();
            assertEquals(2, waiting().get(0).messages());
            join(id, sending("c"));
            restart();
            restart();
            assertEquals(3, waiting().get(0).messages());
            commit(id);
            assertEquals(List.of("a", "b", "c"), client.drain("out"));
            restart();
            assertEquals(List.of(), waiting());
            assertEquals(List.of(), client.drain("out"));
        }

        @Test
        void itMayComeFromAnotherSession() {
            long id = entrusted("a");
            client.close();
            client = new TestClient(world);
            join(id, sending("b"));
            commit(id);
            assertEquals(List.of("a", "b"), client.drain("out"));
        }

        @Test
        void acknowledgementsJoinToo() {
            client.declareGroup("in");
            client.publish("", "in", "x");
            client.publish("", "in", "y");
            Inbox inbox = client.subscribe("in", 2).await(2);
            long id = entrusted("a");
            Transaction acks = client.begin();
            inbox.ack(0, acks);
            join(id, acks);
            assertEquals(1, waiting().get(0).held());
            inbox.close();
            assertEquals(1, client.describeGroup("in").ready());
            restart();
            assertEquals(1, client.describeGroup("in").ready());
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, answer) -> s.admin().deleteGroup("in", false, false, answer))));
            commit(id);
            assertEquals(List.of("y"), client.drain("in"));
            assertEquals(List.of("a"), client.drain("out"));
        }

        @Test
        void acknowledgementsThatJoinedComeBackWhenItIsRolledBack() {
            client.declareGroup("in");
            client.publish("", "in", "x");
            Inbox inbox = client.subscribe("in", 1).await(1);
            long id = entrusted("a");
            Transaction acks = client.begin();
            inbox.ack(0, acks);
            join(id, acks);
            inbox.close();
            rollback(id);
            assertEquals(List.of("x"), client.drain("in"));
        }

        @Test
        void itsGroupIsAskedOnceAboutAll() {
            List<String> asked = new CopyOnWriteArrayList<>();
            client.call(s -> s.check(
                    "producers",
                    (id, first) -> asked.add(id + " " + first.message().body().toUtf8())));
            long id = entrusted("a");
            join(id, sending("b"));
            world.await("the question", () -> !asked.isEmpty());
            commit(id);
            assertEquals(id + " a", asked.get(0));
            assertEquals(List.of("a", "b"), client.drain("out"));
        }

        @Test
        void nothingJoinsWhatIsDecidedOrWasNever() {
            long id = entrusted("a");
            commit(id);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> join(id, sending("b"))));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> join(4711, sending("b"))));
            assertEquals(List.of("a"), client.drain("out"));
        }

        @Test
        void nothingJoinsWhatIsOfAnotherGroupNamespaceOrKind() {
            long id = entrusted("a");
            Transaction more = sending("b");
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    refusal(() -> client.<Void>ask((s, answer) -> more.join(id, "strangers", answer))));
            client.<Void>ask(
                    (s, answer) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.DEFAULT), answer));
            TestClient stranger = new TestClient(world, "guest", "other");
            Transaction foreign = stranger.begin();
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    refusal(() -> stranger.<Void>ask((s, answer) -> foreign.join(id, "producers", answer))));
            Transaction prepared = sending("c");
            long branch = client.<Long>ask((s, answer) -> prepared.prepare(Payload.utf8("producers"), answer));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> join(branch, more)));
            // It is as it was.
            join(id, more);
            commit(id);
            assertEquals(List.of("a", "b"), client.drain("out"));
        }

        @Test
        void aTransactionWithARefusedMessageJoinsNothing() {
            long id = entrusted("a");
            Transaction more = sending("b");
            client.send("nowhere", TestClient.message("k", "x", true), more);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> join(id, more)));
            assertEquals(1, waiting().get(0).messages());
        }

        @Test
        void nothingMoreIsDoneInOneThatHasJoined() {
            long id = entrusted("a");
            Transaction more = sending("b");
            join(id, more);
            long token = client.send("", TestClient.message("out", "late", true), more);
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> client.confirmed(token)));
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> join(id, more)));
        }

        @Test
        void togetherTheyAreNotLargerThanATransactionMayBe() {
            long id = entrusted("1");
            join(id, sending("2", "3", "4"));
            assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal(() -> join(id, sending("5", "6"))));
            join(id, sending("5"));
            assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal(() -> join(id, sending("6"))));
            commit(id);
            assertEquals(new ArrayList<>(numbers(1, 6, 1)), client.drain("out"));
        }
    }

    @Nested
    class Simulated extends Rules {

        @Test
        void nothingJoinsWhatWasGivenUp() {
            long id = entrusted("a");
            join(id, sending("b"));
            world.await("that it is given up", () -> waiting().isEmpty());
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> join(id, sending("c"))));
            restart();
            assertEquals(List.of(), client.drain("out"));
        }

        @Override
        World open() {
            Map<String, String> all =
                    new java.util.HashMap<>(Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
            all.putAll(SETTINGS);
            return SimulatedWorld.open(79, all);
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data, SETTINGS);
        }
    }
}
