// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections, sessions and links: part 2 of the standard. */
class TransportTest extends SessionTest {

    private static final Symbol SOLE = Symbol.valueOf("sole-connection-for-container");

    private static UnsignedInteger number(int value) {
        return UnsignedInteger.valueOf(value);
    }

    private static void detach(Peer peer, int handle, boolean closed) {
        Detach detach = new Detach();
        detach.setHandle(number(handle));
        detach.setClosed(closed);
        peer.send(0, detach);
    }

    private static Detach assertDetached(Peer peer, String condition) {
        Detach detach = peer.expect(Detach.class);
        assertTrue(detach.getClosed());
        assertEquals(condition, detach.getError().getCondition().toString());
        return detach;
    }

    // 2.4: connections.

    @Test
    @Tag("amqp10.connect.open")
    void anOpenSaysWhoThisIsAndWhatItTakes() {
        Peer peer = Peer.opened(world, taken, "test");
        Open open = peer.expect(Open.class);
        assertEquals("PortageMQ", open.getProperties().get(Symbol.valueOf("product")));
        assertEquals("1.2.3", open.getProperties().get(Symbol.valueOf("version")));
        assertEquals(number(8_192), open.getMaxFrameSize());
        assertEquals(3, open.getChannelMax().intValue());
        assertTrue(Arrays.asList(open.getOfferedCapabilities()).contains(SOLE));
        assertTrue(peer.established);
    }

    @Test
    @Tag("amqp10.connect.refused")
    void onlyOneOfAContainerIsLetInThatWantsToBeTheOnlyOne() {
        Peer first = Peer.opened(world, taken, "same", SOLE).begun();
        Peer other = Peer.opened(world, taken, "same").begun();
        Peer second = Peer.opened(world, taken, "same", SOLE);
        Open refused = second.expect(Open.class);
        assertEquals(true, refused.getProperties().get(Symbol.valueOf("amqp:connection-establishment-failed")));
        Close close = second.expect(Close.class);
        assertEquals(Conditions.INVALID_FIELD, close.getError().getCondition());
        assertEquals(
                Map.of(Symbol.valueOf("invalid-field"), Symbol.valueOf("container-id")),
                close.getError().getInfo());
        first.send(0, new Close());
        first.expect(Close.class);
        Peer.opened(world, taken, "same", SOLE).begun();
        other.expectNothing();
    }

    @Test
    @Tag("amqp10.connect.sole")
    void aConnectionIsFreeForItsContainerWhenItsSocketIsGone() {
        Peer first = Peer.opened(world, taken, "same", SOLE).begun();
        first.on(first.connection::disconnected);
        Peer.opened(world, taken, "same", SOLE).begun();
    }

    @Test
    @Tag("amqp10.connect.close")
    void aClosedConnectionTakesNothingMore() {
        Peer peer = begun();
        peer.send(0, new Close());
        peer.expect(Close.class);
        peer.send(1, new Begin());
        peer.expectNothing();
        assertTrue(peer.closed);
    }

    // 2.5: sessions.

    @Test
    @Tag("amqp10.session.end")
    void aSessionThatEndsGivesBackWhatItHolds() {
        Peer peer = begun();
        peer.sender(0, "q");
        peer.send(0, 0, "text");
        peer.expect(Disposition.class);
        peer.receiver(1, "q");
        peer.credit(1, 1, 0, false);
        assertEquals("text", peer.text());
        peer.send(0, new End());
        peer.expect(End.class);
        peer.begin(0);
        peer.receiver(0, "q");
        peer.credit(0, 1, 0, false);
        assertEquals("text", peer.text());
    }

    private static Attach toQueue(String name, int handle) {
        Attach attach = new Attach();
        attach.setName(name);
        attach.setHandle(number(handle));
        attach.setRole(Role.SENDER);
        attach.setSource(new Source());
        attach.setTarget(new Target());
        attach.setInitialDeliveryCount(number(0));
        return attach;
    }

