// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** What consumers of all groups may note together: three long notes. */
class NoteMemoryContractTest {

    private static final Map<String, String> SETTINGS =
            Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB", "store.note-memory", "50KiB");

    abstract static class Rules extends StreamChapter {

        private static final String NOTE = "x".repeat(StoredMessage.NOTE_BYTES_MAX);

        /** A group with as many messages out. */
        Inbox inbox(String group, int count) {
            client.declareGroup(group);
            for (int i = 0; i < count; i++) {
                put(group, "n=" + i, String.valueOf(i));
            }
            return client.subscribe(group, count).await(count);
        }

        static void note(Inbox inbox, int count) {
            for (int i = 0; i < count; i++) {
                inbox.note(i, NOTE);
            }
        }

        /** How many long notes are counted. */
        long counted() {
            world.settle();
            return world.broker().status().gauges().get("note_memory_bytes") / NOTE.length();
        }

        void assertRefused(Inbox inbox) {
            world.await("the end of the subscription", () -> inbox.ended() != null);
            assertEquals(ErrorCode.LIMIT_EXCEEDED, inbox.refusal().code());
            assertTrue(inbox.ended().getMessage().contains("store.note-memory"), inbox.ended()::getMessage);
        }

        @Test
        void oneMoreInAnyGroupEndsItsSubscription() {
            note(inbox("a", 2), 2);
            Inbox b = inbox("b", 2);
            note(b, 1);
            assertEquals(3, counted());
            assertNull(b.ended());
            b.note(1, NOTE);
            assertRefused(b);
            assertEquals(3, counted());
        }

        @Test
        void whatIsDoneMakesRoomInAllGroups() {
            Inbox a = inbox("a", 3);
            note(a, 3);
            Inbox b = inbox("b", 1);
            a.ack(1);
            note(b, 1);
            assertEquals(3, counted());
            assertNull(b.ended());
        }

        @Test
        void aGroupThatIsPurgedOrDeletedMakesRoom() {
            Inbox a = inbox("a", 1);
            note(a, 1);
            a.close();
            Inbox b = inbox("b", 2);
            note(b, 2);
            assertEquals(3, counted());
            client.<Long>ask((s, answer) -> s.admin().purgeGroup("a", answer));
            assertEquals(2, counted());
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("b", false, false, answer));
            assertEquals(0, counted());
        }

        @Test
        void theReaderOfAStreamMakesRoomWhenItEnds() {
            declare(1, Retention.FOREVER);
            publish(2);
            Inbox reader = read(StreamStart.FIRST, 2).await(2);
            note(reader, 2);
            assertEquals(2, counted());
            reader.close();
            assertEquals(0, counted());
        }

        @Test
        void aGroupOfAStreamMakesRoomWithItsTopic() {
            declare(1, Retention.FOREVER);
            declareGroup("g", StreamStart.FIRST);
            publish(2);
            note(consume("g", 0, 2).await(2), 2);
            assertEquals(2, counted());
            client.<Void>ask((s, answer) -> s.admin().deleteTopic("s", false, answer));
            assertEquals(0, counted());
        }

        @Test
        void aCommitThatNotesTooMuchInAllGroupsTogetherIsRefused() {
            Inbox a = inbox("a", 2);
            Inbox b = inbox("b", 2);
            Transaction tooMuch = client.begin();
            for (Inbox inbox : new Inbox[] {a, b}) {
                for (int i = 0; i < 2; i++) {
                    inbox.note(i, NOTE, tooMuch);
                    inbox.release(i, Release.UNCOUNTED, tooMuch);
                }
            }
            BrokerException refusal =
                    assertThrows(BrokerException.class, () -> client.<Void>ask((s, answer) -> tooMuch.commit(answer)));
            assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal.code());
            assertTrue(refusal.getMessage().contains("store.note-memory"), refusal::getMessage);
            assertEquals(0, counted());
        }

        @Test
        void itIsCountedAfterRestartsWithAndWithoutASnapshotBetween() {
            note(inbox("a", 2), 2);
            note(inbox("b", 1), 1);
            restart();
            assertEquals(3, counted());
            restart();
            assertEquals(3, counted());
            Inbox c = inbox("c", 1);
            c.note(0, NOTE);
            assertRefused(c);
        }
    }

    @Nested
    class Simulated extends Rules {

        private SimulatedWorld simulated;

        @Test
        void itIsCountedAfterTheProcessWasKilled() {
            note(inbox("a", 2), 2);
            Inbox b = inbox("b", 2);
            note(b, 2);
            assertRefused(b);
            // What was noted before a message that is confirmed is on disk with it.
            put("a", "n=9", "9");
            simulated.kill();
            simulated.start();
            client = new TestClient(world);
            assertEquals(3, counted());
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("a", false, false, answer));
            assertEquals(1, counted());
        }

        @Override
        World open() {
            simulated = SimulatedWorld.open(79, SETTINGS);
            return simulated;
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
