// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscribeTest extends SessionTest {

    private Peer subscribed(String version, String headers) {
        Peer peer = connected(version).send(subscribe(headers));
        peer.expectReceipt("s");
        return peer;
    }

    private static String subscribe(String headers) {
        return "SUBSCRIBE\nreceipt:s\n" + headers.replace("|", "\n") + "\n\n^@";
    }

    private static String send(String destination, String headers, String body) {
        return "SEND\ndestination:" + destination + "\n" + headers.replace("|", "\n") + "\n\n" + body + "^@";
    }

    @Test
    void everySubscriptionOfATopicGetsEveryMessage() {
        Peer one = subscribed("1.2", "id:0|destination:/topic/a.b");
        one.send(subscribe("id:1|destination:/topic/a.*")).expectReceipt("s");
        Peer other = subscribed("1.2", "id:0|destination:/topic/#");
        connected("1.2").send(message("/topic/a.b", "x"));
        String first = one.expectMessage("x").header("subscription");
        assertNotEquals(first, one.expectMessage("x").header("subscription"));
        assertEquals("/topic/a.b", other.expectMessage("x").header("destination"));
    }

    @Test
    void theConsumersOfAQueueShareItsMessages() {
        Peer one = subscribed("1.2", "id:0|destination:/queue/q");
        Peer other = subscribed("1.2", "id:0|destination:/queue/q");
        connected("1.2").send(message("/queue/q", "1") + message("/queue/q", "2"));
        assertEquals(
                3,
                Integer.parseInt(one.expect("MESSAGE").body())
                        + Integer.parseInt(other.expect("MESSAGE").body()));
        one.expectNothing();
        other.expectNothing();
    }

    @ParameterizedTest
    @CsvSource({
        "/queue/q, /queue/q",
        "queue://q, queue\\c//q",
        "q, q",
        "/amq/queue/q, /queue/q",
    })
    void destinationsAreShownInTheStyleOfTheSubscriber(String subscribed, String shown) {
        connected("1.2").send(message("/queue/q", "x"));
        Peer peer = subscribed("1.2", "id:0|destination:" + subscribed);
        assertEquals(shown, peer.expectMessage("x").header("destination"));
    }

    @Test
    void wildcardsOfActiveMqAreUnderstood() {
        Peer peer = subscribed("1.2", "id:0|destination:topic://prices.>");
        connected("1.2").send(message("topic://prices.a.b", "x"));
        assertEquals("topic\\c//prices.a.b", peer.expectMessage("x").header("destination"));
    }

    @Test
    void aPlainNameIsATopicWhereTheHeaderSaysSo() {
        Peer peer = subscribed("1.2", "id:0|destination:news|subscription-type:MULTICAST");
        connected("1.2").send(send("news", "destination-type:MULTICAST", "x"));
        assertEquals("news", peer.expectMessage("x").header("destination"));
    }

    @Test
    void selectorsCompareTextsWithNumbers() {
        Peer queue = subscribed("1.2", "id:0|destination:/queue/q|selector:n > 5 AND colour = 'red'");
        Peer topic = subscribed("1.2", "id:0|destination:/topic/t|selector:n > 5");
        connected("1.2")
                .send(send("/queue/q", "n:7|colour:red", "1")
                        + send("/queue/q", "n:5|colour:red", "2")
                        + send("/queue/q", "n:70|colour:blue", "3")
                        + send("/topic/t", "n:4", "4")
                        + send("/topic/t", "n:6.5", "5"));
        queue.expectMessage("1");
        queue.expectNothing();
        topic.expectMessage("5");
        topic.expectNothing();
    }

    @Test
    void selectorsKnowTheNamesOfJms() {
        Peer peer = subscribed("1.2", "id:0|destination:/topic/t|selector:JMSPriority > 4 AND JMSType = 'k'");
        connected("1.2")
                .send(send("/topic/t", "priority:5|type:k", "yes") + send("/topic/t", "priority:4|type:k", "no"));
        peer.expectMessage("yes");
        peer.expectNothing();
    }

    @Test
    void nothingComesBehindTheReceiptOfUnsubscribe() {
        Peer peer = subscribed("1.2", "id:0|destination:/topic/t");
        peer.send("UNSUBSCRIBE\nid:0\nreceipt:u\n\n^@").expectReceipt("u");
        connected("1.2").send(message("/topic/t", "x"));
        peer.expectNothing();
        peer.send(subscribe("id:0|destination:/topic/t")).expectReceipt("s");
    }

    @Test
    void versionOneKnowsSubscriptionsByTheirDestination() {
        Peer peer = subscribed("1.0", "destination:/queue/q");
        peer.send(message("/queue/q", "x"));
        assertFalse(peer.expectMessage("x").headers().containsKey("subscription"));
        peer.send("UNSUBSCRIBE\ndestination:/queue/q\nreceipt:u\n\n^@").expectReceipt("u");
        peer.send(message("/queue/q", "x")).expectNothing();
    }

    @Test
    void aDurableSubscriptionCollectsWhileItsClientIsAway() {
        String subscribe = "id:prices|destination:/topic/p|durable:true|auto-delete:false";
        Peer peer = subscribed("1.2", subscribe);
        peer.send("DISCONNECT\nreceipt:bye\n\n^@").expectReceipt("bye");
        peer.on(peer.connection::disconnected);
        connected("1.2")
                .send(send("/topic/p", "persistent:true|receipt:r", "missed"))
                .expectReceipt("r");
        world.powerCut();
        world.start();
        Peer again = subscribed("1.2", subscribe);
        again.expectMessage("missed");
        again.send("UNSUBSCRIBE\nid:prices\ndurable:true\nauto-delete:false\nreceipt:u\n\n^@")
                .expectReceipt("u");
        connected("1.2").send(message("/topic/p", "not for me"));
        subscribed("1.2", subscribe).expectNothing();
    }

    @Test
    void aDurableSubscriptionOfArtemisHasTheNamesOfClientAndSubscription() {
        String subscribe = "id:1|destination:topic://p|durable-subscription-name:mine";
        Peer peer = Peer.connected(world, "1.2", "client-id:c\n").send(subscribe(subscribe));
        peer.expectReceipt("s");
        Peer second = Peer.connected(world, "1.2", "client-id:c\n").send(subscribe(subscribe));
        assertTrue(second.expectError("access refused").body().contains("in exclusive use"));
        peer.on(peer.connection::disconnected);
        connected("1.2").send(message("/topic/p", "missed"));
        Peer again = Peer.connected(world, "1.2", "client-id:c\n").send(subscribe(subscribe));
        again.expectReceipt("s");
        again.expectMessage("missed");
        again.send("UNSUBSCRIBE\nid:1\ndurable-subscription-name:mine\nreceipt:u\n\n^@")
                .expectReceipt("u");
        again.send(subscribe("id:2|destination:/amq/queue/c.mine")).expectError("not found");
    }

    @Test
    void aDurableSubscriptionThatChangesItsSelectorHasTheNewOne() {
        String subscribe = "id:x|destination:/topic/p|durable:true|selector:colour = ";
        Peer peer = subscribed("1.2", subscribe + "'red'");
        peer.send("UNSUBSCRIBE\nid:x\nreceipt:u\n\n^@").expectReceipt("u");
        Peer again = subscribed("1.2", subscribe + "'blue'");
        connected("1.2").send(send("/topic/p", "colour:red", "1") + send("/topic/p", "colour:blue", "2"));
        again.expectMessage("2");
        again.expectNothing();
    }

    @Test
    void aSubscriptionMayShareANamedQueue() {
        String subscribe = "id:0|destination:/topic/p|x-queue-name:shared|durable:true";
        Peer one = subscribed("1.2", subscribe);
        Peer other = subscribed("1.2", subscribe);
        connected("1.2").send(message("/topic/p", "1") + message("/topic/p", "2"));
        assertEquals(
                3,
                Integer.parseInt(one.expect("MESSAGE").body())
                        + Integer.parseInt(other.expect("MESSAGE").body()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "destination:/queue/q => missing header id",
                "id:0 => missing header destination",
                "id:0|destination:/nowhere/q => invalid header destination",
                "id:0|destination:/exchange/none/k => not found",
                "id:0|destination:/queue/q|ack:maybe => invalid header ack",
                "id:0|destination:/queue/q|selector:n > => invalid request",
                "id:0|destination:/topic/q|selector:n > => invalid request",
                "id:0|destination:/queue/q|browser:true => unsupported header browser",
                "id:0|destination:/queue/q|no-local:true => unsupported header no-local",
                "id:0|destination:/queue/q|activemq.retroactive:true => unsupported header activemq.retroactive",
                "id:0|destination:/queue/q|consumer-window-size:1024 => unsupported header consumer-window-size",
                "id:0|destination:/queue/q|prefetch-count:many => invalid header prefetch-count",
                "id:0|destination:/queue/q|x-stream-offset:middle => invalid header x-stream-offset",
                "id:0|destination:/queue/q|x-stream-filter:a => unsupported header x-stream-filter",
                "id:0|destination:/topic/q|durable-subscription-name:n => invalid header durable-subscription-name",
                "id:0|destination:/temp-topic/q => invalid header destination",
            })
    void whatCannotBeHadIsRefused(String headers, String summary) {
        Peer.Received error = connected("1.2").send(subscribe(headers)).expectError(summary);
        assertEquals("s", error.header("receipt-id"));
    }

    @Test
    void anIdIsUsedOnce() {
        Peer peer = subscribed("1.2", "id:0|destination:/queue/q");
        peer.send(subscribe("id:0|destination:/queue/r")).expectError("invalid header id");
    }

    @Test
    void thereIsALimitOfSubscriptions() {
        Peer peer = connected("1.2");
        for (int i = 0; i < Peer.LIMITS.subscriptions(); i++) {
            peer.send(subscribe("id:" + i + "|destination:/topic/t")).expectReceipt("s");
        }
        peer.send(subscribe("id:x|destination:/topic/t")).expectError("limit exceeded");
    }

    @Test
    void unknownSubscriptionsCannotBeEnded() {
        connected("1.2").send("UNSUBSCRIBE\nid:none\n\n^@").expectError("invalid header id");
        connected("1.2").send("UNSUBSCRIBE\nx:y\n\n^@").expectError("missing header id");
    }

    @Test
    void aQueueThatIsDeletedEndsTheConnectionOfItsConsumer() {
        Peer peer = subscribed("1.2", "id:mine|destination:/topic/t|x-queue-name:shared|durable:true");
        Peer owner = subscribed("1.2", "id:0|destination:/topic/t|x-queue-name:shared|durable:true");
        owner.send("UNSUBSCRIBE\nid:0\ndurable:true\nreceipt:u\n\n^@").expectReceipt("u");
        assertEquals("mine", peer.expect("ERROR").header("subscription"));
    }

    @Test
    void aConsumerThatDoesNotReadGetsNothingMore() {
        Peer peer = subscribed("1.2", "id:0|destination:/queue/q");
        peer.on(() -> peer.connection.writable(false));
        connected("1.2").send(message("/queue/q", "x"));
        peer.expectNothing();
        peer.on(() -> peer.connection.writable(true));
        peer.expectMessage("x");
    }
}