    @Test
    @Tag("amqp10.link.handle-in-use")
    void aHandleInUseEndsTheSession() {
        Peer peer = begun();
        peer.sender(0, "q");
        peer.send(0, toQueue("another", 0));
        assertEquals(Conditions.HANDLE_IN_USE, peer.expect(End.class).getError().getCondition());
        peer.begin(1);
    }

    @Test
    @Tag("amqp10.session.broken")
    void aSessionThatIsBegunAndBrokenInOneBreathIsAnsweredAndEnded() {
        Peer peer = Peer.opened(world, taken, "test");
        peer.expect(Open.class);
        Begin begin = new Begin();
        begin.setNextOutgoingId(number(0));
        begin.setIncomingWindow(number(10));
        begin.setOutgoingWindow(number(10));
        peer.sendAtOnce(begin, peer.transfer(7, 0));
        peer.expect(Begin.class);
        assertEquals(
                Conditions.UNATTACHED_HANDLE, peer.expect(End.class).getError().getCondition());
        peer.send(0, new End());
        peer.begin(0);
    }

    @Test
    void aNameInUseIsTakenFromItsLink() {
        Peer peer = begun();
        peer.sender(0, "q");
        peer.send(0, toQueue("s0", 1));
        assertDetached(peer, "amqp:link:stolen");
        assertEquals("s0", peer.expect(Attach.class).getName());
    }

    @Test
    @Tag("amqp10.credit.in")
    void aTransferWithoutCreditEndsItsLink() {
        Peer peer = begun();
        Attach attach = toQueue("early", 0);
        ((Target) attach.getTarget()).setAddress("q");
        peer.sendAtOnce(attach, peer.transfer(0, 0));
        peer.expect(Attach.class);
        assertDetached(peer, "amqp:link:transfer-limit-exceeded");
    }

    @Test
    @Tag("amqp10.link.detach")
    void aLinkThatIsDetachedAndAttachedInOneBreathIsAnsweredInOrder() {
        Peer peer = begun();
        peer.sender(0, "q");
        Attach again = toQueue("s0", 0);
        ((Target) again.getTarget()).setAddress("q");
        Detach detach = new Detach();
        detach.setHandle(number(0));
        peer.sendAtOnce(detach, again);
        assertFalse(peer.expect(Detach.class).getClosed());
        assertEquals("s0", peer.expect(Attach.class).getName());
        peer.expect(Flow.class);
        peer.send(0, 0, "text");
        assertTrue(peer.expect(Disposition.class).getState() instanceof Accepted);
    }

    @Test
    @Tag("amqp10.session.window-in")
    void whatALinkLeftUnfinishedTakesNoRoomOfItsSession() {
        Peer peer = begun();
        byte[] part = new byte[8_000];
        int id = 0;
        for (int round = 0; round < 100; round++) {
            peer.sender(0, "q");
            for (int sent = 0; sent < 10; sent++) {
                Transfer transfer = sent == 0 ? peer.transfer(0, id++) : new Transfer();
                transfer.setHandle(number(0));
                transfer.setMore(true);
                peer.send(0, transfer, part);
            }
            detach(peer, 0, true);
            while (!(peer.next().performative() instanceof Detach)) {
                // That the message is settled may be told before.
            }
        }
        peer.sender(0, "q");
        peer.send(0, id, "text");
        assertTrue(peer.expect(Disposition.class).getState() instanceof Accepted);
    }

    // 2.6: links.

    @Test
    @Tag("amqp10.link.many")
    void oneLinkTooManyIsRefused() {
        Peer peer = begun();
        for (int handle = 0; handle < 5; handle++) {
            peer.sender(handle, "q");
        }
        assertNull(peer.sender(5, "q").getTarget());
        assertDetached(peer, "amqp:resource-limit-exceeded");
    }

    @Test
    @Tag("amqp10.link.stolen")
    void aLinkThatIsAttachedInAnotherSessionIsStolen() {
        Peer peer = begun();
        peer.begin(1);
        Source source = new Source();
        source.setAddress("q");
        peer.attach(0, 0, "mine", Role.RECEIVER, source, new Target());
        Attach second = new Attach();
        second.setName("mine");
        second.setHandle(number(0));
        second.setRole(Role.RECEIVER);
        second.setSource(source);
        second.setTarget(new Target());
        peer.send(1, second);
        assertDetached(peer, "amqp:link:stolen");
        assertNotNull(peer.expect(Attach.class).getSource());
    }

