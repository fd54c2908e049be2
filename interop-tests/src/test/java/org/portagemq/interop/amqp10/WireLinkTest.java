// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.hamcrest.Matchers.anything;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.portagemq.interop.amqp10.Wire.attachReceiver;
import static org.portagemq.interop.amqp10.Wire.attachSender;
import static org.portagemq.interop.amqp10.Wire.begin;
import static org.portagemq.interop.amqp10.Wire.credit;
import static org.portagemq.interop.amqp10.Wire.done;
import static org.portagemq.interop.amqp10.Wire.expectClose;
import static org.portagemq.interop.amqp10.Wire.expectDetach;
import static org.portagemq.interop.amqp10.Wire.expectEnd;
import static org.portagemq.interop.amqp10.Wire.receiver;
import static org.portagemq.interop.amqp10.Wire.sender;
import static org.portagemq.interop.amqp10.Wire.store;
import static org.portagemq.interop.amqp10.Wire.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.qpid.protonj2.test.driver.ProtonTestClient;
import org.apache.qpid.protonj2.test.driver.actions.TransferInjectAction;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Accepted;
import org.apache.qpid.protonj2.test.driver.codec.primitives.Binary;
import org.hamcrest.FeatureMatcher;
import org.hamcrest.Matcher;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Part 2.6 of the standard, links: handles, deliveries and what becomes of them, frame by frame. */
class WireLinkTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(
            Map.of("amqp.channel-max", "3", "amqp.frame-max", "8192", "limits.message-bytes", "65536"));

    /** Frames that a session has room for: two messages of the largest size, and four MiB. */
    private static final int WINDOW = (2 * 65_536 + 4 * 1024 * 1024) / 8_192;

    @RegisterExtension
    final Wire wire = new Wire(BROKER);

    @Test
    @Tag("amqp10.link.handle-in-use")
    void aHandleThatIsInUseEndsTheSessionAndNoOther() throws Exception {
        ProtonTestClient peer = wire.begun();
        begin(peer, 1);
        sender(peer, 0, BrokerExtension.name("wire"));
        expectEnd(peer, "amqp:session:handle-in-use");
        attachReceiver(peer, 0, "q").now();
        done(peer);
        peer.remoteEnd().onChannel(0).now();
        peer.expectAttach().ofReceiver();
        peer.expectFlow();
        attachSender(peer, 0, BrokerExtension.name("wire")).onChannel(1).now();
        done(peer);
    }

    @Test
    @Tag("amqp10.link.handle-unknown")
    void anUnknownHandleEndsTheSession() throws Exception {
        ProtonTestClient transferring = wire.begun();
        expectEnd(transferring, "amqp:session:unattached-handle");
        transfer(transferring, 5, 0, "text").now();
        done(transferring);
        ProtonTestClient giving = wire.begun();
        expectEnd(giving, "amqp:session:unattached-handle");
        credit(giving, 5, 10);
        done(giving);
        ProtonTestClient detaching = wire.begun();
        expectEnd(detaching, "amqp:session:unattached-handle");
        detaching.remoteDetach().withHandle(5).withClosed(true).onChannel(0).now();
        done(detaching);
    }

    @Test
    @Tag("amqp10.session.broken")
    void whatFollowsInASessionThatWasEndedIsIgnoredUntilThePeerEndsIt() throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        sender(peer, 0, queue);
        expectEnd(peer, "amqp:session:unattached-handle");
        transfer(peer, 5, 0, "text").now();
        transfer(peer, 0, 0, "ignored").now();
        done(peer);
        peer.remoteEnd().onChannel(0).now();
        begin(peer, 0);
        ProtonTestClient other = wire.begun();
        receiver(other, 0, queue);
        other.expectFlow().withLinkCredit(0).withDrain(true);
        drain(other, 0, 1);
        done(other);
    }

    private static void drain(ProtonTestClient peer, int handle, int credit) {
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(1_000)
                .withNextOutgoingId(0)
                .withOutgoingWindow(1_000)
                .withHandle(handle)
                .withDeliveryCount(0)
                .withLinkCredit(credit)
                .withDrain(true)
                .onChannel(0)
                .now();
    }

    @Test
    @Tag("amqp10.link.ids")
    void aMessageWithoutAnIdOrATagOrOutOfSequenceEndsTheSession() throws Exception {
        ProtonTestClient untagged = sending();
        expectEnd(untagged, "amqp:invalid-field");
        transfer(untagged, 0, 0, "text").withNullDeliveryTag().now();
        done(untagged);
        ProtonTestClient jumping = sending();
        store(jumping, 0, 0, "text");
        expectEnd(jumping, "amqp:invalid-field");
        transfer(jumping, 0, 5, "text").now();
        done(jumping);
        ProtonTestClient repeating = sending();
        store(repeating, 0, 0, "text");
        expectEnd(repeating, "amqp:invalid-field");
        transfer(repeating, 0, 0, "text").now();
        done(repeating);
    }

    @Test
    @Tag("amqp10.transfer.whole")
    void aMessageOfSeveralTransfersIsWholeBeforeTheNextOneBegins() throws Exception {
        ProtonTestClient other = sending();
        expectEnd(other, "amqp:invalid-field");
        transfer(other, 0, 0, "a").withMore(true).now();
        transfer(other, 0, 1, "b").now();
        done(other);
        ProtonTestClient retagged = sending();
        expectEnd(retagged, "amqp:invalid-field");
        transfer(retagged, 0, 0, "a").withMore(true).now();
        transfer(retagged, 0, 0, "b").withDeliveryTag(new byte[] {9}).now();
        done(retagged);
    }

    private ProtonTestClient sending() throws Exception {
        ProtonTestClient peer = wire.begun();
        sender(peer, 0, BrokerExtension.name("wire"));
        return peer;
    }

    @Test
    @Tag("amqp10.link.direction")
    void aTransferOnALinkToThePeerEndsTheSession() throws Exception {
        ProtonTestClient peer = wire.begun();
        receiver(peer, 0, BrokerExtension.name("wire"));
        expectEnd(peer, "amqp:not-allowed");
        transfer(peer, 0, 0, "text").now();
        done(peer);
    }

    @Test
    @Tag("amqp10.credit.fields")
    void aFlowOfALinkSaysHowMuchCreditThereIs() throws Exception {
        ProtonTestClient peer = wire.begun();
        receiver(peer, 0, BrokerExtension.name("wire"));
        expectEnd(peer, "amqp:invalid-field");
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(10)
                .withNextOutgoingId(0)
                .withOutgoingWindow(10)
                .withHandle(0)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.transfer.settled")
    void aLinkThatSaysThatItsMessagesAreSettledSendsNoOthers() throws Exception {
        ProtonTestClient peer = wire.begun();
        peer.expectAttach().ofReceiver().withSenderSettleModeSettled();
        peer.expectFlow();
        attachSender(peer, 0, BrokerExtension.name("wire"))
                .withSenderSettleModeSettled()
                .now();
        done(peer);
        expectDetach(peer, 0, "amqp:invalid-field");
        transfer(peer, 0, 0, "text").now();
        done(peer);
    }

    @Test
    @Tag("amqp10.link.stolen")
    void aNameThatIsAttachedAlreadyIsStolenFromItsLink() throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        sender(peer, 0, queue);
        store(peer, 0, 0, "text");
        receiver(peer, 1, queue);
        peer.expectTransfer().withDeliveryId(0);
        credit(peer, 1, 1);
        done(peer);
        peer.expectDetach().withHandle(1).withClosed(true).withError("amqp:link:stolen", anything());
        peer.expectAttach().ofSender().withName("receiver-1").withHandle(1);
        attachReceiver(peer, 2, queue).withName("receiver-1").now();
        done(peer);
        peer.remoteDetach().withHandle(1).withClosed(true).onChannel(0).now();
        peer.expectTransfer().withHandle(1).withDeliveryId(1);
        credit(peer, 2, 1);
        done(peer);
    }

    @Test
    @Tag("amqp10.link.resume")
    void unsettledMessagesOfAnEarlierLinkAreNotResumedButComeAgain() throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        sender(peer, 0, queue);
        store(peer, 0, 0, "text");
        receiver(peer, 1, queue);
        peer.expectTransfer().withDeliveryId(0);
        credit(peer, 1, 1);
        done(peer);
        peer.expectDetach().withClosed(nullValue());
        peer.remoteDetach().withHandle(1).withClosed(false).onChannel(0).now();
        done(peer);
        // Nothing of what the peer remembers is known: no unsettled map in the answer.
        peer.expectAttach().ofSender().withUnsettled(nullValue());
        attachReceiver(peer, 1, queue)
                .withUnsettled(Map.of(new Binary(new byte[8]), new Accepted()))
                .now();
        done(peer);
        peer.expectTransfer().withDeliveryId(1).withResume(not(true));
        credit(peer, 1, 1);
        done(peer);
    }

    @Test
    @Tag("amqp10.link.resume")
    void aResumedMessageThatIsNotKnownHereIsIgnored() throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        peer.expectAttach().ofReceiver().withUnsettled(nullValue());
        peer.expectFlow();
        attachSender(peer, 0, queue)
                .withUnsettled(Map.of(new Binary(new byte[] {0}), new Accepted()))
                .now();
        done(peer);
        TransferInjectAction resumed = transfer(peer, 0, 0, "resumed").withResume(true);
        resumed.now();
        store(peer, 0, 1, "new");
        receiver(peer, 1, queue);
        peer.expectTransfer().withPayload(endsWith("new"));
        peer.expectFlow().withDrain(true).withLinkCredit(0);
        drain(peer, 1, 5);
        done(peer);
    }

    @Test
    @Tag("amqp10.session.window-in")
    void whatStillComesOnALinkThatWasEndedTakesNoRoomOfTheSession() throws Exception {
        ProtonTestClient peer = wire.begun();
        sender(peer, 1, BrokerExtension.name("wire"));
        peer.expectAttach().ofReceiver().withNullTarget();
        expectDetach(peer, 0, "amqp:not-found");
        attachSender(peer, 0, "/queues/none").now();
        done(peer);
        // The other link learns that there is room again.
        peer.expectFlow().withHandle(0).withNextIncomingId(WINDOW).withIncomingWindow(WINDOW);
        for (int id = 0; id < WINDOW; id++) {
            transfer(peer, 0, id, "x".repeat(8_000)).withSettled(true).now();
        }
        done(peer);
        peer.remoteDetach().withHandle(0).withClosed(true).onChannel(0).now();
        store(peer, 1, WINDOW, "text");
    }

    @Test
    @Tag("amqp10.link.late")
    void whatStillComesOnALinkThatWasEndedIsReleased() throws Exception {
        ProtonTestClient peer = wire.begun();
        peer.expectAttach().ofReceiver().withNullTarget();
        expectDetach(peer, 0, "amqp:not-found");
        attachSender(peer, 0, "/queues/none").now();
        done(peer);
        peer.expectDisposition().withFirst(0).withSettled(true).withState().released();
        transfer(peer, 0, 0, "too late").now();
        done(peer);
    }

    @Test
    @Tag("amqp10.settle.range")
    void aRangeOfDispositionsThatRunsBackwardsEndsTheConnection() throws Exception {
        ProtonTestClient peer = wire.begun();
        expectClose(peer, "amqp:not-allowed");
        peer.remoteDisposition()
                .withRole(true)
                .withFirst(5)
                .withLast(2)
                .withSettled(true)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.settle.unknown")
    void dispositionsOfWhatIsNotKnownAreIgnored() throws Exception {
        ProtonTestClient peer = wire.begun();
        peer.remoteDisposition()
                .withRole(true)
                .withFirst(0)
                .withLast(100)
                .withSettled(true)
                .onChannel(0)
                .now();
        sender(peer, 0, BrokerExtension.name("wire"));
        store(peer, 0, 0, "text");
    }

    /** A message whose last section ends with the text. */
    private static Matcher<ByteBuffer> endsWith(String text) {
        return new FeatureMatcher<>(Matchers.endsWith(text), "a message that ends with", "octets") {
            @Override
            protected String featureValueOf(ByteBuffer payload) {
                return StandardCharsets.ISO_8859_1.decode(payload.duplicate()).toString();
            }
        };
    }
}
