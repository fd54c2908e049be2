// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.portagemq.interop.amqp10.Proton2.next;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.qpid.protonj2.client.DeliveryState;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Addresses as applications of RabbitMQ 3 and ActiveMQ Classic have them in their code. */
class AddressTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final Proton2 proton = new Proton2(BROKER);

    @RegisterExtension
    final QpidJms jms = new QpidJms(BROKER);

    private final String name = BrokerExtension.name("address");
    private Channel channel;

    @BeforeEach
    void openChannel() throws Exception {
        channel = BROKER.channel();
    }

    private void send(String address, Message<String> message) throws Exception {
        assertEquals(DeliveryState.accepted(), outcome(address, message));
    }

    private DeliveryState outcome(String address, Message<String> message) throws Exception {
        Sender sender = proton.connect().openSender(address);
        return sender.send(message).awaitSettlement().remoteState();
    }

    private String got(String queue) throws Exception {
        GetResponse got = channel.basicGet(queue, true);
        assertNotNull(got, "the message is there when it is accepted");
        // A text of AMQP 1.0 is the text's octets in AMQP 0-9-1.
        return new String(got.getBody(), StandardCharsets.UTF_8);
    }

    private static String body(Receiver receiver) throws Exception {
        return (String) next(receiver).message().body();
    }

    @Test
    @Tag("amqp10.node.rabbitmq-3")
    void aQueueIsMadeByItsName() throws Exception {
        send("/queue/" + name, Message.create("one"));
        assertEquals("one", got(name));
    }

    @Test
    @Tag("amqp10.node.rabbitmq-3")
    void anExistingQueueIsUsedAsItIs() throws Exception {
        assertThrows(ClientException.class, () -> send("/amq/queue/" + name, Message.create("none")));
        channel.queueDeclare(name, false, false, true, null);
        send("/amq/queue/" + name, Message.create("one"));
        assertEquals("one", body(proton.connect().openReceiver("/amq/queue/" + name)));
    }

    @Test
    @Tag("amqp10.node.rabbitmq-3")
    void anExchangeTakesItsKeyFromTheAddressOrFromTheSubject() throws Exception {
        channel.exchangeDeclare(name, "direct", true);
        channel.queueDeclare(name, true, false, false, Map.of());
        channel.queueBind(name, name, "wanted");
        send("/exchange/" + name + "/wanted", Message.create("by the address"));
        assertEquals("by the address", got(name));
        send("/exchange/" + name, Message.create("by the subject").subject("wanted"));
        assertEquals("by the subject", got(name));
        assertEquals(
                DeliveryState.released(),
                outcome("/exchange/" + name, Message.create("lost").subject("other")));
    }

    @Test
    @Tag("amqp10.node.rabbitmq-3")
    void aSourceBindsAQueueOfItsOwn() throws Exception {
        channel.exchangeDeclare(name, "topic", true);
        Receiver receiver = proton.connect().openReceiver("/exchange/" + name + "/a.*");
        receiver.openFuture().get();
        channel.basicPublish(name, "b.1", null, "unwanted".getBytes(StandardCharsets.UTF_8));
        channel.basicPublish(name, "a.1", null, "wanted".getBytes(StandardCharsets.UTF_8));
        assertEquals("wanted", new String((byte[]) next(receiver).message().body(), StandardCharsets.UTF_8));
    }

    @Test
    @Tag("amqp10.node.rabbitmq-3")
    void topicsAreKeysOfTheUsualExchange() throws Exception {
        Receiver slash = proton.connect().openReceiver("/topic/" + name + ".*");
        Receiver scheme = proton.connect().openReceiver("topic://" + name + ".a");
        slash.openFuture().get();
        scheme.openFuture().get();
        send("/topic/" + name + ".a", Message.create("to all"));
        assertEquals("to all", body(slash));
        assertEquals("to all", body(scheme));
    }

    @Test
    @Tag("amqp10.node.way")
    void messagesSayByWhichExchangeAndKeyTheyCame() throws Exception {
        channel.exchangeDeclare(name, "topic", true);
        channel.queueDeclare(name, true, false, false, Map.of());
        channel.queueBind(name, name, "a.*");
        channel.basicPublish(name, "a.1", null, new byte[1]);
        Receiver receiver = proton.connect().openReceiver("/queues/" + name);
        Message<?> routed = next(receiver).message();
        assertEquals(name, routed.annotation("x-exchange"));
        assertEquals("a.1", routed.annotation("x-routing-key"));
        send("/queues/" + name, Message.create("straight"));
        assertNull(next(receiver).message().annotation("x-exchange"));
        send("/exchanges/" + name + "/a.2", Message.create("own").annotation("x-exchange", "invented"));
        assertEquals(name, next(receiver).message().annotation("x-exchange"));
    }

    @Test
    @Tag("amqp10.node.rabbitmq-3")
    void theSubjectNamesTheQueue() throws Exception {
        channel.queueDeclare(name, true, false, false, Map.of());
        send("/queue", Message.create("one").subject(name));
        assertEquals("one", got(name));
        assertEquals(
                DeliveryState.Type.REJECTED,
                outcome("/queue", Message.create("none").subject(name + "-missing"))
                        .getType());
    }

    @Test
    @Tag("amqp10.node.classic")
    void jmsNamesThemToo() throws Exception {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        session.createProducer(session.createQueue("queue://" + name)).send(session.createTextMessage("one"));
        TextMessage got = (TextMessage)
                session.createConsumer(session.createQueue("/queue/" + name)).receive(QpidJms.PATIENCE_MS);
        assertEquals("one", got.getText());
    }
}
