// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.security.SaslCode;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.security.SaslMechanisms;
import org.apache.qpid.proton.amqp.security.SaslOutcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logins: part 5 of the standard. */
class SecurityTest extends SessionTest {

    private Peer peer(Optional<String> anonymous) {
        Peer peer = new Peer(world, taken, anonymous);
        peer.on(peer.connection::startWithLogin);
        assertEquals("AMQP3100", peer.header());
        return peer;
    }

    private static SaslCode login(Peer peer, String mechanism, String response) {
        SaslInit init = new SaslInit();
        init.setMechanism(Symbol.valueOf(mechanism));
        init.setInitialResponse(new Binary(response.getBytes(StandardCharsets.UTF_8)));
        peer.sendSasl(init);
        return peer.expect(SaslOutcome.class).getCode();
    }

    @Test
    @Tag("amqp10.connect.mechanisms")
    void theMechanismsAreThoseThatWork() {
        Symbol plain = Symbol.valueOf("PLAIN");
        assertArrayEquals(
                new Symbol[] {plain},
                peer(Optional.empty()).expect(SaslMechanisms.class).getSaslServerMechanisms());
        assertArrayEquals(
                new Symbol[] {plain, Symbol.valueOf("ANONYMOUS")},
                peer(Optional.of("user")).expect(SaslMechanisms.class).getSaslServerMechanisms());
    }

    @Test
    @Tag("amqp10.connect.login")
    void whoHasThePasswordIsLetIn() {
        Peer peer = peer(Optional.empty());
        peer.expect(SaslMechanisms.class);
        assertEquals(SaslCode.OK, login(peer, "PLAIN", "\0ann\0secret"));
        assertFalse(peer.closed);
    }

    @Test
    void othersAreNot() {
        for (String[] attempt : new String[][] {
            {"PLAIN", "\0ann\0wrong"},
            {"PLAIN", "bob\0ann\0secret"},
            {"PLAIN", "ann"},
            {"PLAIN", ""},
            {"ANONYMOUS", ""},
            {"EXTERNAL", ""},
            {"SCRAM-SHA-256", "n,,n=ann,r=abc"},
            {"CRAM-MD5", ""}
        }) {
            Peer peer = peer(Optional.empty());
            peer.expect(SaslMechanisms.class);
            assertEquals(SaslCode.AUTH, login(peer, attempt[0], attempt[1]), () -> String.join(" ", attempt));
            assertTrue(peer.closed);
        }
    }

    @Test
    @Tag("amqp10.connect.login-first")
    void whoProvesNothingIsAskedToLogIn() {
        Peer peer = new Peer(world, taken, Optional.empty());
        peer.on(peer.connection::startWithoutLogin);
        assertEquals("AMQP3100", peer.header());
        assertTrue(peer.closed);
    }

    @Test
    @Tag("amqp10.connect.login-frame")
    void aLargeFrameBeforeTheLoginEndsTheConnection() {
        Peer peer = peer(Optional.empty());
        peer.expect(SaslMechanisms.class);
        peer.sendRaw(ByteBuffer.allocate(4).putInt(1 << 20).array());
        assertTrue(peer.closed);
        assertFalse(peer.established);
    }
}
