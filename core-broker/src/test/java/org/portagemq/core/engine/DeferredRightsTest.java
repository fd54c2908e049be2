// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** Who decides later about what others did needs the rights to do it, and is refused without them. */
class DeferredRightsTest {

    private static final String STRANGER = "stranger";

    private final Set<String> denied = new HashSet<>();
    private final SimulatedWorld world = SimulatedWorld.prepare(11, Map.of()).gate(new Gate() {
        @Override
        public boolean allows(Principal principal, Operation operation, Resource resource) {
            return !principal.name().equals(STRANGER) || !denied.contains(operation + " " + resource.name());
        }

        @Override
        public int epoch() {
            return denied.size();
        }
    });
    private TestClient owner;
    private TestClient stranger;

    @BeforeEach
    void begin() {
        world.start();
        owner = new TestClient(world);
        owner.declareGroup("in");
        owner.declareGroup("out");
        stranger = new TestClient(world, STRANGER, "/");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static void assertRefused(String named, Runnable call) {
        BrokerException refusal = assertThrows(BrokerException.class, call::run);
        assertEquals(ErrorCode.ACCESS_REFUSED, refusal.code());
        assertTrue(refusal.getMessage().contains("'" + named + "'"), refusal::getMessage);
    }

    /** A branch that takes from "in" and sends to "out" directly. */
    private long prepareForward() {
        owner.publish("", "in", "x");
        Inbox inbox = owner.subscribe("in", 1).await(1);
        Transaction transaction = owner.begin();
        inbox.ack(0, transaction);
        owner.call(s -> s.publisherToGroup("out", owner.outcomes())
                .publish(TestClient.message("", "y", true), org.portagemq.core.api.Publisher.NO_TOKEN, transaction));
        long id = owner.<Long>ask((s, answer) -> transaction.prepare(Payload.utf8("b"), answer));
        inbox.close();
        return id;
    }

    @Test
    void whoMayNotWriteThereDoesNotCommit() {
        long id = prepareForward();
        denied.add("WRITE out");
        assertRefused("out", () -> stranger.<Void>ask((s, answer) -> s.commitPrepared(id, answer)));
        assertEquals(0, owner.describeGroup("out").ready());
        owner.<Void>ask((s, answer) -> s.commitPrepared(id, answer));
        assertEquals(List.of("y"), owner.drain("out"));
    }

    @Test
    void whoMayNotReadThereDoesNotRollBack() {
        long id = prepareForward();
        denied.add("READ in");
        assertRefused("in", () -> stranger.<Void>ask((s, answer) -> s.rollbackPrepared(id, answer)));
        assertEquals(1, owner.describeGroup("in").inFlight());
        owner.<Void>ask((s, answer) -> s.rollbackPrepared(id, answer));
        assertEquals(List.of("x"), owner.drain("in"));
    }

    @Test
    void whoMayNotConfigureThereTakesNothingAwayAndHastensNothing() {
        owner.call(s -> s.publisherToGroup("out", owner.outcomes())
                .publish(TestClient.message("", "later", true).deliverAt(world.wallMs() + 60_000), 900));
        owner.confirmed(900);
        PendingPage page =
                owner.ask((s, answer) -> s.admin().listPending(Optional.empty(), Optional.empty(), 10, answer));
        MessageId id = page.messages().get(0).message().id();
        denied.add("CONFIGURE out");
        assertRefused(
                "out", () -> stranger.<Boolean>ask((s, answer) -> s.admin().cancelPending(id, answer)));
        assertRefused(
                "out", () -> stranger.<Boolean>ask((s, answer) -> s.admin().hastenPending(id, answer)));
        PendingPage seen =
                stranger.ask((s, answer) -> s.admin().listPending(Optional.empty(), Optional.empty(), 10, answer));
        assertEquals(List.of(), seen.messages());
        assertEquals(0, owner.describeGroup("out").ready());
        assertEquals(1, owner.describeGroup("out").delayed());
    }
}
