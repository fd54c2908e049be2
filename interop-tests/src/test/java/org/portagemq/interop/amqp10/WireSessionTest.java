// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.hamcrest.Matchers.nullValue;
import static org.portagemq.interop.amqp10.Wire.attachSender;
import static org.portagemq.interop.amqp10.Wire.begin;
import static org.portagemq.interop.amqp10.Wire.done;
import static org.portagemq.interop.amqp10.Wire.expectClose;
import static org.portagemq.interop.amqp10.Wire.receiver;
import static org.portagemq.interop.amqp10.Wire.sender;
import static org.portagemq.interop.amqp10.Wire.store;

import java.util.Map;
import org.apache.qpid.protonj2.test.driver.ProtonTestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Part 2.5 of the standard, sessions: channels and windows, frame by frame. */
class WireSessionTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(
            Map.of("amqp.channel-max", "3", "amqp.frame-max", "8192", "limits.message-bytes", "65536"));

    @RegisterExtension
    final Wire wire = new Wire(BROKER);

    @Test
    @Tag("amqp10.session.channels")
    void aChannelBeyondTheMaximumEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.opened();
        expectClose(peer, "amqp:connection:framing-error");
        peer.remoteBegin()
                .withNextOutgoingId(0)
                .withIncomingWindow(1)
                .withOutgoingWindow(1)
                .onChannel(3)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.session.channel-in-use")
    void aChannelThatIsInUseCannotBeBegunAgain() throws Exception {
        ProtonTestClient peer = wire.begun();
        expectClose(peer, "amqp:not-allowed");
        peer.remoteBegin()
                .withNextOutgoingId(0)
                .withIncomingWindow(1)
                .withOutgoingWindow(1)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.session.answer")
    void aBeginThatAnswersNoneEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.opened();
        expectClose(peer, "amqp:invalid-field");
        peer.remoteBegin()
                .withRemoteChannel(7)
                .withNextOutgoingId(0)
                .withIncomingWindow(1)
                .withOutgoingWindow(1)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.session.channel-in-use")
    void aFrameOnAChannelThatIsNotBegunEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.begun();
        expectClose(peer, "amqp:not-allowed");
        attachSender(peer, 0, BrokerExtension.name("wire")).onChannel(1).now();
        done(peer);
    }

    @Test
    @Tag("amqp10.session.again")
    void aChannelIsFreeAgainWhenItsSessionHasEnded() throws Exception {
        ProtonTestClient peer = wire.begun();
        peer.expectEnd();
        peer.remoteEnd().onChannel(0).now();
        done(peer);
        begin(peer, 0);
    }

    @Test
    @Tag("amqp10.session.echo")
    void aFlowThatAsksForItIsAnswered() throws Exception {
        ProtonTestClient peer = wire.begun();
        sender(peer, 0, BrokerExtension.name("wire"));
        store(peer, 0, 0, "text");
        peer.expectFlow().withNextIncomingId(1).withNextOutgoingId(1).withHandle(nullValue());
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(1_000)
                .withNextOutgoingId(1)
                .withOutgoingWindow(1_000)
                .withNullHandle()
                .withEcho(true)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.session.window-out")
    void notMoreFramesComeThanTheWindowHasRoomFor() throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        sender(peer, 0, queue);
        store(peer, 0, 0, "1");
        store(peer, 0, 1, "2");
        store(peer, 0, 2, "3");
        receiver(peer, 1, queue);
        peer.expectTransfer().withDeliveryId(0);
        window(peer, 1, 1);
        credit10(peer, 1, 1);
        done(peer);
        // The flow is answered, and no frame has come before.
        peer.expectFlow();
        echo(peer, 2, 0);
        done(peer);
        peer.expectTransfer().withDeliveryId(1);
        peer.expectTransfer().withDeliveryId(2);
        window(peer, 2, 5);
        done(peer);
    }

    @Test
    @Tag("amqp10.session.window-out")
    void aWindowThatShrinksBelowWhatIsOnItsWayIsShut() throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        sender(peer, 0, queue);
        store(peer, 0, 0, "1");
        store(peer, 0, 1, "2");
        receiver(peer, 1, queue);
        peer.expectTransfer().withDeliveryId(0);
        credit10(peer, 1, 1);
        done(peer);
        // As if that transfer had not come yet: there is room for fewer than are on their way.
        peer.expectFlow();
        echo(peer, 1, 0);
        done(peer);
        peer.expectFlow();
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(0)
                .withNextOutgoingId(2)
                .withOutgoingWindow(1_000)
                .withHandle(1)
                .withDeliveryCount(0)
                .withLinkCredit(10)
                .withEcho(true)
                .onChannel(0)
                .now();
        done(peer);
        peer.expectTransfer().withDeliveryId(1);
        window(peer, 2, 5);
        done(peer);
    }

    private static void window(ProtonTestClient peer, int nextIncoming, int window) {
        peer.remoteFlow()
                .withNextIncomingId(nextIncoming)
                .withIncomingWindow(window)
                .withNextOutgoingId(3)
                .withOutgoingWindow(1_000)
                .withNullHandle()
                .onChannel(0)
                .now();
    }

    private static void echo(ProtonTestClient peer, int nextIncoming, int window) {
        peer.remoteFlow()
                .withNextIncomingId(nextIncoming)
                .withIncomingWindow(window)
                .withNextOutgoingId(3)
                .withOutgoingWindow(1_000)
                .withNullHandle()
                .withEcho(true)
                .onChannel(0)
                .now();
    }

    private static void credit10(ProtonTestClient peer, int handle, int window) {
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(window)
                .withNextOutgoingId(3)
                .withOutgoingWindow(1_000)
                .withHandle(handle)
                .withDeliveryCount(0)
                .withLinkCredit(10)
                .onChannel(0)
                .now();
    }
}
