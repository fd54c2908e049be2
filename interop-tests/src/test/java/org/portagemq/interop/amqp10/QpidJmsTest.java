// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp10.QpidJms.receive;
import static org.portagemq.interop.amqp10.QpidJms.text;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import jakarta.jms.BytesMessage;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Qpid's JMS client, which speaks AMQP 1.0. */
class QpidJmsTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final QpidJms jms = new QpidJms(BROKER);

    private static final int PATIENCE_MS = BrokerExtension.PATIENCE_MS;

    @Test
    void aMessageComesBackAsItWasSent() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("jms"));
        TextMessage sent = session.createTextMessage("body");
        sent.setStringProperty("text", "t");
        sent.setIntProperty("number", 42);
        sent.setDoubleProperty("fraction", 0.5);
        sent.setByteProperty("octet", (byte) 7);
        sent.setJMSCorrelationID("c");
        sent.setJMSType("kind");
        session.createProducer(queue).send(sent, 2, 7, 60_000);

        TextMessage got = (TextMessage) session.createConsumer(queue).receive(PATIENCE_MS);

        assertEquals("body", got.getText());
        assertEquals("t", got.getStringProperty("text"));
        assertEquals(42, got.getObjectProperty("number"));
        assertEquals(0.5, got.getObjectProperty("fraction"));
        assertEquals((byte) 7, got.getObjectProperty("octet"));
        assertEquals("c", got.getJMSCorrelationID());
        assertEquals("kind", got.getJMSType());
        assertEquals(7, got.getJMSPriority());
        assertEquals(2, got.getJMSDeliveryMode());
        assertEquals(sent.getJMSMessageID(), got.getJMSMessageID());
        assertEquals(sent.getJMSExpiration(), got.getJMSExpiration());
        assertEquals(queue, got.getJMSDestination());
        assertFalse(got.getJMSRedelivered());
        assertEquals(1, got.getIntProperty("JMSXDeliveryCount"));
    }

    @Test
    @Tag("amqp10.message.kinds")
    void messagesOfAllKindsComeBackAsTheyWereSentAlsoEmptyOnes() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("kinds"));
        List<Message> all = List.of(
                session.createMessage(),
                session.createTextMessage(),
                session.createTextMessage(""),
                session.createBytesMessage(),
                session.createMapMessage(),
                session.createStreamMessage(),
                session.createObjectMessage("object"));
        MessageProducer producer = session.createProducer(queue);
        for (Message message : all) {
            producer.send(message);
        }
        MessageConsumer consumer = session.createConsumer(queue);
        for (Message message : all) {
            Message got = consumer.receive(PATIENCE_MS);
            assertEquals(message.getClass(), got.getClass());
            assertEquals(message.getJMSMessageID(), got.getJMSMessageID());
        }
    }

    @Test
    @Tag("amqp10.transfer.frames")
    void aLargeMessageTravelsInManyFrames() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("large"));
        byte[] body = new byte[1_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31);
        }
        BytesMessage sent = session.createBytesMessage();
        sent.writeBytes(body);
        session.createProducer(queue).send(sent);

        BytesMessage got = (BytesMessage) session.createConsumer(queue).receive(PATIENCE_MS);

        byte[] received = new byte[(int) got.getBodyLength()];
        got.readBytes(received);
        assertArrayEquals(body, received);
    }

    @Test
    void manyMessagesComeInOrder() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("many"));
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(1);
        for (int i = 0; i < 3_000; i++) {
            producer.send(session.createTextMessage("m" + i));
        }
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 3_000; i++) {
            assertEquals("m" + i, receive(consumer));
        }
    }

    @Test
    @Tag("amqp10.credit.drain")
    void anEmptyQueueSaysSoAtOnce() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("empty"));
        MessageConsumer consumer = session.createConsumer(queue);
        assertNull(consumer.receiveNoWait());
        session.createProducer(queue).send(session.createTextMessage("late"));
        assertEquals("late", receive(consumer));
    }

    @Test
    @Tag("amqp10.credit.pull")
    void aConsumerWithoutPrefetchPulls() throws JMSException {
        Session session = jms.connect("&jms.prefetchPolicy.all=0").createSession(false, Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("pull"));
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("1"));
        producer.send(session.createTextMessage("2"));
        MessageConsumer consumer = session.createConsumer(queue);
        assertEquals("1", text(consumer.receiveNoWait()));
        assertEquals("2", receive(consumer));
        assertNull(consumer.receiveNoWait());
    }

    @Test
    @Tag("amqp10.outcome.counted")
    void whatIsRecoveredComesAgainAndIsCounted() throws JMSException {
        Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("recovered"));
        session.createProducer(queue).send(session.createTextMessage("again"));
        MessageConsumer consumer = session.createConsumer(queue);
        assertEquals("again", receive(consumer));
        session.recover();
        Message second = consumer.receive(PATIENCE_MS);
        assertEquals("again", text(second));
        assertTrue(second.getJMSRedelivered());
        assertEquals(2, second.getIntProperty("JMSXDeliveryCount"));
        second.acknowledge();
        assertNull(consumer.receiveNoWait());
    }

    @Test
    void allWhoListenToATopicHearIt() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = session.createTopic(BrokerExtension.name("news"));
        MessageConsumer first = session.createConsumer(topic);
        MessageConsumer second = session.createConsumer(topic, "important = TRUE AND JMSPriority > 3");
        MessageProducer producer = session.createProducer(topic);
        Message plain = session.createTextMessage("plain");
        plain.setBooleanProperty("important", false);
        producer.send(plain);
        Message important = session.createTextMessage("important");
        important.setBooleanProperty("important", true);
        producer.send(important);
        assertEquals("plain", receive(first));
        assertEquals("important", receive(first));
        assertEquals("important", receive(second));
    }

    @Test
    @Tag("amqp10.filter.selector")
    void aSelectorLeavesTheOthersInTheQueue() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("selected"));
        MessageProducer producer = session.createProducer(queue);
        for (String type : List.of("a", "b")) {
            Message message = session.createTextMessage(type);
            message.setJMSType(type);
            producer.send(message);
        }
        try (MessageConsumer consumer = session.createConsumer(queue, "JMSType = 'b'")) {
            assertEquals("b", receive(consumer));
        }
        assertEquals("a", receive(session.createConsumer(queue)));
    }

    @Test
    @Tag("amqp10.node.anonymous")
    void aProducerWithoutADestinationSendsToAny() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("relayed"));
        session.createProducer(null).send(queue, session.createTextMessage("relayed"));
        assertEquals("relayed", receive(session.createConsumer(queue)));
    }

    @Test
    @Tag("amqp10.message.delay")
    void aDelayedMessageComesLater() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("delayed"));
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        producer.setDeliveryDelay(1_000);
        producer.send(session.createTextMessage("later"));
        producer.setDeliveryDelay(0);
        producer.send(session.createTextMessage("now"));
        assertEquals("now", receive(consumer));
        assertEquals("later", receive(consumer));
    }

    @Test
    void bothVersionsReadEachOther() throws Exception {
        String name = BrokerExtension.name("across");
        Channel channel = BROKER.channel();
        channel.queueDeclare(name, true, false, false, null);
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue("/queues/" + name);
        TextMessage sent = session.createTextMessage("from 1.0");
        sent.setIntProperty("number", 42);
        sent.setJMSType("kind");
        session.createProducer(queue).send(sent);
        GetResponse got = channel.basicGet(name, true);
        assertEquals("from 1.0", new String(got.getBody(), StandardCharsets.UTF_8));
        assertEquals(42, got.getProps().getHeaders().get("number"));
        assertEquals("kind", got.getProps().getType());
        assertEquals(2, got.getProps().getDeliveryMode());

        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .correlationId("c")
                .headers(Map.of("text", "t"))
                .build();
        channel.basicPublish("", name, properties, new byte[] {1, 2, 3});
        BytesMessage back = (BytesMessage) session.createConsumer(queue).receive(PATIENCE_MS);
        assertEquals(3, back.getBodyLength());
        assertEquals("c", back.getJMSCorrelationID());
        assertEquals("t", back.getStringProperty("text"));
    }

    @Test
    @Tag("amqp10.link.not-found")
    void whatDoesNotExistIsNotFound() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue missing = session.createQueue("/queues/" + BrokerExtension.name("missing"));
        assertThrows(InvalidDestinationException.class, () -> session.createConsumer(missing));
        assertThrows(InvalidDestinationException.class, () -> session.createProducer(missing));
    }

    @Test
    @Tag("amqp10.connect.login-failure")
    void aWrongPasswordAndAnUnknownHostAreRefused() {
        assertThrows(
                JMSSecurityException.class,
                () -> jms.factory("wrong", "").createConnection().start());
        assertThrows(JMSException.class, () -> jms.factory("guest", "&amqp.vhost=vhost:none")
                .createConnection()
                .start());
    }
}
