// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;
import org.portagemq.core.group.Notes;

/** What consumers note about messages that they give back. */
class NoteContractTest {

    abstract static class Rules extends ContractChapter {

        Inbox inbox() {
            client.declareGroup("q");
            put("q", "n=1", "a");
            return client.subscribe("q", 1).await(1);
        }

        private void giveBack(Inbox inbox, String note) {
            int last = inbox.deliveries().size() - 1;
            inbox.note(last, note);
            inbox.release(last, Release.UNCOUNTED);
        }

        @Test
        void laterDeliveriesCarryWhatWasNotedLast() {
            Inbox inbox = inbox();
            assertEquals("", inbox.note(0));
            giveBack(inbox, "first");
            inbox.credit(1);
            assertEquals("first", inbox.await(2).note(1));
            giveBack(inbox, "second");
            inbox.credit(1);
            assertEquals("second", inbox.await(3).note(2));
            inbox.release(2, Release.COUNTED);
            inbox.credit(1);
            assertEquals("second", inbox.await(4).note(3));
        }

        @Test
        void aMessageThatIsNotOutHereTakesNoNote() {
            Inbox inbox = inbox();
            inbox.release(0, Release.UNCOUNTED);
            inbox.note(0, "late");
            inbox.credit(1);
            assertEquals("", inbox.await(2).note(1));
        }

        @Test
        void whoBrowsesSeesIt() {
            giveBack(inbox(), "seen");
            BrowsePage page = client.ask((s, answer) -> s.browse("q", 0, 10, answer));
            assertEquals("seen", page.entries().get(0).message().note().toUtf8());
        }

        @Test
        void itSurvivesRestartsWithAndWithoutASnapshotBetween() {
            giveBack(inbox(), "kept");
            restart();
            Inbox inbox = client.subscribe("q", 1).await(1);
            assertEquals("kept", inbox.note(0));
            inbox.close();
            restart();
            restart();
            assertEquals("kept", client.subscribe("q", 1).await(1).note(0));
        }

        @Test
        void itGoesWithAMessageThatIsDeadLettered() {
            client.declareGroup("dead");
            client.declareGroup(
                    new GroupSettings("q", true, false, false, Map.of(), GroupRules.NONE.withDeadLetter("", "dead")));
            put("q", "n=1", "a");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.note(0, "why");
            inbox.reject(0);
            Inbox dead = client.subscribe("dead", 1).await(1);
            assertEquals("why", dead.note(0));
            assertEquals(1, dead.get(0).message().deaths().size());
            dead.close();
            restart();
            assertEquals("why", client.subscribe("dead", 1).await(1).note(0));
        }

        @Test
        void inATransactionItHoldsWithTheCommit() {
            Inbox inbox = inbox();
            Transaction rolledBack = client.begin();
            inbox.note(0, "never", rolledBack);
            inbox.release(0, Release.UNCOUNTED, rolledBack);
            client.<Void>ask((s, answer) -> rolledBack.rollback(answer));
            inbox.release(0, Release.UNCOUNTED);
            inbox.credit(1);
            assertEquals("", inbox.await(2).note(1));
            Transaction committed = client.begin();
            inbox.note(1, "now", committed);
            inbox.release(1, Release.COUNTED, committed);
            client.<Void>ask((s, answer) -> committed.commit(answer));
            inbox.credit(1);
            assertEquals("now", inbox.await(3).note(2));
            assertEquals(1, inbox.get(2).attempts());
        }

        @Test
        void aTransactionWithOneCannotWaitForADecision() {
            Inbox inbox = inbox();
            Transaction transaction = client.begin();
            inbox.note(0, "note", transaction);
            inbox.release(0, Release.UNCOUNTED, transaction);
            assertEquals(
                    ErrorCode.NOT_SUPPORTED,
                    refusal(() -> client.<Long>ask((s, answer) -> transaction.prepare(Payload.utf8("b"), answer))));
        }

        @Test
        void oneThatIsTooLargeIsRefused() {
            Inbox inbox = inbox();
            String large = "x".repeat(StoredMessage.NOTE_BYTES_MAX + 1);
            assertEquals(ErrorCode.TOO_LARGE, refusal(() -> noteHere(inbox, large)));
            inbox.note(0, large.substring(1));
            inbox.release(0, Release.UNCOUNTED);
            inbox.credit(1);
            assertEquals(large.substring(1), inbox.await(2).note(1));
        }

        /** On the session's own thread, so that a refusal comes back. */
        private void noteHere(Inbox inbox, String note) {
            client.<Void>ask((s, answer) -> {
                try {
                    inbox.get(0).source().note(inbox.get(0).offset(), Payload.utf8(note));
                    answer.done(null);
                } catch (BrokerException refused) {
                    answer.failed(refused);
                }
            });
        }

        @Test
        void aGroupWithoutRoomForItEndsTheSubscription() {
            client.declareGroup("q");
            String note = "x".repeat(StoredMessage.NOTE_BYTES_MAX);
            int fit = Notes.BYTES_MAX / (note.length() + 100);
            for (int i = 0; i <= fit; i++) {
                put("q", "n=1", String.valueOf(i));
            }
            Inbox inbox = client.subscribe("q", fit + 1).await(fit + 1);
            for (int i = 0; i < fit; i++) {
                inbox.note(i, note);
            }
            inbox.note(0, note.substring(1));
            world.settle();
            assertNull(inbox.ended());
            inbox.note(fit, note);
            world.await("the end of the subscription", () -> inbox.ended() != null);
            assertEquals(ErrorCode.LIMIT_EXCEEDED, inbox.refusal().code());
            Inbox next = client.subscribe("q", fit + 1).await(fit + 1);
            assertEquals("", next.note(fit));
            next.ack(0);
            next.note(fit, note);
            world.settle();
            assertNull(next.ended());
        }

        @Test
        void aMessageThatIsNotDurableKeepsItToo() {
            GroupSettings fleeting = new GroupSettings("f", false, false, false, Map.of(), GroupRules.NONE);
            client.declareGroup(fleeting);
            client.confirmed(client.send("", TestClient.message("f", "a", false)));
            Inbox inbox = client.subscribe("f", 1).await(1);
            giveBack(inbox, "in memory");
            inbox.credit(1);
            assertEquals("in memory", inbox.await(2).note(1));
        }

        @Test
        void whatIsPurgedLeavesNothingBehind() {
            giveBack(inbox(), "gone");
            client.<Long>ask((s, answer) -> s.admin().purgeGroup("q", answer));
            put("q", "n=1", "b");
            Inbox inbox = client.subscribe("q", 1).await(1);
            assertEquals(List.of("b"), inbox.bodies());
            assertEquals("", inbox.note(0));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Test
        void itGoesWithAMessageThatComesBackLater() {
            Inbox inbox = inbox();
            inbox.note(0, "later");
            inbox.release(0, Release.UNCOUNTED, 60_000);
            world.settle();
            world.advance(Duration.ofMinutes(2));
            inbox.credit(1);
            assertEquals("later", inbox.await(2).note(1));
        }

        @Override
        World open() {
            return SimulatedWorld.open(78, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
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
