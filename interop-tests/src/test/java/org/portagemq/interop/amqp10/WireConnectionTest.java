// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.portagemq.interop.amqp10.Wire.attachSender;
import static org.portagemq.interop.amqp10.Wire.begin;
import static org.portagemq.interop.amqp10.Wire.done;
import static org.portagemq.interop.amqp10.Wire.expectClose;
import static org.portagemq.interop.amqp10.Wire.sender;
import static org.portagemq.interop.amqp10.Wire.transfer;

import java.util.Map;
import org.apache.qpid.protonj2.test.driver.ProtonTestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Part 2.4 of the standard, connections: frames as it has them, and those that break its rules. */
class WireConnectionTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(
            Map.of("amqp.channel-max", "3", "amqp.frame-max", "8192", "limits.message-bytes", "65536"));

    @RegisterExtension
    final Wire wire = new Wire(BROKER);

    @Test
    @Tag("amqp10.connect.open")
    void openIsAnsweredWithTheLimitsAndCloseWithClose() throws Exception {
        ProtonTestClient peer = wire.loggedIn();
        peer.expectOpen().withMaxFrameSize(8_192).withChannelMax(2).withOfferedCapability("ANONYMOUS-RELAY");
        peer.remoteOpen().withContainerId("wire").withMaxFrameSize(512).now();
        done(peer);
        peer.expectClose();
        peer.remoteClose().now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.pipelined")
    void whatIsPipelinedBehindTheOpenIsTaken() throws Exception {
        ProtonTestClient peer = wire.loggedIn();
        String queue = BrokerExtension.name("wire");
        peer.expectOpen();
        peer.expectBegin().withRemoteChannel(1);
        peer.expectAttach().ofReceiver().withName("pipelined");
        peer.expectFlow();
        peer.remoteOpen().withContainerId("wire").now();
        peer.remoteBegin()
                .withNextOutgoingId(0)
                .withIncomingWindow(10)
                .withOutgoingWindow(10)
                .onChannel(1)
                .now();
        attachSender(peer, 0, queue).withName("pipelined").onChannel(1).now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.order")
    void aSecondOpenEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.opened();
        expectClose(peer, "amqp:illegal-state");
        peer.remoteOpen().withContainerId("again").now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.order")
    void aSessionBeforeTheOpenEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.loggedIn();
        peer.expectOpen();
        expectClose(peer, "amqp:illegal-state");
        peer.remoteBegin()
                .withNextOutgoingId(0)
                .withIncomingWindow(1)
                .withOutgoingWindow(1)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.frame-size")
    void aMaximumOfFramesThatIsTooSmallEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.loggedIn();
        peer.expectOpen();
        expectClose(peer, "amqp:connection:framing-error");
        peer.remoteOpen().withContainerId("small").withMaxFrameSize(511).now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.frame-size")
    void aFrameLargerThanTheMaximumEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.begun();
        sender(peer, 0, BrokerExtension.name("wire"));
        expectClose(peer, "amqp:connection:framing-error");
        transfer(peer, 0, 0, "x".repeat(8_192)).now();
        done(peer);
    }

    @Test
    void aFrameOfTheLoginBehindTheOpenEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.opened();
        expectClose(peer, "amqp:connection:framing-error");
        peer.remoteSaslInit().withMechanism("PLAIN").now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.garbage")
    void whatIsNoPerformativeEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.opened();
        expectClose(peer, "amqp:decode-error");
        // A list without a descriptor, as a frame.
        peer.remoteBytes()
                .withBytes(new byte[] {0, 0, 0, 12, 2, 0, 0, 0, 0, 0x53, 0x12, (byte) 0x99})
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.connect.idle")
    void emptyFramesAreSignsOfLife() throws Exception {
        ProtonTestClient peer = wire.opened();
        peer.remoteEmptyFrame().now();
        begin(peer, 0);
    }
}
