// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the transfers of a link may be. */
class TransferTest extends SessionTest {

    private static Attach sender(String address) {
        Target target = new Target();
        target.setAddress(address);
        return Peer.link(0, "s", Role.SENDER, new Source(), target);
    }

    private static void attach(Peer peer, Attach attach) {
        peer.send(0, attach);
        peer.expect(Attach.class);
        if (attach.getRole() == Role.SENDER) {
            peer.expect(Flow.class);
        }
    }

    private static Detach assertDetached(Peer peer, Symbol condition) {
        Detach detach = peer.expect(Detach.class);
        assertTrue(detach.getClosed());
        assertEquals(condition, detach.getError().getCondition());
        return detach;
    }

    private static Symbol rejection(Peer peer) {
        return ((Rejected) peer.expect(Disposition.class).getState()).getError().getCondition();
    }

    /** A text with the copies that its sender names. */
    private static byte[] withCopies(Object copies) {
        byte[] annotations = Codec.write(new MessageAnnotations(Map.of(Symbol.valueOf("x-cc"), copies)));
        byte[] body = Peer.text("text");
        return ByteBuffer.allocate(annotations.length + body.length)
                .put(annotations)
                .put(body)
                .array();
    }

    @Test
    @Tag("amqp10.transfer.format")
    void aMessageOfAnotherFormatIsRefusedByItsNumber() {
        Peer peer = begun();
        attach(peer, sender("q"));
        Transfer batch = peer.transfer(0, 0);
        batch.setMessageFormat(UnsignedInteger.valueOf(0x80013700));
        peer.send(0, batch, Peer.text("text"));
        Rejected rejected = (Rejected) peer.expect(Disposition.class).getState();
        assertEquals(Conditions.NOT_IMPLEMENTED, rejected.getError().getCondition());
        assertTrue(rejected.getError().getDescription().contains("2147563264"), rejected::toString);
        peer.send(0, 1, "text");
        assertEquals(Accepted.getInstance(), peer.expect(Disposition.class).getState());
    }

    @Test
    @Tag("amqp10.transfer.settled")
    void aLinkThatSaysThatNoneOfItsMessagesIsSettledSendsNoOthers() {
        Peer peer = begun();
        Attach attach = sender("q");
        attach.setSndSettleMode(SenderSettleMode.UNSETTLED);
        attach(peer, attach);
        Transfer settled = peer.transfer(0, 0);
        settled.setSettled(true);
        peer.send(0, settled, Peer.text("text"));
        assertDetached(peer, Conditions.INVALID_FIELD);
    }

    @Test
    @Tag("amqp10.node.anonymous-refused")
    void theRefusalOfASettledMessageOnALinkToAnyNodeSaysWhichOne() {
        Peer peer = begun();
        attach(peer, sender(null));
        Transfer settled = peer.transfer(0, 7);
        settled.setDeliveryId(UnsignedInteger.ZERO);
        settled.setSettled(true);
        peer.send(0, settled, Peer.text("to nowhere"));
        Detach detach = assertDetached(peer, Conditions.PRECONDITION_FAILED);
        assertEquals(
                Map.of(Symbol.valueOf("delivery-tag"), new Binary(new byte[] {7})),
                detach.getError().getInfo());
    }

    @Test
    @Tag("amqp10.node.copies")
    void aMessageGoesToAllRoutingKeysThatItNames() {
        Peer peer = begun();
        for (String queue : List.of("a", "b")) {
            Target target = new Target();
            target.setAddress(queue);
            attach(peer, Peer.link(queue.charAt(0), queue, Role.SENDER, new Source(), target));
        }
        attach(peer, sender("a"));
        peer.send(0, peer.transfer(0, 0), withCopies(List.of("b")));
        assertEquals(Accepted.getInstance(), peer.expect(Disposition.class).getState());
        for (int handle = 1; handle <= 2; handle++) {
            peer.receiver(handle, String.valueOf((char) ('a' + handle - 1)));
            peer.credit(handle, 1, 0, false);
            assertEquals("text", peer.text());
        }
        peer.send(0, peer.transfer(0, 1), withCopies(List.of(1)));
        assertEquals(Conditions.INVALID_FIELD, rejection(peer));
        peer.send(0, peer.transfer(0, 2), withCopies("b"));
        assertEquals(Conditions.INVALID_FIELD, rejection(peer));
        peer.send(0, peer.transfer(0, 3), withCopies(Collections.nCopies(1_001, "b")));
        assertEquals(Conditions.LIMIT_EXCEEDED, rejection(peer));
    }

