// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AckTest extends SessionTest {

    private Peer peer;
    private final List<String> ids = new ArrayList<>();

    /** A consumer of four messages, whose ids are kept. */
    private void consume(String version, String ack) {
        StringBuilder sends = new StringBuilder();
        for (int i = 1; i <= 4; i++) {
            sends.append(message("/queue/q", Integer.toString(i)));
        }
        connected(version).send(sends.toString());
        peer = connected(version).send(subscribe("0", "/queue/q", ack));
        peer.expectReceipt("sub-0");
        for (int i = 1; i <= 4; i++) {
            Peer.Received message = peer.expectMessage(Integer.toString(i));
            ids.add(message.header(version.equals("1.2") ? "ack" : "message-id"));
        }
    }

    private Peer settle(String frame, String version, int index, String more) {
        String header = version.equals("1.2") ? "id:" : "message-id:";
        return peer.send(frame + "\n" + header + ids.get(index) + "\nreceipt:a\n" + more + "\n^@");
    }

    private List<String> left() {
        peer.on(peer.connection::disconnected);
        Peer other = connected("1.2").send(subscribe("0", "/queue/q", "auto"));
        other.expectReceipt("sub-0");
        String raw = other.raw();
        List<String> bodies = new ArrayList<>();
        for (String frame : raw.split("\0", -1)) {
            int body = frame.indexOf("\n\n");
            if (body >= 0) {
                bodies.add(frame.substring(body + 2));
            }
        }
        return bodies;
    }

    @Test
    void messagesOfOneGroupGoToOneConsumerInTheirOrder() {
        Peer first = grouped();
        Peer second = grouped();
        Peer sender = connected("1.2");
        for (String message : List.of("a1", "a2", "b1")) {
            sender.send("SEND\ndestination:/queue/g\nJMSXGroupID:" + message.charAt(0) + "\n\n" + message + "^@");
        }
        String ack = first.expectMessage("a1").header("ack");
        // The second of group a waits for the first, though a consumer is free.
        second.expectMessage("b1");
        assertEquals("", second.raw());
        first.send("ACK\nid:" + ack + "\n\n^@").expectMessage("a2");
    }

    private Peer grouped() {
        Peer consumer = connected("1.2")
                .send("SUBSCRIBE\nid:0\ndestination:/queue/g\nx-message-groups:true\nprefetch-count:1"
                        + "\nack:client-individual\nreceipt:s\n\n^@");
        consumer.expectReceipt("s");
        return consumer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void inClientModeAnAckCoversAllBefore(String version) {
        consume(version, "client");
        settle("ACK", version, 2, "").expectReceipt("a");
        assertEquals(List.of("4"), left());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void inClientIndividualModeAnAckCoversOne(String version) {
        consume(version, "client-individual");
        settle("ACK", version, 1, "").expectReceipt("a");
        assertEquals(List.of("1", "3", "4"), left());
    }

    @Test
    void cumulativeAcksAreForOneSubscription() {
        connected("1.2").send(message("/queue/q", "1") + message("/queue/r", "2"));
        peer = connected("1.2").send(subscribe("0", "/queue/q", "client"));
        peer.expectReceipt("sub-0");
        peer.expectMessage("1");
        peer.send(subscribe("1", "/queue/r", "client")).expectReceipt("sub-1");
        ids.add(peer.expectMessage("2").header("ack"));
        settle("ACK", "1.2", 0, "").expectReceipt("a");
        assertEquals(List.of("1"), left());
    }

    @Test
    void inAutoModeThereIsNothingToAcknowledge() {
        connected("1.2").send(message("/queue/q", "1"));
        peer = connected("1.2").send(subscribe("0", "/queue/q", "auto"));
        peer.expectReceipt("sub-0");
        Peer.Received message = peer.expectMessage("1");
        assertNull(message.header("ack"));
        ids.add(message.header("message-id"));
        settle("ACK", "1.2", 0, "").expectError("invalid header id");
        assertEquals(List.of(), left());
    }

    @Test
    void anAckInAutoModeDoesNoHarmInOlderVersions() {
        connected("1.1").send(message("/queue/q", "1"));
        peer = connected("1.1").send(subscribe("0", "/queue/q", "auto"));
        peer.expectReceipt("sub-0");
        ids.add(peer.expectMessage("1").header("message-id"));
        settle("ACK", "1.1", 0, "subscription:0\n").expectReceipt("a");
    }

    @Test
    void aNackGivesBackAndCounts() {
        consume("1.2", "client-individual");
        settle("NACK", "1.2", 1, "").expectReceipt("a");
        Peer.Received again = peer.expectMessage("2");
        assertEquals("true", again.header("redelivered"));
        assertEquals("1", again.header("x-delivery-count"));
        assertFalse(ids.contains(again.header("ack")));
    }

    @Test
    void aNackWithoutRequeueGoesToTheDeadLetterQueue() {
        connected("1.2")
                .send(
                        "SEND\ndestination:/queue/d\nx-dead-letter-exchange:amq.topic\nx-dead-letter-routing-key:dead\n\nx^@");
        Peer dead = connected("1.2").send(subscribe("0", "/topic/dead", "auto"));
        dead.expectReceipt("sub-0");
        peer = connected("1.2").send(subscribe("0", "/queue/d", "client"));
        peer.expectReceipt("sub-0");
        ids.add(peer.expectMessage("x").header("ack"));
        settle("NACK", "1.2", 0, "requeue:false\n").expectReceipt("a");
        Peer.Received message = dead.expectMessage("x");
        assertEquals("d", message.header("x-first-death-queue"));
        assertEquals("rejected", message.header("x-last-death-reason"));
    }

    @Test
    void versionOneHasNoNack() {
        consume("1.0", "client");
        settle("NACK", "1.0", 0, "").expectError("unknown command");
        assertEquals(List.of("1", "2", "3", "4"), left());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "", "1-1-1", "%-9-1", "%-1-99", "%-1-0", "%-1-x", "%-1-99999999999999999999"})
    void anUnknownIdEndsTheConnection(String id) {
        consume("1.2", "client-individual");
        String connection = ids.get(0).substring(0, ids.get(0).indexOf('-'));
        ids.set(0, id.replace("%", connection));
        assertEquals(
                "a",
                settle("ACK", "1.2", 0, "").expectError("invalid header id").header("receipt-id"));
    }

    @Test
    void aMessageIsSettledOnce() {
        consume("1.2", "client-individual");
        settle("ACK", "1.2", 0, "").expectReceipt("a");
        settle("ACK", "1.2", 0, "").expectError("invalid header id");
    }

    @Test
    void anAckOfVersionOneOneMayNameItsSubscriptionButNotAnother() {
        consume("1.1", "client-individual");
        settle("ACK", "1.1", 0, "subscription:0\n").expectReceipt("a");
        settle("ACK", "1.1", 1, "subscription:1\n").expectError("invalid header message-id");
    }

    @Test
    void idsAreNamedWhenTheyAreMissing() {
        consume("1.2", "client");
        peer.send("ACK\nmessage-id:" + ids.get(0) + "\n\n^@").expectError("missing header id");
    }

    @Test
    void noMoreThanThePrefetchIsOut() {
        StringBuilder sends = new StringBuilder();
        for (int i = 1; i <= 5; i++) {
            sends.append(message("/queue/q", Integer.toString(i)));
        }
        connected("1.2").send(sends.toString());
        peer = connected("1.2")
                .send("SUBSCRIBE\nid:0\ndestination:/queue/q\nack:client\nactivemq.prefetchSize:2\n\n^@");
        peer.expectMessage("1");
        ids.add(peer.expectMessage("2").header("ack"));
        peer.expectNothing();
        settle("ACK", "1.2", 0, "").expectReceipt("a");
        peer.expectMessage("3");
        peer.expectMessage("4");
        peer.expectNothing();
    }

    @Test
    void whatIsOutMayBeAcknowledgedAfterUnsubscribe() {
        consume("1.2", "client-individual");
        peer.send("UNSUBSCRIBE\nid:0\nreceipt:u\n\n^@").expectReceipt("u");
        settle("ACK", "1.2", 3, "").expectReceipt("a");
        assertEquals(List.of("1", "2", "3"), left());
    }

    @Test
    void idsNeedNoEscapes() {
        consume("1.2", "client");
        assertTrue(ids.get(0).matches("[a-z0-9]+-1-1"), ids.get(0));
    }
}
