// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.portagemq.core.engine.SimulatedWorld;
import org.portagemq.stomp.message.StompFormat;
import org.portagemq.stomp.message.StompVocabulary;

/** Connections to a broker in virtual time. */
abstract class SessionTest {

    SimulatedWorld world;

    @BeforeEach
    void openWorld() {
        world = SimulatedWorld.prepare(1, Map.of())
                .formats(List.of(StompFormat.INSTANCE))
                .vocabularies(List.of(StompVocabulary.INSTANCE));
        world.start();
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    Peer connected(String version) {
        return Peer.connected(world, version);
    }

    static String subscribe(String id, String destination, String ack) {
        return "SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\nack:" + ack + "\nreceipt:sub-" + id
                + "\n\n^@";
    }

    static String message(String destination, String body) {
        return "SEND\ndestination:" + destination + "\n\n" + body + "^@";
    }
}