    @Test
    @Tag("amqp10.link.refused")
    void whatDoesNotExistIsRefusedWithoutItsNode() {
        Peer peer = begun();
        assertNull(peer.receiver(0, "/queues/none").getSource());
        assertDetached(peer, "amqp:not-found");
        assertNull(peer.sender(1, "/exchanges/none/key").getTarget());
        assertDetached(peer, "amqp:not-found");
        assertNull(peer.sender(2, "/nowhere").getTarget());
        assertDetached(peer, "amqp:invalid-field");
    }

    @Test
    @Tag("amqp10.outcome.unrouted")
    void aMessageThatNobodyWantsIsTakenByATopicAndReleasedByAnExchange() {
        Peer peer = begun();
        Target topic = new Target();
        topic.setAddress("news");
        topic.setCapabilities(Node.TOPIC);
        peer.sender(0, topic);
        peer.send(0, 0, "text");
        assertTrue(peer.expect(Disposition.class).getState() instanceof Accepted);
        peer.sender(1, "/exchanges/amq.topic/news");
        peer.send(1, 1, "text");
        assertTrue(peer.expect(Disposition.class).getState() instanceof Released);
    }

    @Test
    @Tag("amqp10.credit.drain")
    void aDrainedLinkSaysThatItsCreditIsUsed() {
        Peer peer = begun();
        peer.receiver(0, "q");
        peer.credit(0, 10, 0, true);
        Flow flow = peer.expect(Flow.class);
        assertEquals(number(0), flow.getLinkCredit());
        assertEquals(number(10), flow.getDeliveryCount());
        assertTrue(flow.getDrain());
    }

    @Test
    @Tag("amqp10.transfer.frames")
    void aMessageInSeveralTransfersIsOne() {
        Peer peer = begun();
        peer.sender(0, "q");
        byte[] whole = Peer.text("a message in parts");
        Transfer first = peer.transfer(0, 0);
        first.setMore(true);
        peer.send(0, first, Arrays.copyOf(whole, 5));
        Transfer last = new Transfer();
        last.setHandle(number(0));
        peer.send(0, last, Arrays.copyOfRange(whole, 5, whole.length));
        assertTrue(peer.expect(Disposition.class).getState() instanceof Accepted);
        peer.receiver(1, "q");
        peer.credit(1, 1, 0, false);
        assertEquals("a message in parts", peer.text());
    }

    @Test
    @Tag("amqp10.transfer.aborted")
    void anAbortedMessageIsNone() {
        Peer peer = begun();
        peer.sender(0, "q");
        Transfer first = peer.transfer(0, 0);
        first.setMore(true);
        peer.send(0, first, new byte[] {1, 2, 3});
        Transfer aborted = new Transfer();
        aborted.setHandle(number(0));
        aborted.setAborted(true);
        peer.send(0, aborted);
        peer.send(0, 1, "next");
        assertTrue(peer.expect(Disposition.class).getState() instanceof Accepted);
        peer.receiver(1, "q");
        peer.credit(1, 2, 0, false);
        assertEquals("next", peer.text());
        peer.expectNothing();
    }

    @Test
    @Tag("amqp10.link.size-in")
    void aMessageThatIsTooLargeEndsItsLink() {
        Peer peer = begun();
        peer.sender(0, "q");
        byte[] part = new byte[8_000];
        for (int sent = 0; sent <= 100_000; sent += part.length) {
            Transfer transfer = sent == 0 ? peer.transfer(0, 0) : new Transfer();
            transfer.setHandle(number(0));
            transfer.setMore(true);
            peer.send(0, transfer, part);
        }
        assertDetached(peer, "amqp:link:message-size-exceeded");
    }

