// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.Release;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of groups and namespaces: how they come, who may use them, how they go. */
class GroupContractTest {

    abstract static class Rules extends ContractChapter {

        private long ready(String group) {
            return client.describeGroup(group).ready();
        }

        @Test
        void declaringAgainWithTheSameSettingsTellsTheCounts() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 0);
            assertEquals(1, client.declareGroup("q").ready());
            assertEquals(1, client.declareGroup("q").consumers());
        }

        @Test
        void declaringWithOtherSettingsIsRefused() {
            client.declareGroup("q");
            GroupSettings other = new GroupSettings("q", false, false, false, Map.of());
            assertEquals(ErrorCode.MISMATCH, refusal(() -> client.declareGroup(other)));
        }

        @Test
        void aGroupWithoutANameGetsOne() {
            String first = client.declareGroup("").settings().name();
            String second = client.declareGroup("").settings().name();
            assertFalse(first.isEmpty());
            assertFalse(first.equals(second));
        }

        @Test
        void anExclusiveGroupIsLockedForOthersAndGoesWithItsSession() {
            TestClient owner = new TestClient(world);
            owner.declareGroup(new GroupSettings("mine", false, true, false, Map.of()));
            assertEquals(ErrorCode.LOCKED, refusal(() -> client.describeGroup("mine")));
            assertEquals(ErrorCode.LOCKED, refusal(() -> client.fetch("mine")));
            owner.close();
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("mine")));
        }

        @Test
        void anAutoDeleteGroupGoesWithItsLastConsumer() {
            client.declareGroup(new GroupSettings("q", true, false, true, Map.of()));
            Inbox first = client.subscribe("q", 1);
            Inbox second = client.subscribe("q", 1);
            first.close();
            client.describeGroup("q");
            second.close();
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("q")));
        }

        @Test
        void deletingAGroupEndsItsSubscriptions() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 1).await(1);
            assertEquals(0L, client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer)));
            world.await("the end", () -> inbox.ended() != null);
            assertEquals(ErrorCode.NOT_FOUND, inbox.refusal().code());
            inbox.ack(0);
            client.declareGroup("q");
            assertEquals(0, ready("q"));
        }

        @Test
        void deletingCanAskForUnusedAndEmpty() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 0);
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, a) -> s.admin().deleteGroup("q", true, false, a))));
            inbox.close();
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, a) -> s.admin().deleteGroup("q", true, true, a))));
            assertEquals(1L, client.<Long>ask((s, a) -> s.admin().deleteGroup("q", true, false, a)));
        }

        @Test
        void aRedeclaredGroupInheritsNothing() {
            client.declareGroup("q");
            client.publish("", "q", "old");
            client.<Long>ask((s, a) -> s.admin().deleteGroup("q", false, false, a));
            client.declareGroup("q");
            client.publish("", "q", "new");
            assertEquals(List.of("new"), client.drain("q"));
        }

        @Test
        void purgingDropsWhatIsReadyAndKeepsWhatIsOut() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 1).await(1);
            assertEquals(2L, client.<Long>ask((s, a) -> s.admin().purgeGroup("q", a)));
            inbox.release(0, Release.UNCOUNTED);
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void browsingTakesNothing() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            client.fetch("q");
            BrowsePage page = client.ask((s, a) -> s.browse("q", 0, 2, a));
            assertEquals(
                    List.of("1", "2"),
                    page.entries().stream()
                            .map(entry -> entry.message().message().body().toUtf8())
                            .toList());
            assertTrue(page.entries().get(0).inFlight());
            BrowsePage rest = client.ask((s, a) -> s.browse("q", page.nextOffset(), 10, a));
            assertEquals(1, rest.entries().size());
            assertEquals(2, ready("q"));
        }

        @Test
        void namesInDifferentNamespacesHaveNothingToDoWithEachOther() {
            client.<Void>ask((s, a) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.DEFAULT), a));
            TestClient other = new TestClient(world, "guest", "other");
            client.declareGroup("q");
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> other.describeGroup("q")));
            other.declareGroup("q");
            other.publish("", "q", "1");
            assertEquals(0, ready("q"));
        }

        @Test
        void deletingANamespaceEndsItsSessions() {
            client.<Void>ask((s, a) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.DEFAULT), a));
            TestClient other = new TestClient(world, "guest", "other");
            other.declareGroup("q");
            client.<Void>ask((s, a) -> s.admin().deleteNamespace("other", a));
            world.await("the end", () -> !other.notes().isEmpty());
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> new TestClient(world, "guest", "other").session()));
        }

        @Test
        void anUnknownNamespaceIsRefused() {
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> new TestClient(world, "guest", "nowhere").session()));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(73, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
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
