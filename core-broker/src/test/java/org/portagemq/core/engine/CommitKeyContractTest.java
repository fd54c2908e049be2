// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** Transactions that are committed by a key, and what is known of them. */
class CommitKeyContractTest {

    private static final Map<String, String> WINDOW = Map.of("deduplication.window", "2s");

    abstract static class Rules extends ContractChapter {

        private static final Deduplication KEY = new Deduplication("p", "k");

        private Transaction sent(String text) {
            client.declareGroup("q");
            Transaction transaction = client.begin();
            client.send("", TestClient.message("q", text, true), transaction);
            return transaction;
        }

        private void commit(Transaction transaction, Deduplication by) {
            client.<Void>ask((s, answer) -> transaction.commit(by, answer));
        }

        private boolean isKnown(Deduplication by) {
            return client.<Boolean>ask((s, answer) -> s.isCommitted(by, answer));
        }

        @Test
        void itIsKnownFromItsCommitOnAlsoAfterARestart() {
            Transaction transaction = sent("m");
            assertFalse(isKnown(KEY));
            commit(transaction, KEY);
            assertTrue(isKnown(KEY));
            assertFalse(isKnown(new Deduplication("other", "k")));
            restart();
            assertTrue(isKnown(KEY));
            assertEquals(List.of("m"), client.drain("q"));
            restart();
            assertTrue(isKnown(KEY), "by the snapshot");
        }

        @Test
        void oneThatIsRolledBackIsNot() {
            Transaction transaction = sent("m");
            client.<Void>ask((s, answer) -> transaction.rollback(answer));
            assertFalse(isKnown(KEY));
            Transaction refused = client.begin();
            long token = client.send("nowhere", TestClient.message("q", "m", true), refused);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.confirmed(token)));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> commit(refused, KEY)));
            assertFalse(isKnown(KEY));
        }

        @Test
        void oneOfNothingLeavesNoTrace() {
            commit(client.begin(), KEY);
            assertFalse(isKnown(KEY));
        }

        @Test
        void oneOfAcknowledgementsIsKnown() {
            client.declareGroup("q");
            put("q", "n=1", "m");
            Inbox inbox = client.subscribe("q", 1).await(1);
            Transaction transaction = client.begin();
            inbox.ack(0, transaction);
            commit(transaction, KEY);
            assertTrue(isKnown(KEY));
        }

        @Test
        void itIsForgottenAfterTheWindow() {
            commit(sent("m"), KEY);
            world.advance(Duration.ofSeconds(3));
            assertFalse(isKnown(KEY));
        }

        @Test
        void aKeyNeedsAPublisher() {
            assertEquals(ErrorCode.INVALID, refusal(() -> commit(sent("m"), Deduplication.byKey("k"))));
            assertEquals(ErrorCode.INVALID, refusal(() -> isKnown(Deduplication.byKey("k"))));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(78, WINDOW);
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data, WINDOW);
        }
    }
}
