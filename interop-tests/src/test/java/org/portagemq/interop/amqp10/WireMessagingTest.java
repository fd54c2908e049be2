// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.hamcrest.Matchers.anything;
import static org.portagemq.interop.amqp10.Wire.attachReceiver;
import static org.portagemq.interop.amqp10.Wire.attachSender;
import static org.portagemq.interop.amqp10.Wire.credit;
import static org.portagemq.interop.amqp10.Wire.done;
import static org.portagemq.interop.amqp10.Wire.expectDetach;
import static org.portagemq.interop.amqp10.Wire.receiver;
import static org.portagemq.interop.amqp10.Wire.sender;
import static org.portagemq.interop.amqp10.Wire.store;
import static org.portagemq.interop.amqp10.Wire.transfer;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.test.driver.ProtonTestClient;
import org.apache.qpid.protonj2.test.driver.actions.AttachInjectAction;
import org.apache.qpid.protonj2.test.driver.actions.DispositionInjectAction;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Accepted;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Modified;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Received;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Rejected;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Released;
import org.apache.qpid.protonj2.test.driver.codec.primitives.UnsignedInteger;
import org.apache.qpid.protonj2.test.driver.codec.primitives.UnsignedLong;
import org.apache.qpid.protonj2.test.driver.codec.transport.DeliveryState;
import org.hamcrest.FeatureMatcher;
import org.hamcrest.Matcher;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Part 3 of the standard, messaging: states of deliveries, sources and targets, frame by frame. */
class WireMessagingTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final Wire wire = new Wire(BROKER);

    private static void settle(ProtonTestClient peer, int id, boolean settled, DeliveryState state) {
        DispositionInjectAction disposition =
                peer.remoteDisposition().withRole(true).withFirst(id).withSettled(settled);
        if (state != null) {
            disposition.withState(state);
        }
        disposition.onChannel(0).now();
    }

    /** A peer to which a message has gone. */
    private ProtonTestClient holding(String queue) throws Exception {
        ProtonTestClient peer = wire.begun();
        sender(peer, 0, queue);
        store(peer, 0, 0, "text");
        receiver(peer, 1, queue);
        peer.expectTransfer().withHandle(1).withDeliveryId(0).withNonNullDeliveryTag();
        credit(peer, 1, 10);
        done(peer);
        return peer;
    }

    // 3.2: sections.

    @Test
    @Tag("amqp10.message.sections")
    void aMessageWithoutABodyIsTakenAndOneInDisorderIsNot() throws Exception {
        ProtonTestClient peer = wire.begun();
        sender(peer, 0, BrokerExtension.name("wire"));
        peer.expectDisposition().withSettled(true).withState().accepted();
        peer.remoteTransfer()
                .withHandle(0)
                .withDeliveryId(0)
                .withDeliveryTag(new byte[] {0})
                .withMessageFormat(0)
                .onChannel(0)
                .now();
        done(peer);
        Wire.expectRejected(peer, "amqp:decode-error");
        // A value, and properties behind it.
        peer.remoteTransfer()
                .withHandle(0)
                .withDeliveryId(1)
                .withDeliveryTag(new byte[] {1})
                .withMessageFormat(0)
                .withPayload(new byte[] {0, 0x53, 0x77, 0x40, 0, 0x53, 0x73, 0x45})
                .onChannel(0)
                .now();
        done(peer);
    }

    static Stream<String> sections() {
        return Stream.of(
                // message annotations, properties, application properties, two data sections, a footer
                "005372c10702a30178a10161" + "00537345" + "005374c10502a1016b41" + "005375a00101" + "005375a0020203"
                        + "005378c10702a30178a10179",
                // a value in the long form of its descriptor
                "00800000000000000077a10474657874",
                // a value whose section is named by a symbol
                "00a311616d71703a616d71702d76616c75653a2aa10474657874",
                // two sequences
                "005376c0030154ff" + "00537645",
                // no body at all
                "00537345");
    }

    @ParameterizedTest
    @MethodSource("sections")
    @Tag("amqp10.message.bare")
    void theBareMessageComesOutByteForByte(String hex) throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        sender(peer, 0, queue);
        peer.expectDisposition().withSettled(true).withState().accepted();
        // With a header and delivery annotations, which are of the hop.
        byte[] sent = HexFormat.of().parseHex("005370c0020141" + "005371c10702a30178a10179" + hex);
        peer.remoteTransfer()
                .withHandle(0)
                .withDeliveryId(0)
                .withDeliveryTag(new byte[] {0})
                .withMessageFormat(0)
                .withPayload(sent)
                .onChannel(0)
                .now();
        done(peer);
        receiver(peer, 1, queue);
        peer.expectTransfer().withPayload(behindItsHeader(hex));
        credit(peer, 1, 1);
        done(peer);
    }

    /** A message whose first section is a header of the broker's, in a list with one octet of size. */
    private static Matcher<ByteBuffer> behindItsHeader(String hex) {
        return new FeatureMatcher<>(Matchers.equalTo(hex), "a message that is, behind its header,", "octets") {
            @Override
            protected String featureValueOf(ByteBuffer payload) {
                byte[] all = new byte[payload.remaining()];
                payload.duplicate().get(all);
                int header = all[3] == (byte) 0xC0 ? 5 + all[4] : all.length;
                return HexFormat.of().formatHex(all, header, all.length);
            }
        };
    }

    // 3.4: outcomes.

    @Test
    @Tag("amqp10.settle.answer")
    void anOutcomeThatIsNotSettledIsAnsweredSettled() throws Exception {
        ProtonTestClient peer = holding(BrokerExtension.name("wire"));
        peer.expectDisposition()
                .withRole(false)
                .withFirst(0)
                .withSettled(true)
                .withState()
                .accepted();
        settle(peer, 0, false, new Accepted());
        done(peer);
    }

    @Test
    @Tag("amqp10.settle.answer")
    void whatIsReceivedOnlyIsNotDecided() throws Exception {
        ProtonTestClient peer = holding(BrokerExtension.name("wire"));
        peer.remoteDisposition()
                .withRole(true)
                .withFirst(0)
                .withSettled(false)
                .withState(received())
                .onChannel(0)
                .now();
        peer.expectDisposition().withFirst(0).withSettled(true).withState().accepted();
        settle(peer, 0, false, new Accepted());
        done(peer);
    }

    private static DeliveryState received() {
        return new Received().setSectionNumber(UnsignedInteger.valueOf(0)).setSectionOffset(UnsignedLong.valueOf(0));
    }

    @Test
    @Tag("amqp10.outcome.others")
    void releasedAndModifiedComeAgainAndRejectedDoesNot() throws Exception {
        ProtonTestClient peer = holding(BrokerExtension.name("wire"));
        peer.expectTransfer().withDeliveryId(1);
        settle(peer, 0, true, new Released());
        done(peer);
        peer.expectTransfer().withDeliveryId(2);
        settle(peer, 1, true, new Modified().setDeliveryFailed(true));
        done(peer);
        settle(peer, 2, true, new Rejected());
        peer.expectFlow().withDeliveryCount(4).withLinkCredit(0).withDrain(true);
        peer.remoteFlow()
                .withNextIncomingId(4)
                .withIncomingWindow(100)
                .withNextOutgoingId(1)
                .withOutgoingWindow(100)
                .withHandle(1)
                .withDeliveryCount(3)
                .withLinkCredit(1)
                .withDrain(true)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.settle.range")
    void oneDispositionDecidesAboutARange() throws Exception {
        ProtonTestClient peer = wire.begun();
        String queue = BrokerExtension.name("wire");
        sender(peer, 0, queue);
        for (int id = 0; id < 3; id++) {
            store(peer, 0, id, "text" + id);
        }
        receiver(peer, 1, queue);
        for (int id = 0; id < 3; id++) {
            peer.expectTransfer().withDeliveryId(id);
        }
        credit(peer, 1, 10);
        done(peer);
        peer.expectTransfer().withDeliveryId(3);
        peer.expectTransfer().withDeliveryId(4);
        peer.remoteDisposition()
                .withRole(true)
                .withFirst(0)
                .withLast(1)
                .withSettled(true)
                .withState(new Released())
                .onChannel(0)
                .now();
        done(peer);
    }

    // 3.5: sources and targets.

    @Test
    @Tag("amqp10.outcome.settled-refused")
    void aSettledMessageThatIsRefusedEndsItsLink() throws Exception {
        ProtonTestClient peer = wire.begun();
        peer.expectAttach().ofReceiver();
        peer.expectFlow();
        AttachInjectAction anonymous = attachSender(peer, 0, null);
        anonymous.now();
        done(peer);
        expectDetach(peer, 0, "amqp:precondition-failed");
        transfer(peer, 0, 0, "nowhere").withSettled(true).now();
        done(peer);
    }

    @Test
    @Tag("amqp10.link.refused")
    void whatCannotBeIsAnsweredWithoutItsNodeAndThenClosed() throws Exception {
        ProtonTestClient peer = wire.begun();
        peer.expectAttach().ofSender().withNullSource();
        expectDetach(peer, 0, "amqp:not-found");
        attachReceiver(peer, 0, "/queues/none").now();
        done(peer);
        peer.expectAttach().ofReceiver().withNullTarget();
        expectDetach(peer, 1, "amqp:invalid-field");
        attachSender(peer, 1, "$nowhere").now();
        done(peer);
    }

    @Test
    @Tag("amqp10.settle.second")
    void aReceiverThatSettlesSecondIsToldThatItSettlesFirst() throws Exception {
        ProtonTestClient peer = wire.begun();
        peer.expectAttach().ofSender().withReceiverSettlesFirst();
        attachReceiver(peer, 0, BrokerExtension.name("wire"))
                .withReceivervSettlesSecond()
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.credit.drain")
    void aDrainedLinkUsesUpItsCredit() throws Exception {
        ProtonTestClient peer = wire.begun();
        receiver(peer, 0, BrokerExtension.name("wire"));
        peer.expectFlow().withDeliveryCount(7).withLinkCredit(0).withDrain(true);
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(100)
                .withNextOutgoingId(0)
                .withOutgoingWindow(100)
                .withHandle(0)
                .withDeliveryCount(0)
                .withLinkCredit(7)
                .withDrain(true)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.node.dynamic")
    void aDynamicNodeIsNamedInTheAnswerAndGoesWithItsLink() throws Exception {
        ProtonTestClient peer = wire.begun();
        String[] address = new String[1];
        peer.expectAttach()
                .ofSender()
                .withCapture(attach -> address[0] = attach.getSource().getAddress());
        AttachInjectAction attach =
                peer.remoteAttach().ofReceiver().withName("dynamic").withHandle(0);
        attach.withSource().withDynamic(true).and();
        attach.withTarget().and();
        attach.onChannel(0).now();
        done(peer);
        sender(peer, 1, address[0]);
        peer.expectDetach().withHandle(0).withClosed(true);
        peer.remoteDetach().withHandle(0).withClosed(true).onChannel(0).now();
        done(peer);
        peer.expectAttach().ofSender().withNullSource();
        peer.expectDetach().withClosed(true).withError("amqp:not-found", anything());
        attachReceiver(peer, 2, address[0]).now();
        done(peer);
    }
}
