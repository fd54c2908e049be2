// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** Messages of a stream's group that are held by a transaction which waits: they are out at nobody until it is decided. */
class HeldStreamContractTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "transactions.check-after", "300ms",
            "transactions.check-interval", "300ms",
            "transactions.checks", "2");

    abstract static class Rules extends StreamChapter {

        /** Of one message for the group "out", while three of the stream's are ready for "g". */
        long entrusted() {
            declare(1);
            publish(3);
            declareGroup("g", StreamStart.FIRST);
            client.declareGroup("out");
            Transaction first = client.begin();
            client.send("", TestClient.message("out", "result", true), first);
            return client.<Long>ask((s, answer) -> first.entrust("producers", Transaction.USUAL, answer));
        }

        /** The first of the stream is acknowledged in the transaction; all others go back. */
        void hold(long id) {
            Inbox inbox = consume("g", 0, 3).await(3);
            Transaction acks = client.begin();
            inbox.ack(0, acks);
            client.<Void>ask((s, answer) -> acks.join(id, "producers", answer));
            inbox.close();
        }

        List<PreparedTransaction> waiting() {
            return client.ask((s, answer) -> s.listPrepared(answer));
        }

        void commit(long id) {
            client.<Void>ask((s, answer) -> s.commitPrepared(id, answer));
        }

        void rollback(long id) {
            client.<Void>ask((s, answer) -> s.rollbackPrepared(id, answer));
        }

        /** What the group gets in a while, and gives back. */
        List<String> ready(int count) {
            Inbox inbox = consume("g", 0, 3).await(count);
            inbox.whenIdle();
            List<String> all = inbox.bodies().stream().sorted().toList();
            inbox.close();
            return all;
        }

        @Test
        void whatIsHeldIsDeliveredToNobodyAlsoAfterARestart() {
            long id = entrusted();
            hold(id);
            assertEquals(List.of("1", "2"), ready(2));
            restart();
            assertEquals(1, waiting().get(0).held());
            assertEquals(List.of("1", "2"), ready(2));
        }

        @Test
        void whatIsHeldIsDoneWithTheCommitAndWithItsMessages() {
            long id = entrusted();
            hold(id);
            restart();
            commit(id);
            assertEquals(List.of("1", "2"), ready(2));
            assertEquals(List.of("result"), client.drain("out"));
            restart();
            assertEquals(List.of("1", "2"), ready(2));
            assertEquals(List.of(), waiting());
        }

        @Test
        void whatIsHeldIsReadyAtOnceWhenItIsRolledBack() {
            long id = entrusted();
            hold(id);
            rollback(id);
            assertEquals(List.of("0", "1", "2"), ready(3));
            restart();
            assertEquals(List.of("0", "1", "2"), ready(3));
            assertEquals(List.of(), client.drain("out"));
        }

        @Test
        void aGroupIsNotDeletedNorMovedNorItsStreamWhileATransactionHoldsSomethingOfIt() {
            long id = entrusted();
            hold(id);
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> deleteGroup()));
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> deleteStream()));
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> move()));
            commit(id);
            move();
            deleteGroup();
            deleteStream();
        }

        private void deleteGroup() {
            client.<Void>ask((s, answer) -> s.admin().deleteStreamGroup("s", "g", answer));
        }

        private void deleteStream() {
            client.<Void>ask((s, answer) -> s.admin().deleteTopic("s", false, answer));
        }

        private void move() {
            client.<Void>ask((s, answer) -> s.admin().moveStreamGroup("s", "g", 0, 1, answer));
        }

        @Test
        void whoWaitsForMessagesGetsWhatWasHeldAndHearsThatItComesAgain() {
            long id = entrusted();
            hold(id);
            Inbox inbox = consume("g", 0, 3).await(2);
            rollback(id);
            inbox.await(3);
            assertEquals("0", inbox.bodies().get(2));
            assertTrue(inbox.get(2).redelivered());
        }
    }

    @Nested
    class Simulated extends Rules {
        private final Set<String> asked = ConcurrentHashMap.newKeySet();
        private final Set<String> forbidden = ConcurrentHashMap.newKeySet();

        @Test
        void whatIsHeldComesAgainWhenNobodyDecides() {
            long id = entrusted();
            hold(id);
            world.await("that it is given up", () -> waiting().isEmpty());
            assertEquals(List.of("0", "1", "2"), ready(3));
            restart();
            assertEquals(List.of("0", "1", "2"), ready(3));
        }

        @Test
        void whoMayReadTheStreamByItsGroupMayDecideAboutWhatIsHeld() {
            long id = entrusted();
            hold(id);
            asked.clear();
            for (String one : List.of("s", "g")) {
                forbidden.add(one);
                assertEquals(ErrorCode.ACCESS_REFUSED, refusal(() -> commit(id)));
                forbidden.remove(one);
            }
            assertEquals(
                    List.of(),
                    asked.stream().filter(name -> name.contains("::")).toList());
            commit(id);
        }

        @Override
        World open() throws Exception {
            Map<String, String> all =
                    new java.util.HashMap<>(Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
            all.putAll(SETTINGS);
            SimulatedWorld prepared = SimulatedWorld.prepare(83, all).gate(new Gate() {
                @Override
                public boolean allows(Principal principal, Operation operation, Resource resource) {
                    asked.add(resource.name());
                    return operation != Operation.READ || !forbidden.contains(resource.name());
                }

                @Override
                public int epoch() {
                    return 0;
                }
            });
            prepared.startOrFail();
            return prepared;
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
