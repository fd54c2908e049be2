// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp10.Proton2.PATIENCE_MS;
import static org.portagemq.interop.amqp10.Proton2.drain;
import static org.portagemq.interop.amqp10.Proton2.manual;
import static org.portagemq.interop.amqp10.Proton2.next;
import static org.portagemq.interop.amqp10.Proton2.send;
import static org.portagemq.interop.amqp10.Proton2.text;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.DeliveryMode;
import org.apache.qpid.protonj2.client.DeliveryState;
import org.apache.qpid.protonj2.client.DistributionMode;
import org.apache.qpid.protonj2.client.DurabilityMode;
import org.apache.qpid.protonj2.client.ExpiryPolicy;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.SenderOptions;
import org.apache.qpid.protonj2.client.exceptions.ClientLinkRemotelyClosedException;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Links, credit, outcomes and termini with Qpid's client protonj2, whose codec is another one than the server's. */
class Proton2Test {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final Proton2 proton = new Proton2(BROKER);

    @Test
    @Tag("amqp10.outcome.accepted")
    void aMessageComesAsItWent() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Sender sender = connection.openSender(queue);
        Message<Map<String, Object>> message = Message.create(Map.of("a", 1, "b", "two"));
        message.messageId(UnsignedLong.valueOf(7))
                .correlationId("c")
                .subject("type")
                .groupId("g")
                .durable(true)
                .priority((byte) 7)
                .property("n", 1L)
                .annotation("x-opt-mine", "kept")
                .footer("x-opt-sum", 5);
        assertEquals(
                DeliveryState.Type.ACCEPTED,
                sender.send(message).awaitSettlement().remoteState().getType());
        Message<Map<String, Object>> got = next(connection.openReceiver(queue)).message();
        assertEquals(Map.of("a", 1, "b", "two"), got.body());
        assertEquals(UnsignedLong.valueOf(7), got.messageId());
        assertEquals("c", got.correlationId());
        assertEquals("type", got.subject());
        assertEquals("g", got.groupId());
        assertTrue(got.durable());
        assertEquals(7, got.priority());
        assertEquals(1L, got.property("n"));
        assertEquals("kept", got.annotation("x-opt-mine"));
        assertEquals(5, got.footer("x-opt-sum"));
        assertTrue(got.firstAcquirer());
        assertEquals(0, got.deliveryCount());
    }

    @Test
    @Tag("amqp10.message.kinds")
    void bytesAndListsComeBack() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Sender sender = connection.openSender(queue);
        byte[] bytes = {0, 1, 2, (byte) 0xFF};
        sender.send(Message.create(bytes)).awaitAccepted();
        sender.send(Message.create(List.of("a", 2L))).awaitAccepted();
        Receiver receiver = connection.openReceiver(queue);
        assertArrayEquals(bytes, (byte[]) next(receiver).message().body());
        assertEquals(List.of("a", 2L), next(receiver).message().body());
    }

    @Test
    @Tag("amqp10.credit.out")
    void aLinkGetsAsMuchAsItHasCreditFor() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Sender sender = connection.openSender(queue);
        for (int i = 0; i < 5; i++) {
            send(sender, "m" + i);
        }
        Receiver receiver = connection.openReceiver(queue, manual());
        receiver.addCredit(2);
        assertEquals("m0", text(next(receiver)));
        assertEquals("m1", text(next(receiver)));
        assertEquals(0, receiver.queuedDeliveries());
        receiver.addCredit(10);
        drain(receiver);
        assertEquals(3, receiver.queuedDeliveries());
        for (int i = 2; i < 5; i++) {
            assertEquals("m" + i, text(next(receiver)));
        }
        // What was drained is given back: nothing comes without new credit.
        send(sender, "later");
        drain(receiver);
        assertNull(receiver.tryReceive());
        receiver.addCredit(1);
        assertEquals("later", text(next(receiver)));
    }

    @Test
    @Tag("amqp10.outcome.others")
    void eachOutcomeDecidesAboutItsMessage() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Sender sender = connection.openSender(queue);
        send(sender, "text");
        Receiver receiver = connection.openReceiver(queue, manual());
        receiver.addCredit(10);
        next(receiver).release();
        Delivery second = next(receiver);
        assertEquals(0, second.message().deliveryCount(), "a release is no try");
        second.modified(false, false);
        Delivery third = next(receiver);
        assertEquals(0, third.message().deliveryCount());
        third.modified(true, false);
        Delivery fourth = next(receiver);
        assertEquals(1, fourth.message().deliveryCount());
        fourth.disposition(DeliveryState.accepted(), false);
        // Settled by the server, which the client sees.
        eventually("settled", fourth::remoteSettled);
        fourth.settle();
        send(sender, "bad");
        next(receiver).reject("amqp:decode-error", "not to be read");
        send(sender, "elsewhere");
        next(receiver).modified(true, true);
        drain(receiver);
        assertNull(receiver.tryReceive(), "rejected ones and undeliverable ones do not come again");
    }

    private static DeliveryState annotating(boolean undeliverable, Map<String, Object> annotations) {
        return DeliveryState.modified(true, undeliverable, annotations);
    }

    @Test
    @Tag("amqp10.outcome.annotations")
    void annotationsInModifiedAreMergedIntoTheMessageForLaterDeliveries() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Message<String> message = Message.create("text");
        message.annotation("x-opt-mine", "kept").annotation("x-opt-tries", 0).property("n", 1L);
        connection.openSender(queue).send(message).awaitSettlement();
        Receiver first = connection.openReceiver(queue, manual());
        first.addCredit(1);
        next(first).disposition(annotating(false, Map.of("x-opt-tries", 1, "x-opt-why", "busy")), true);
        first.addCredit(1);
        Delivery second = next(first);
        assertEquals(1, second.message().annotation("x-opt-tries"));
        assertEquals("busy", second.message().annotation("x-opt-why"));
        assertEquals("kept", second.message().annotation("x-opt-mine"));
        assertEquals(1L, second.message().property("n"));
        second.disposition(annotating(false, Map.of("x-opt-tries", 2)), true);
        first.close();
        Message<Object> third = next(proton.connect().openReceiver(queue)).message();
        assertEquals(2, third.annotation("x-opt-tries"));
        assertEquals("busy", third.annotation("x-opt-why"));
        assertEquals("text", third.body());
        assertEquals(2, third.deliveryCount());
    }

    @Test
    void whatALinkHoldsIsThereForOthersWhenItCloses() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        send(connection.openSender(queue), "text");
        ReceiverOptions counting = manual();
        counting.sourceOptions().defaultOutcome(DeliveryState.modified(true, false));
        Receiver first = connection.openReceiver(queue, counting);
        first.addCredit(1);
        next(first);
        first.close();
        Delivery again = next(connection.openReceiver(queue));
        assertEquals("text", text(again));
        assertEquals(1, again.message().deliveryCount());
    }

    @Test
    @Tag("amqp10.settle.presettled")
    void whatIsSentAtMostOnceIsNotConfirmedAndTakesNoOutcome() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Sender sender = connection.openSender(queue, new SenderOptions().deliveryMode(DeliveryMode.AT_MOST_ONCE));
        assertTrue(sender.send(Message.create("once")).settled());
        Receiver first = connection.openReceiver(queue, new ReceiverOptions().deliveryMode(DeliveryMode.AT_MOST_ONCE));
        Delivery delivery = next(first);
        assertTrue(delivery.remoteSettled());
        first.close();
        Receiver second = connection.openReceiver(queue, manual());
        second.addCredit(1);
        drain(second);
        assertNull(second.tryReceive(), "it was done with when it was sent");
    }

    @Test
    @Tag("amqp10.node.browse")
    void aBrowserTakesNothing() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        send(connection.openSender(queue), "seen");
        ReceiverOptions browsing = manual();
        browsing.sourceOptions().distributionMode(DistributionMode.COPY);
        Receiver browser = connection.openReceiver(queue, browsing);
        browser.addCredit(5);
        assertEquals("seen", text(next(browser).accept()));
        drain(browser);
        assertNull(browser.tryReceive());
        assertEquals("seen", text(next(connection.openReceiver(queue))));
    }

    @Test
    @Tag("amqp10.filter.selector")
    void aSelectorChooses() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Sender sender = connection.openSender(queue);
        sender.send(Message.create("red").property("colour", "red")).awaitAccepted();
        sender.send(Message.create("blue").property("colour", "blue")).awaitAccepted();
        ReceiverOptions choosing = new ReceiverOptions();
        choosing.sourceOptions().addFilter("any-name", UnsignedLong.valueOf(0x0000_468C_0000_0004L), "colour = 'blue'");
        Receiver receiver = connection.openReceiver(queue, choosing);
        assertTrue(receiver.source().filters().containsKey("any-name"), "what is honoured is echoed");
        assertEquals("blue", text(next(receiver)));
    }

    @Test
    @Tag("amqp10.node.dynamic")
    void aDynamicNodeIsThereForAnswers() throws Exception {
        Connection connection = proton.connect();
        Receiver answers = connection.openDynamicReceiver();
        String address = answers.address();
        send(proton.connect().openSender(address), "answer");
        assertEquals("answer", text(next(answers)));
        answers.close();
        assertRefused(() -> connection.openSender(address).openFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS));
    }

    @Test
    @Tag("amqp10.node.anonymous")
    void anAnonymousSenderReachesWhatItsMessagesName() throws Exception {
        Connection connection = proton.connect();
        String one = BrokerExtension.name("p2");
        String two = BrokerExtension.name("p2");
        Sender sender = connection.openAnonymousSender();
        Proton2.outcome(sender.send(Message.create("1").to(one)));
        Proton2.outcome(sender.send(Message.create("2").to(two)));
        assertEquals(
                DeliveryState.Type.REJECTED,
                Proton2.outcome(sender.send(Message.create("3").to("/queues/none")))
                        .getType());
        assertEquals(
                DeliveryState.Type.REJECTED,
                Proton2.outcome(sender.send(Message.create("4"))).getType());
        assertEquals("1", text(next(connection.openReceiver(one))));
        assertEquals("2", text(next(connection.openReceiver(two))));
    }

    private static ReceiverOptions durable() {
        ReceiverOptions options = new ReceiverOptions();
        options.sourceOptions()
                .durabilityMode(DurabilityMode.UNSETTLED_STATE)
                .expiryPolicy(ExpiryPolicy.NEVER)
                .capabilities("topic");
        return options;
    }

    @Test
    @Tag("amqp10.subscription.durable")
    void aDurableSubscriptionCollectsWhileItsLinkIsDetached() throws Exception {
        String container = BrokerExtension.name("durable");
        String topic = BrokerExtension.name("p2");
        Connection connection = proton.connect(container, options -> {});
        Receiver first = connection.openDurableReceiver(topic, "news", durable());
        // It collects from when it is attached; the client does not wait for that.
        first.openFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        SenderOptions toTopic = new SenderOptions();
        toTopic.targetOptions().capabilities("topic");
        Sender sender = connection.openSender(topic, toTopic);
        send(sender, "1");
        assertEquals("1", text(next(first)));
        first.detach();
        send(sender, "2");
        connection.close();
        Connection again = proton.connect(container, options -> {});
        Receiver second = again.openDurableReceiver(topic, "news", durable());
        assertEquals("2", text(next(second)));
        second.close();
        send(again.openSender(topic, toTopic), "lost");
        Receiver third = again.openDurableReceiver(topic, "news", durable().creditWindow(0));
        third.addCredit(1);
        drain(third);
        assertNull(third.tryReceive(), "to close the link has ended the subscription");
    }

    private static void assertRefused(Executable open) {
        Exception refusal = assertThrows(ExecutionException.class, open);
        assertTrue(refusal.getCause() instanceof ClientLinkRemotelyClosedException, refusal::toString);
    }

    @Test
    @Tag("amqp10.link.not-found")
    void whatDoesNotExistIsRefused() throws Exception {
        Connection connection = proton.connect();
        for (String address : List.of("/queues/none", "/nowhere")) {
            assertRefused(() -> connection.openReceiver(address).openFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS));
        }
    }
}
