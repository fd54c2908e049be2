// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.NamespaceLimits;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;

/** How many sessions, channels and groups there may be at once. */
class QuotaContractTest {

    /** Allows everything, in numbers that the test sets. */
    private static final class CountingGate implements Gate {
        private final Map<Countable, Integer> limits = new EnumMap<>(Countable.class);

        @Override
        public boolean allows(Principal principal, Operation operation, Resource resource) {
            return true;
        }

        @Override
        public int epoch() {
            return 0;
        }

        @Override
        public synchronized int limit(Principal principal, Countable of) {
            return principal.name().equals("ann") ? limits.getOrDefault(of, NO_LIMIT) : NO_LIMIT;
        }

        private synchronized void set(Countable of, int limit) {
            limits.put(of, limit);
        }
    }

    abstract static class Rules extends ContractChapter {

        final CountingGate gate = new CountingGate();

        private void limit(NamespaceLimits.Kind kind, int limit) {
            client.<Void>ask((s, answer) -> s.admin().limitNamespace(kind, limit, answer));
        }

        private TestClient open(String user) {
            return new TestClient(world, user, "/");
        }

        private String refused(String user) {
            BrokerException refused = assertThrows(BrokerException.class, () -> open(user));
            assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
            return refused.getMessage();
        }

        private long refusals() {
            return world.broker().status().counters().get("limits_refused");
        }

        /** The session is counted until the broker has heard of its end. */
        private TestClient openSoon(String user) {
            List<TestClient> opened = new ArrayList<>();
            world.await("that there is room for another session", () -> {
                try {
                    return !opened.isEmpty() || opened.add(open(user));
                } catch (BrokerException full) {
                    return false;
                }
            });
            return opened.get(0);
        }

        @Test
        void sessionsOfANamespaceAreLimited() {
            limit(NamespaceLimits.Kind.SESSIONS, 2);
            TestClient second = open("bob");
            assertEquals(
                    "connection refused for user 'ann': connection limit (2) of namespace '/' is reached",
                    refused("ann"));
            assertEquals(1, refusals());
            second.close();
            openSoon("ann");
            limit(NamespaceLimits.Kind.SESSIONS, NamespaceLimits.UNLIMITED);
            open("bob");
        }

        @Test
        void sessionsOfAUserAreLimitedAndOfOthersAreNot() {
            gate.set(Gate.Countable.SESSIONS, 1);
            TestClient first = open("ann");
            assertEquals("connection refused for user 'ann': user connection limit (1) is reached", refused("ann"));
            open("bob");
            first.close();
            openSoon("ann");
        }

        @Test
        void whoIsRefusedForItselfDoesNotCountInTheNamespace() {
            gate.set(Gate.Countable.SESSIONS, 0);
            limit(NamespaceLimits.Kind.SESSIONS, 2);
            refused("ann");
            refused("ann");
            open("bob");
        }

        @Test
        void channelsOfAUserAreLimitedOverAllSessions() {
            gate.set(Gate.Countable.CHANNELS, 2);
            TestClient one = open("ann");
            TestClient other = open("ann");
            assertTrue(enter(one));
            assertTrue(enter(other));
            assertFalse(enter(other));
            other.call(Session::leaveChannel);
            assertTrue(enter(other));
            assertFalse(enter(one));
            one.close();
            boolean[] entered = {false};
            world.await("that the channel of the session is free", () -> entered[0] = entered[0] || enter(other));
            assertFalse(enter(other));
        }

        private boolean enter(TestClient of) {
            boolean[] entered = {false};
            of.call(session -> {
                try {
                    session.enterChannel();
                    entered[0] = true;
                } catch (BrokerException full) {
                    assertEquals(ErrorCode.LIMIT_EXCEEDED, full.code());
                }
            });
            return entered[0];
        }

        @Test
        void groupsOfANamespaceAreLimited() {
            client.declareGroup("one");
            limit(NamespaceLimits.Kind.GROUPS, 2);
            client.declareGroup("two");
            assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal(() -> client.declareGroup("three")));
            client.declareGroup("two");
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("one", false, false, answer));
            client.declareGroup("three");
        }

        @Test
        void aLimitBelowWhatThereIsTakesNothingAway() {
            client.declareGroup("one");
            client.declareGroup("two");
            limit(NamespaceLimits.Kind.GROUPS, 1);
            client.publish("", "two", "1");
            assertEquals(List.of("1"), client.drain("two"));
        }

        @Test
        void limitsAreThereAfterARestart() {
            limit(NamespaceLimits.Kind.GROUPS, 0);
            limit(NamespaceLimits.Kind.SESSIONS, 1);
            restart();
            assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal(() -> client.declareGroup("one")));
            refused("bob");
        }

        @Test
        void aLimitIsANumberOrNone() {
            assertEquals(ErrorCode.INVALID, refusal(() -> limit(NamespaceLimits.Kind.GROUPS, -2)));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            SimulatedWorld prepared = SimulatedWorld.prepare(87, Map.of()).gate(gate);
            prepared.start();
            return prepared;
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data, Map.of(), gate);
        }
    }
}
