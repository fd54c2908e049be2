// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of transactions that wait for a decision, and of what is decided about messages in transactions. */
abstract class TwoPhaseContractTest {

    private static final Map<String, String> ASKED_TWICE = Map.of(
            "transactions.check-after", "300ms",
            "transactions.check-interval", "300ms",
            "transactions.checks", "2");

    private World world;
    private TestClient client;

    /** A world with an empty broker that asks publisher groups after 300 ms, each 300 ms, twice. */
    abstract World open(Map<String, String> settings) throws Exception;

    @BeforeEach
    void begin() throws Exception {
        begin(ASKED_TWICE);
    }

    private void begin(Map<String, String> settings) throws Exception {
        world = open(settings);
        client = new TestClient(world);
        client.declareGroup("q");
        client.declareGroup("out");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void restart() {
        world.restart();
        client = new TestClient(world);
    }

    private long prepare(Transaction transaction, String branch) {
        return client.<Long>ask((s, answer) -> transaction.prepare(Payload.utf8(branch), answer));
    }

    private long prepareSend(String branch, String... texts) {
        Transaction transaction = client.begin();
        for (String text : texts) {
            client.send("", TestClient.message("out", text, true), transaction);
        }
        return prepare(transaction, branch);
    }

    /** A branch that consumes "in" and sends "out". */
    private long prepareForward(String branch) {
        client.publish("", "q", "in");
        Inbox inbox = client.subscribe("q", 1).await(1);
        Transaction transaction = client.begin();
        inbox.ack(0, transaction);
        client.send("", TestClient.message("out", "out", true), transaction);
        long id = prepare(transaction, branch);
        inbox.close();
        return id;
    }

    private void commit(long id) {
        client.<Void>ask((s, answer) -> s.commitPrepared(id, answer));
    }

    private void rollback(long id) {
        client.<Void>ask((s, answer) -> s.rollbackPrepared(id, answer));
    }

    private List<PreparedTransaction> waiting() {
        return client.ask((s, answer) -> s.listPrepared(answer));
    }

    private static ErrorCode refusal(Runnable call) {
        return assertThrows(BrokerException.class, call::run).code();
    }

    private long ready(String group) {
        return client.describeGroup(group).ready();
    }

    @Nested
    class Refusals {

        @Test
        void aTransactionWithARefusedMessageIsRolledBackAsAWhole() {
            client.publish("", "q", "in");
            Inbox inbox = client.subscribe("q", 1).await(1);
            Transaction transaction = client.begin();
            client.send("", TestClient.message("out", "first", true), transaction);
            client.send("nowhere", TestClient.message("k", "second", true), transaction);
            inbox.ack(0, transaction);
            assertEquals(
                    ErrorCode.NOT_FOUND, refusal(() -> client.<Void>ask((s, answer) -> transaction.commit(answer))));
            assertEquals(0, ready("out"));
            inbox.close();
            assertEquals(List.of("in"), client.drain("q"));
        }

        @Test
        void aTransactionWithARefusedMessageCannotBePrepared() {
            Transaction transaction = client.begin();
            client.send("nowhere", TestClient.message("k", "x", true), transaction);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> prepare(transaction, "b")));
            assertEquals(List.of(), waiting());
        }
    }

    @Nested
    class Branches {

        @Test
        void aPreparedBranchIsInvisibleUntilItIsCommitted() {
            long id = prepareForward("b");
            assertEquals(0, ready("out"));
            assertEquals(0, ready("q"));
            commit(id);
            assertEquals(List.of("out"), client.drain("out"));
            assertEquals(List.of(), client.drain("q"));
            assertEquals(List.of(), waiting());
        }

        @Test
        void aRolledBackBranchLeavesEverythingAsItWas() {
            long id = prepareForward("b");
            rollback(id);
            assertEquals(List.of(), client.drain("out"));
            assertEquals(List.of("in"), client.drain("q"));
            assertEquals(List.of(), waiting());
        }

        @Test
        void aPreparedBranchSurvivesItsSessionAndARestart() {
            long id = prepareForward("b");
            client.close();
            restart();
            assertEquals(1, waiting().size());
            assertEquals(Payload.utf8("b"), waiting().get(0).name());
            assertEquals(0, ready("q"));
            commit(id);
            assertEquals(List.of("out"), client.drain("out"));
            assertEquals(List.of(), client.drain("q"));
            restart();
            assertEquals(List.of(), waiting());
            assertEquals(List.of(), client.drain("out"));
        }

        @Test
        void aRolledBackBranchStaysSoAfterARestart() {
            long id = prepareForward("b");
            restart();
            rollback(id);
            restart();
            assertEquals(List.of(), waiting());
            assertEquals(List.of("in"), client.drain("q"));
            assertEquals(List.of(), client.drain("out"));
        }

        @Test
        void whatItHoldsIsKeptByPurgeAndByTheEndOfItsLifetime() {
            client.declareGroup(
                    new GroupSettings("short", true, false, false, Map.of(), GroupRules.NONE.withTtlMs(300)));
            client.publish("", "short", "x");
            Inbox inbox = client.subscribe("short", 1).await(1);
            Transaction transaction = client.begin();
            inbox.ack(0, transaction);
            long id = prepare(transaction, "b");
            world.advance(Duration.ofMillis(700));
            client.<Long>ask((s, answer) -> s.admin().purgeGroup("short", answer));
            assertEquals(1, client.describeGroup("short").inFlight());
            commit(id);
            assertEquals(0, client.describeGroup("short").inFlight());
        }

        @Test
        void aGroupWithHeldMessagesCannotBeDeleted() {
            long id = prepareForward("b");
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer))));
            rollback(id);
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer));
        }

        @Test
        void aGroupThatDeletesItselfWaitsForTheDecision() {
            client.declareGroup(new GroupSettings("auto", true, false, true, Map.of()));
            client.publish("", "auto", "x");
            Inbox inbox = client.subscribe("auto", 1).await(1);
            Transaction transaction = client.begin();
            inbox.ack(0, transaction);
            long id = prepare(transaction, "b");
            inbox.close();
            assertEquals(1, client.describeGroup("auto").inFlight());
            commit(id);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("auto")));
        }

        @Test
        void aBranchIdIsPreparedOnce() {
            prepareSend("b", "x");
            assertEquals(ErrorCode.MISMATCH, refusal(() -> prepareSend("b", "y")));
            commit(waiting().get(0).id());
            prepareSend("b", "z");
        }

        @Test
        void nothingMoreIsDoneInAPreparedBranch() {
            Transaction transaction = client.begin();
            client.send("", TestClient.message("out", "x", true), transaction);
            prepare(transaction, "b");
            long token = client.send("", TestClient.message("out", "y", true), transaction);
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> client.confirmed(token)));
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Void>ask((s, answer) -> transaction.commit(answer))));
        }

        @Test
        void aDecisionIsMadeOnceAndByTheNamespace() {
            long id = prepareSend("b", "x");
            client.<Void>ask(
                    (s, answer) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.DEFAULT), answer));
            TestClient stranger = new TestClient(world, "guest", "other");
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    refusal(() -> stranger.<Void>ask((s, answer) -> s.commitPrepared(id, answer))));
            commit(id);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> commit(id)));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> rollback(id)));
        }

        @Test
        void itsMessagesGoWhereTheyAreBoundWhenItIsCommitted() {
            client.declareTopic("t", TopicKind.FANOUT);
            Transaction transaction = client.begin();
            client.send("t", TestClient.message("k", "x", true), transaction);
            long id = prepare(transaction, "b");
            client.bind("t", "out", "");
            commit(id);
            assertEquals(List.of("x"), client.drain("out"));
        }

        @Test
        void aBranchThatWaitsForLongIsOverdueAndCanStillBeDecided() throws Exception {
            world.close();
            begin(Map.of("transactions.prepared-timeout", "1s"));
            long id = prepareSend("b", "x");
            assertEquals(PreparedTransaction.State.WAITING, waiting().get(0).state());
            world.await("that it is overdue", () -> waiting().get(0).state() == PreparedTransaction.State.OVERDUE);
            commit(id);
            assertEquals(List.of("x"), client.drain("out"));
        }

        @Test
        void anEmptyBranchCanBePreparedAndCommitted() {
            long id = prepareSend("b");
            restart();
            commit(id);
            restart();
            assertEquals(List.of(), waiting());
        }

        @Test
        void manyMessagesAreVisibleTogetherInTheirOrder() {
            String[] texts = new String[300];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = "m" + i;
            }
            long id = prepareSend("b", texts);
            restart();
            commit(id);
            assertEquals(List.of(texts), client.drain("out"));
        }
    }

    @Nested
    class HalfMessages {

        private final List<Long> asked = new CopyOnWriteArrayList<>();

        private long half(String text) {
            return half(text, null);
        }

        /** With the first message of the inbox, if there is one. */
        private long half(String text, Inbox inbox) {
            Transaction transaction = client.begin();
            if (inbox != null) {
                inbox.ack(0, transaction);
            }
            client.send("", TestClient.message("out", text, true), transaction);
            return client.<Long>ask((s, answer) -> transaction.entrust("producers", Transaction.USUAL, answer));
        }

        private void listen() {
            client.call(s -> s.check("producers", (id, first) -> {
                assertEquals("x", first.message().body().toUtf8());
                asked.add(id);
            }));
        }

        @Test
        void theirPublisherGroupIsAskedAndDecides() {
            long id = half("x");
            client.close();
            client = new TestClient(world);
            listen();
            world.await("the question", () -> asked.size() == 1);
            assertEquals(0, ready("out"));
            commit(asked.get(0));
            assertEquals(id, asked.get(0));
            assertEquals(List.of("x"), client.drain("out"));
        }

        @Test
        void theyAreAskedAboutAfterARestart() {
            half("x");
            restart();
            listen();
            world.await("the question", () -> asked.size() == 1);
            rollback(asked.get(0));
            assertEquals(List.of(), waiting());
            assertEquals(0, ready("out"));
        }

        @Test
        void nobodyIsAskedAboutWhatIsDecided() {
            listen();
            commit(half("x"));
            world.advance(Duration.ofSeconds(1));
            assertEquals(List.of(), asked);
        }

        @Test
        void afterSoManyQuestionsTheyAreRolledBackAndItIsTold() {
            List<BrokerEvent.TransactionAbandoned> told = new CopyOnWriteArrayList<>();
            world.broker().onEvent(event -> {
                if (event instanceof BrokerEvent.TransactionAbandoned abandoned) {
                    told.add(abandoned);
                }
            });
            listen();
            client.publish("", "q", "in");
            Inbox inbox = client.subscribe("q", 1).await(1);
            long id = half("x", inbox);
            inbox.close();
            world.await("that it is told", () -> told.size() == 1);
            assertEquals(2, asked.size());
            BrokerEvent.TransactionAbandoned abandoned = told.get(0);
            assertEquals("/", abandoned.namespace());
            assertEquals(id, abandoned.transaction().id());
            assertEquals("producers", abandoned.transaction().name().toUtf8());
            assertEquals(1, abandoned.transaction().held());
            assertEquals(1, abandoned.dropped().size());
            assertEquals(1, abandoned.dropped().get(0).messages());
            assertTrue(abandoned.dropped().get(0).bytes() > 0);
            assertEquals(1, world.broker().status().counters().get("transactions_abandoned"));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> commit(id)));
            restart();
            assertEquals(List.of(), waiting());
            assertEquals(List.of(), client.drain("out"));
            assertEquals(List.of("in"), client.drain("q"));
        }

        @Test
        void aBranchOfACoordinatorIsNeverGivenUp() {
            prepareSend("b", "x");
            world.advance(Duration.ofSeconds(3));
            assertEquals(1, waiting().size());
        }

        @Test
        void theyAreParkedForAnOperatorWhereThatIsSet() throws Exception {
            world.close();
            Map<String, String> parking = new HashMap<>(ASKED_TWICE);
            parking.put("transactions.undecided", "park");
            begin(parking);
            listen();
            half("x");
            world.await("that it is parked", () -> waiting().get(0).state() == PreparedTransaction.State.PARKED);
            assertEquals(2, asked.size());
            world.advance(Duration.ofSeconds(1));
            assertEquals(2, asked.size());
            restart();
            assertEquals(PreparedTransaction.State.PARKED, waiting().get(0).state());
            commit(waiting().get(0).id());
            assertEquals(List.of("x"), client.drain("out"));
        }
    }

    @Nested
    class Decisions {

        private Inbox deliver(GroupRules rules) {
            client.declareGroup(new GroupSettings("work", true, false, false, Map.of(), rules));
            client.publish("", "work", "x");
            return client.subscribe("work", 1).await(1);
        }

        @Test
        void aRejectionTakesEffectWithTheCommit() {
            Inbox inbox = deliver(GroupRules.NONE.withDeadLetter("", "out"));
            Transaction transaction = client.begin();
            inbox.reject(0, transaction);
            world.settle();
            assertEquals(0, ready("out"));
            client.<Void>ask((s, answer) -> transaction.commit(answer));
            world.await("the dead letter", () -> ready("out") == 1);
        }

        @Test
        void aRejectionThatIsRolledBackNeverWas() {
            Inbox inbox = deliver(GroupRules.NONE.withDeadLetter("", "out"));
            Transaction transaction = client.begin();
            inbox.reject(0, transaction);
            client.<Void>ask((s, answer) -> transaction.rollback(answer));
            assertEquals(0, ready("out"));
            inbox.ack(0);
            world.settle();
            assertEquals(0, client.describeGroup("work").inFlight());
        }

        @Test
        void givingBackTakesEffectWithTheCommitAndCounts() {
            Inbox inbox = deliver(GroupRules.NONE);
            Transaction transaction = client.begin();
            inbox.release(0, Release.COUNTED, transaction);
            inbox.credit(1);
            world.settle();
            assertEquals(1, inbox.deliveries().size());
            client.<Void>ask((s, answer) -> transaction.commit(answer));
            assertEquals(1, inbox.await(2).get(1).attempts());
        }

        @Test
        void aPreparedRejectionSurvivesARestart() {
            Inbox inbox = deliver(GroupRules.NONE.withDeadLetter("", "out"));
            Transaction transaction = client.begin();
            inbox.reject(0, transaction);
            long id = prepare(transaction, "b");
            restart();
            assertEquals(1, client.describeGroup("work").inFlight());
            commit(id);
            world.await("the dead letter", () -> ready("out") == 1);
            GroupInfo work = client.describeGroup("work");
            assertTrue(work.ready() == 0 && work.inFlight() == 0);
        }
    }
}
