// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.portagemq.interop.amqp10.Wire.done;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.qpid.protonj2.test.driver.ProtonTestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Part 5 of the standard, security: logins frame by frame. */
class WireSecurityTest {

    private static final byte OK = 0;
    private static final byte AUTH = 1;

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("auth.prefer-scram", "true"));

    @RegisterExtension
    final Wire wire = new Wire(BROKER);

    private ProtonTestClient greeted() throws Exception {
        ProtonTestClient peer = wire.connected();
        peer.expectSASLHeader();
        peer.expectSaslMechanisms().withSaslServerMechanisms("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");
        peer.remoteSASLHeader().now();
        done(peer);
        return peer;
    }

    /** A login that fails; nothing follows. */
    private static void fails(ProtonTestClient peer, String mechanism, String response) {
        peer.expectSaslOutcome().withCode(AUTH);
        peer.remoteSaslInit()
                .withMechanism(mechanism)
                .withInitialResponse(response.getBytes(StandardCharsets.UTF_8))
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.login")
    void theRightPasswordLetsInAndTheProtocolBeginsAnew() throws Exception {
        ProtonTestClient peer = greeted();
        peer.expectSaslOutcome().withCode(OK);
        peer.expectAMQPHeader();
        peer.remoteSaslInit()
                .withMechanism("PLAIN")
                .withInitialResponse(peer.saslPlainInitialResponse("guest", "guest"))
                .now();
        done(peer);
        peer.expectOpen();
        peer.remoteAMQPHeader().now();
        peer.remoteOpen().withContainerId("wire").now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.login-failure")
    void whatIsWrongIsAnsweredWithAuth() throws Exception {
        fails(greeted(), "PLAIN", "\0guest\0wrong");
        fails(greeted(), "PLAIN", "no nul at all");
        fails(greeted(), "PLAIN", "other\0guest\0guest");
        fails(greeted(), "ANONYMOUS", "anybody");
        fails(greeted(), "NONE-SUCH", "");
        fails(greeted(), "SCRAM-SHA-512", "no message of scram");
    }

    @Test
    @Tag("amqp10.connect.scram")
    void aWrongProofOfScramIsAnsweredWithAuth() throws Exception {
        ProtonTestClient peer = greeted();
        String[] nonce = new String[1];
        peer.expectSaslChallenge()
                .withCapture(challenge -> nonce[0] =
                        new String(challenge.getChallenge().arrayCopy(), StandardCharsets.UTF_8).split(",", -1)[0]);
        peer.remoteSaslInit()
                .withMechanism("SCRAM-SHA-256")
                .withInitialResponse("n,,n=guest,r=abc".getBytes(StandardCharsets.UTF_8))
                .now();
        done(peer);
        peer.expectSaslOutcome().withCode(AUTH);
        peer.remoteSaslResponse()
                .withResponse(("c=biws," + nonce[0] + ",p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                        .getBytes(StandardCharsets.UTF_8))
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.login-first")
    void whoSkipsTheLoginIsShownItsHeader() throws Exception {
        ProtonTestClient peer = wire.connected();
        peer.expectSASLHeader();
        peer.remoteAMQPHeader().now();
        done(peer);
    }
}
