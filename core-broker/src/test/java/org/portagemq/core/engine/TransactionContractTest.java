// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of transactions of one session. */
class TransactionContractTest {

    abstract static class Rules extends ContractChapter {

        private long ready(String group) {
            return client.describeGroup(group).ready();
        }

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
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(74, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
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
