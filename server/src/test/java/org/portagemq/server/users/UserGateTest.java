// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.Gate.Resource;
import org.portagemq.core.api.Gate.Resource.Kind;
import org.portagemq.core.api.Principal;

class UserGateTest {

    private static final Principal ANN = new Principal("ann", Set.of());

    @TempDir
    private Path folder;

    private UserRegistry users;
    private UserGate gate;

    @BeforeEach
    void addAnn() throws Exception {
        users = UserRegistry.open(folder);
        gate = new UserGate(users);
        users.add(new User(
                "ann",
                PasswordHash.create(new byte[] {'x'}, 2),
                Set.of(),
                Map.of("/", new Permission("^own-", "orders|amq\\.default", ""))));
    }

    @Test
    void eachOperationHasItsOwnPattern() {
        assertTrue(allows(Operation.CONFIGURE, "own-queue"));
        assertFalse(allows(Operation.CONFIGURE, "orders"));
        assertTrue(allows(Operation.WRITE, "orders"));
        assertFalse(allows(Operation.WRITE, "own-queue"));
        assertFalse(allows(Operation.READ, "orders"));
    }

    @Test
    void aPatternIsFoundAnywhereUnlessAnchored() {
        assertTrue(allows(Operation.WRITE, "all-orders-2"));
        assertFalse(allows(Operation.CONFIGURE, "not-own-queue"));
    }

    @Test
    void theEmptyPatternAllowsNothing() {
        assertFalse(allows(Operation.READ, ""));
        assertFalse(allows(Operation.READ, "anything"));
    }

    @Test
    void theDefaultTopicIsCalledByItsName() {
        assertTrue(gate.allows(ANN, Operation.WRITE, new Resource(Kind.TOPIC, "/", "")));
        assertFalse(gate.allows(ANN, Operation.WRITE, new Resource(Kind.GROUP, "/", "")));
    }

    @Test
    void onlyNamespacesWithAPermissionMayBeEntered() {
        assertTrue(gate.allows(ANN, Operation.ENTER, new Resource(Kind.NAMESPACE, "/", "/")));
        assertFalse(gate.allows(ANN, Operation.ENTER, new Resource(Kind.NAMESPACE, "other", "other")));
        assertFalse(gate.allows(ANN, Operation.WRITE, new Resource(Kind.TOPIC, "other", "orders")));
    }

    @Test
    void administeringNeedsTheTagAsStoredNow() throws Exception {
        Resource broker = new Resource(Kind.BROKER, "", "");
        assertFalse(gate.allows(ANN, Operation.ADMINISTER, broker));
        Principal claimsTag = new Principal("ann", Set.of(Principal.ADMINISTRATOR));
        assertFalse(gate.allows(claimsTag, Operation.ADMINISTER, broker));
        users.setTags("ann", Set.of(Principal.ADMINISTRATOR));
        assertTrue(gate.allows(ANN, Operation.ADMINISTER, broker));
    }

    @Test
    void aChangeOfRightsEndsEarlierDecisions() throws Exception {
        assertTrue(allows(Operation.WRITE, "orders"));
        int epoch = gate.epoch();
        users.setPermission("ann", "/", new Permission("", "", ""));
        assertNotEquals(epoch, gate.epoch());
        assertFalse(allows(Operation.WRITE, "orders"));
        users.delete("ann");
        assertFalse(gate.allows(ANN, Operation.ENTER, new Resource(Kind.NAMESPACE, "/", "/")));
    }

    @Test
    void unknownUsersMayDoNothing() {
        for (Operation operation : Operation.values()) {
            assertFalse(gate.allows(new Principal("nobody", Set.of()), operation, new Resource(Kind.TOPIC, "/", "x")));
        }
    }

    @Test
    void rememberedDecisionsStayRightHoweverManyThereAre() {
        int allowed = 0;
        for (int name = 0; name < 25_000; name++) {
            allowed += allows(Operation.CONFIGURE, (name % 2 == 0 ? "own-" : "not-") + name) ? 1 : 0;
        }
        assertEquals(12_500, allowed);
    }

    private boolean allows(Operation operation, String name) {
        return gate.allows(ANN, operation, new Resource(Kind.GROUP, "/", name));
    }
}