    @Test
    @Tag("amqp10.link.size-out")
    void aMessageLargerThanALinkTakesEndsItAndStaysInItsQueue() {
        Peer peer = begun();
        attach(peer, sender("q"));
        peer.send(0, 0, "small");
        peer.expect(Disposition.class);
        peer.send(0, 1, "x".repeat(500));
        peer.expect(Disposition.class);
        Source source = new Source();
        source.setAddress("q");
        for (String mode : new String[] {null, "copy"}) {
            source.setDistributionMode(mode == null ? null : Symbol.valueOf(mode));
            Attach narrow = Peer.link(1, "r" + mode, Role.RECEIVER, source, new Target());
            narrow.setMaxMessageSize(UnsignedLong.valueOf(400));
            attach(peer, narrow);
            peer.credit(1, 5, 0, false);
            assertEquals("small", peer.text());
            assertDetached(peer, Conditions.TOO_LARGE);
            Detach detach = new Detach();
            detach.setHandle(UnsignedInteger.ONE);
            detach.setClosed(true);
            peer.send(0, detach);
        }
        Attach wide = Peer.link(2, "wide", Role.RECEIVER, source, new Target());
        wide.setMaxMessageSize(UnsignedLong.ZERO);
        source.setDistributionMode(null);
        attach(peer, wide);
        peer.credit(2, 5, 0, false);
        assertEquals("small", peer.text());
        assertEquals("x".repeat(500), peer.text());
    }

    @Test
    void confirmsThatFollowEachOtherAreOneDisposition() {
        Peer peer = begun();
        attach(peer, sender("q"));
        peer.sendAtOnce(
                IntStream.range(0, 3).mapToObj(id -> peer.transfer(0, id)).toArray());
        Disposition confirms = peer.expect(Disposition.class);
        assertEquals(UnsignedInteger.ZERO, confirms.getFirst());
        assertEquals(UnsignedInteger.valueOf(2), confirms.getLast());
        assertEquals(Accepted.getInstance(), confirms.getState());
        assertTrue(confirms.getSettled());
        peer.expectNothing();
    }

    private static Disposition outcome(int id, boolean settled, DeliveryState state) {
        Disposition outcome = new Disposition();
        outcome.setRole(Role.RECEIVER);
        outcome.setFirst(UnsignedInteger.valueOf(id));
        outcome.setSettled(settled);
        outcome.setState(state);
        return outcome;
    }

    @Test
    void outcomesThatDifferOrDoNotFollowAreToldApart() {
        GatheredOutcomes gathered = new GatheredOutcomes();
        assertTrue(gathered.add(1, outcome(7, true, Accepted.getInstance())));
        assertTrue(gathered.add(1, outcome(8, true, Accepted.getInstance())));
        assertFalse(gathered.add(1, outcome(10, true, Accepted.getInstance())));
        assertFalse(gathered.add(2, outcome(9, true, Accepted.getInstance())));
        assertFalse(gathered.add(1, outcome(9, false, Accepted.getInstance())));
        assertFalse(gathered.add(1, outcome(9, true, Released.getInstance())));
        assertFalse(gathered.add(1, outcome(9, true, null)));
        Disposition ofSender = outcome(9, true, Accepted.getInstance());
        ofSender.setRole(Role.SENDER);
        assertFalse(gathered.add(1, ofSender));
        assertTrue(gathered.add(1, outcome(9, true, Accepted.getInstance())));
        Disposition all = gathered.take();
        assertEquals(UnsignedInteger.valueOf(7), all.getFirst());
        assertEquals(UnsignedInteger.valueOf(9), all.getLast());
        assertTrue(gathered.isEmpty());
        // Reasons are those of one message each.
        assertTrue(gathered.add(1, outcome(1, true, new Rejected())));
        assertFalse(gathered.add(1, outcome(2, true, new Rejected())));
        gathered.take();
        // Ids begin again behind the highest one.
        assertTrue(gathered.add(1, outcome(-1, true, null)));
        assertTrue(gathered.add(1, outcome(0, true, null)));
    }

    @Test
    @Tag("amqp10.credit.transaction")
    void creditInATransactionIsRefused() {
        Peer peer = begun();
        peer.receiver(1, "q");
        Flow flow = new Flow();
        flow.setNextIncomingId(UnsignedInteger.ZERO);
        flow.setIncomingWindow(UnsignedInteger.ONE);
        flow.setNextOutgoingId(UnsignedInteger.ZERO);
        flow.setOutgoingWindow(UnsignedInteger.ONE);
        flow.setHandle(UnsignedInteger.ONE);
        flow.setLinkCredit(UnsignedInteger.ONE);
        flow.setProperties(Map.of(Symbol.valueOf("txn-id"), new Binary(new byte[] {1})));
        peer.send(0, flow);
        assertEquals(
                Conditions.NOT_IMPLEMENTED, peer.expect(End.class).getError().getCondition());
    }
}