    @Test
    @Tag("amqp10.outcome.accepted")
    void aRefusedMessageThatIsSettledEndsItsLink() {
        Peer peer = begun();
        peer.sender(0, "q");
        peer.send(0, peer.transfer(0, 0), new byte[] {0, 0x53, 0x50});
        assertEquals(
                Conditions.DECODE_ERROR,
                ((Rejected) peer.expect(Disposition.class).getState())
                        .getError()
                        .getCondition());
        Transfer settled = peer.transfer(0, 1);
        settled.setSettled(true);
        peer.send(0, settled, new byte[] {0, 0x53, 0x50});
        assertDetached(peer, "amqp:decode-error");
    }

    @Test
    @Tag("amqp10.outcome.others")
    void eachOutcomeDecidesAboutItsMessage() {
        Peer peer = begun();
        peer.sender(0, "q");
        peer.send(0, 0, "text");
        peer.expect(Disposition.class);
        peer.receiver(1, "q");
        peer.credit(1, 9, 0, false);
        Modified failed = new Modified();
        failed.setDeliveryFailed(true);
        assertEquals("text", peer.text());
        peer.settle(Role.RECEIVER, 0, true, Released.getInstance());
        assertEquals("text", peer.text());
        peer.settle(Role.RECEIVER, 1, true, failed);
        Peer.Received third = peer.nextOf(Transfer.class);
        Sections sections = new Sections(third.payload());
        assertTrue(sections.next());
        assertEquals(
                number(1),
                Codec.read(
                                org.apache.qpid.proton.amqp.messaging.Header.class,
                                third.payload(),
                                sections.start(),
                                sections.end())
                        .getDeliveryCount());
        // Not settled by the peer: the outcome comes back, settled.
        peer.settle(Role.RECEIVER, 2, false, Accepted.getInstance());
        Disposition answer = peer.expect(Disposition.class);
        assertTrue(answer.getSettled());
        detach(peer, 1, true);
        peer.expect(Detach.class);
        peer.receiver(1, "q");
        peer.credit(1, 1, 0, false);
        peer.expectNothing();
    }

    @Test
    @Tag("amqp10.settle.default")
    void whatALostLinkHeldIsCountedAsItsSourceSays() {
        Modified failed = new Modified();
        failed.setDeliveryFailed(true);
        Peer peer = begun();
        peer.sender(0, "q");
        peer.send(0, 0, "text");
        peer.expect(Disposition.class);
        Source source = new Source();
        source.setAddress("q");
        source.setDefaultOutcome(failed);
        peer.receiver(1, "r", source);
        peer.credit(1, 1, 0, false);
        assertEquals("text", peer.text());
        peer.on(peer.connection::disconnected);
        Peer other = begun();
        other.receiver(0, "q");
        other.credit(0, 1, 0, false);
        Peer.Received again = other.nextOf(Transfer.class);
        Sections sections = new Sections(again.payload());
        assertTrue(sections.next());
        assertEquals(
                number(1),
                Codec.read(
                                org.apache.qpid.proton.amqp.messaging.Header.class,
                                again.payload(),
                                sections.start(),
                                sections.end())
                        .getDeliveryCount());
    }

    // 3.5.3: dynamic nodes.

    @Test
    void aTemporaryTopicTakesWhatNobodyWants() {
        Peer peer = begun();
        Target target = new Target();
        target.setDynamic(true);
        target.setCapabilities(Symbol.valueOf("temporary-topic"));
        String address = ((Target) peer.sender(0, target).getTarget()).getAddress();
        assertTrue(address.startsWith("/exchanges/"), address);
        peer.send(0, 0, "text");
        assertTrue(peer.expect(Disposition.class).getState() instanceof Accepted);
    }

    @Test
    @Tag("amqp10.node.dynamic")
    void aDynamicNodeLivesAsLongAsItsLink() {
        Peer peer = begun();
        Target target = new Target();
        target.setDynamic(true);
        String address = ((Target) peer.sender(0, target).getTarget()).getAddress();
        assertTrue(address.startsWith("/queues/"), address);
        assertNotNull(peer.receiver(1, address).getSource());
        detach(peer, 0, true);
        peer.expect(Detach.class);
        assertDetached(peer, "amqp:resource-deleted");
        assertNull(peer.receiver(2, address).getSource());
        assertDetached(peer, "amqp:not-found");
    }
}
