// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendTest extends SessionTest {

    private Peer consumer(String destination) {
        Peer peer = connected("1.2").send(subscribe("0", destination, "auto"));
        peer.expectReceipt("sub-0");
        return peer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void aMessageArrivesWithItsHeadersInTheirOrder(String version) {
        Peer peer = connected(version).send(subscribe("0", "/queue/q", "auto"));
        peer.expectReceipt("sub-0");
        peer.send("SEND\ndestination:/queue/q\nz:1\ncontent-type:text/plain\na:2\n\nbody^@");
        Peer.Received message = peer.expectMessage("body");
        assertEquals(
                "[subscription, destination, message-id, z, content-type, a, content-length]",
                message.headers().keySet().toString());
        assertEquals("/queue/q", message.header("destination"));
        assertEquals("0", message.header("subscription"));
        assertEquals("4", message.header("content-length"));
    }

    @Test
    void headersWithEscapesAreWrittenByTheVersionOfTheConsumer() {
        Peer newest = consumer("/topic/t");
        Peer oldest = connected("1.0").send(subscribe("0", "/topic/t", "auto"));
        oldest.expectReceipt("sub-0");
        connected("1.2").send("SEND\ndestination:/topic/t\na\\cb:c\\\\d\nline:x\\ny\nempty:\nlast:z\\c\n\n^@");
        Peer.Received message = newest.expect("MESSAGE");
        assertEquals("c\\\\d", message.header("a\\cb"));
        assertEquals("x\\ny", message.header("line"));
        assertEquals("", message.header("empty"));
        Peer.Received plain = oldest.expect("MESSAGE");
        assertFalse(plain.headers().containsKey("line"));
        assertFalse(plain.headers().containsKey("empty"));
        assertEquals("z:", plain.header("last"));
    }

    @Test
    void bodiesAreNotTouched() {
        Peer peer = consumer("/queue/q");
        connected("1.2").send("SEND\ndestination:/queue/q\ncontent-length:5\n\na^@b^@c^@");
        peer.expectMessage("a\0b\0c");
    }

    @Test
    void aReceiptSaysThatTheMessageSurvives() {
        Peer peer = connected("1.2");
        peer.send("SEND\ndestination:/queue/q\nreceipt:r-1\n\nkept^@" + message("/queue/q", "lost")
                + "SEND\ndestination:/queue/q\npersistent:true\n\nkept too^@"
                + "SEND\ndestination:/queue/q\nreceipt:r-2\npersistent:false\n\nlost^@");
        // What needs no disk is confirmed at once.
        peer.expectReceipt("r-2");
        peer.expectReceipt("r-1");
        world.powerCut();
        world.start();
        Peer after = consumer("/queue/q");
        after.expectMessage("kept");
        after.expectMessage("kept too");
        after.expectNothing();
    }

    @Test
    void receiptsComeBackAsTheyWere() {
        Peer peer = connected("1.2").send("SEND\ndestination:/topic/nobody\nreceipt:a\\cb\\\\ c\n\n^@");
        peer.expectReceipt("a\\cb\\\\ c");
    }

    @Test
    void aQueueIsMadeWhenItIsFirstUsed() {
        connected("1.2").send(message("/queue/new", "waits"));
        consumer("/queue/new").expectMessage("waits");
    }

    @Test
    void aQueueThatHasToExistIsMissed() {
        connected("1.2")
                .send("SEND\ndestination:/amq/queue/none\nreceipt:r\n\nx^@")
                .expectError("not found");
        connected("1.2").send(subscribe("0", "/amq/queue/none", "auto")).expectError("not found");
    }

    @Test
    void aTopicThatDoesNotExistIsMissed() {
        Peer.Received error = connected("1.2")
                .send("SEND\ndestination:/exchange/none/k\nreceipt:r\n\nx^@")
                .expectError("not found");
        assertEquals("r", error.header("receipt-id"));
    }

    @Test
    void messagesGoByPriorityWhereTheQueueHasIt() {
        Peer peer = connected("1.2");
        peer.send("SEND\ndestination:/queue/p\nx-max-priority:9\npriority:1\n\nlow^@"
                + "SEND\ndestination:/queue/p\npriority:8\n\nhigh^@");
        Peer consumer = connected("1.2").send("SUBSCRIBE\nid:0\ndestination:/queue/p\n\n^@");
        consumer.expectMessage("high");
        assertEquals("1", consumer.expectMessage("low").header("priority"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"expiration:1000", "expires:NOW+1000"})
    void messagesExpire(String header) {
        String value = header.replace("NOW+1000", Long.toString(world.wallMs() + 1_000));
        connected("1.2").send("SEND\ndestination:/queue/q\n" + value + "\n\nshort^@" + message("/queue/q", "long"));
        world.advance(Duration.ofSeconds(3));
        Peer peer = consumer("/queue/q");
        peer.expectMessage("long");
        peer.expectNothing();
    }

    @Test
    void messagesWaitForTheirTime() {
        Peer peer = consumer("/queue/q");
        long time = world.wallMs() + 60_000;
        connected("1.2")
                .send("SEND\ndestination:/queue/q\nAMQ_SCHEDULED_TIME:" + time + "\n\nsecond^@"
                        + "SEND\ndestination:/queue/q\nAMQ_SCHEDULED_DELAY:30000\n\nfirst^@");
        world.advance(Duration.ofSeconds(29));
        peer.expectNothing();
        world.advance(Duration.ofSeconds(2));
        assertNull(peer.expectMessage("first").header("AMQ_SCHEDULED_DELAY"));
        peer.expectNothing();
        world.advance(Duration.ofSeconds(31));
        peer.expectMessage("second");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "x:y => missing header destination",
                "destination: => invalid header destination",
                "destination:/unknown/x => invalid header destination",
                "destination:/temp-queue/x => invalid header destination",
                "destination:/exchange/ => invalid header destination",
                "destination:a|destination-type:BOTH => invalid header destination-type",
                "destination:/queue/q|priority:256 => invalid header priority",
                "destination:/queue/q|priority:high => invalid header priority",
                "destination:/queue/q|persistent:maybe => invalid header persistent",
                "destination:/queue/q|expiration:-1 => invalid header expiration",
                "destination:/queue/q|expires:soon => invalid header expires",
                "destination:/queue/q|user-id:other => invalid header user-id",
                "destination:/queue/q|transaction:none => invalid header transaction",
                "destination:/queue/q|AMQ_SCHEDULED_CRON:* => unsupported header AMQ_SCHEDULED_CRON",
                "destination:/queue/q|AMQ_SCHEDULED_DELAY:1|AMQ_SCHEDULED_TIME:1 => invalid header AMQ_SCHEDULED_DELAY",
                "destination:/queue/q|transformation:jms-map-json => unsupported header transformation",
                "destination:/queue/q|x-queue-type:stream => unsupported header x-queue-type",
                "destination:/queue/q|x-max-age:1h => unsupported header x-max-age",
                "destination:/queue/q|x-message-ttl:x => invalid header x-message-ttl",
                "destination:/queue/q|x-overflow:explode => invalid header x-overflow",
                "destination:/queue/q|x-dead-letter-routing-key:k => invalid header x-dead-letter-routing-key",
            })
    void whatCannotBeHonouredIsRefused(String headers, String summary) {
        Peer.Received error = connected("1.2")
                .send("SEND\nreceipt:r\n" + headers.replace("|", "\n") + "\n\nx^@")
                .expectError(summary);
        assertEquals("r", error.header("receipt-id"));
    }

    @Test
    void queuesHaveTheRulesOfTheirFirstUse() {
        Peer peer = connected("1.2");
        peer.send("SEND\ndestination:/queue/one\nx-max-length:1\nx-overflow:drop-head\n\nfirst^@"
                + message("/queue/one", "second"));
        Peer consumer = consumer("/queue/one");
        consumer.expectMessage("second");
        consumer.expectNothing();
        connected("1.2")
                .send("SUBSCRIBE\nid:0\ndestination:/queue/one\nx-max-length:2\n\n^@")
                .expectError("exists with other settings");
    }

    @Test
    void aFullQueueThatRefusesEndsTheConnection() {
        Peer peer = connected("1.2");
        peer.send("SEND\ndestination:/queue/one\nx-max-length:1\nx-overflow:reject-publish\nreceipt:1\n\nfirst^@");
        peer.expectReceipt("1");
        peer.send("SEND\ndestination:/queue/one\nreceipt:2\n\nsecond^@");
        assertEquals("2", peer.expectError("queue is full").header("receipt-id"));
    }

    @Test
    void repliesComeToATemporaryQueueWithoutASubscription() {
        Peer service = consumer("/queue/service");
        Peer client = connected("1.2")
                .send("SEND\ndestination:/queue/service\nreply-to:/temp-queue/mine\ncorrelation-id:c\n\nquestion^@");
        Peer.Received question = service.expectMessage("question");
        String replyTo = question.header("reply-to");
        assertTrue(replyTo.startsWith("/reply-queue/"), replyTo);
        service.send("SEND\ndestination:" + replyTo + "\ncorrelation-id:c\n\nanswer^@");
        Peer.Received answer = client.expectMessage("answer");
        assertEquals("/temp-queue/mine", answer.header("subscription"));
        assertEquals("c", answer.header("correlation-id"));
        client.send("DISCONNECT\nreceipt:bye\n\n^@").expectReceipt("bye");
        service.send("SEND\ndestination:" + replyTo + "\nreceipt:gone\n\nx^@").expectError("not found");
    }

    @Test
    void aTemporaryQueueMayBeSubscribedToFirst() {
        Peer client = connected("1.2").send(subscribe("mine", "/temp-queue/x", "auto"));
        client.expectReceipt("sub-mine");
        Peer service = consumer("/queue/service");
        client.send("SEND\ndestination:/queue/service\nreply-to:/temp-queue/x\n\n^@");
        String replyTo = service.expect("MESSAGE").header("reply-to");
        service.send(message(replyTo, "answer"));
        assertEquals("mine", client.expectMessage("answer").header("subscription"));
        client.expectNothing();
    }

    @Test
    void framesAreWrittenOneByOneWhereTheTransportHasMessages() {
        Peer peer = new Peer(world);
        Peer framed = framedPeer();
        framed.send(subscribe("0", "/topic/t", "auto"));
        framed.expectReceipt("sub-0");
        framed.writes.clear();
        peer.send("CONNECT\naccept-version:1.2\nlogin:user\npasscode:secret\n\n^@" + message("/topic/t", "1")
                + message("/topic/t", "2"));
        framed.expectMessage("1");
        framed.expectMessage("2");
        assertEquals(2, framed.writes.size());
    }

    private Peer framedPeer() {
        Peer peer = Peer.framed(world);
        peer.send("CONNECT\naccept-version:1.2\nlogin:user\npasscode:secret\n\n^@")
                .expect("CONNECTED");
        return peer;
    }
}
