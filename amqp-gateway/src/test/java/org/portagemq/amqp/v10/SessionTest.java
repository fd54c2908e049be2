// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.portagemq.core.engine.SimulatedWorld;

/** Connections to a broker in virtual time. */
abstract class SessionTest {

    SimulatedWorld world;
    final Set<String> taken = new HashSet<>();

    @BeforeEach
    void openWorld() {
        world = SimulatedWorld.prepare(1, Map.of())
                .formats(List.of(Amqp10Format.INSTANCE))
                .vocabularies(List.of(Vocabulary10.INSTANCE));
        world.start();
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    /** A peer with a session on channel 0. */
    Peer begun() {
        return Peer.opened(world, taken, "test").begun();
    }
}
