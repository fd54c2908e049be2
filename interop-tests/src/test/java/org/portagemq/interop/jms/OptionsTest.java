// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.vm.VmBrokers;

/** What options of addresses and of the server do, and modes beyond the specification. */
class OptionsTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    private static Queue filled(Session session, String... texts) throws JMSException {
        Queue queue = session.createQueue(JmsBroker.name("q"));
        MessageProducer producer = session.createProducer(queue);
        for (String text : texts) {
            producer.send(session.createTextMessage(text));
        }
        return queue;
    }

    private static String next(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(JmsBroker.PATIENCE);
        assertNotNull(message);
        return ((TextMessage) message).getText();
    }

    @Test
    void messagesMayBeAcknowledgedOneByOne() throws Exception {
        Connection connection = BROKER.connect();
        Session session = connection.createSession(101);
        Queue queue = filled(session, "1", "2");
        MessageConsumer consumer = session.createConsumer(queue);
        assertEquals("1", next(consumer));
        consumer.receive(JmsBroker.PATIENCE).acknowledge();
        session.close();
        MessageConsumer other = connection.createSession().createConsumer(queue);
        assertEquals("1", next(other));
        assertNull(other.receiveNoWait());
    }

    @Test
    void messagesMayBeAcknowledgedBeforeTheyAreDelivered() throws Exception {
        Connection connection = BROKER.connect();
        Session session = connection.createSession(100);
        Queue queue = filled(session, "1");
        assertEquals("1", next(session.createConsumer(queue)));
        session.recover();
        session.close();
        assertNull(connection.createSession().createConsumer(queue).receiveNoWait());
    }

    @Test
    void aMessageIsRejectedAfterAsManyRedeliveriesAsTheClientAllows() throws Exception {
        Connection connection = BROKER.connect("jms.redeliveryPolicy.maxRedeliveries=1");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = filled(connection.createSession(), "bad", "good");
        MessageConsumer consumer = session.createConsumer(queue);
        for (int delivery = 0; delivery < 2; delivery++) {
            assertEquals("bad", next(consumer));
            session.rollback();
        }
        assertEquals("good", next(consumer));
        session.commit();
        assertNull(consumer.receiveNoWait());
    }

    @Test
    void theFirstBrokerThatCanBeReachedIsTaken() throws Exception {
        String address = BROKER.address("");
        String place = address.substring(0, address.indexOf('?'));
        PortageConnectionFactory factory = new PortageConnectionFactory(
                "guest", "guest", "failover:(portage://127.0.0.1:1," + place + ")?jms.connectTimeout=5000");
        factory.createConnection().close();
        PortageConnectionFactory nowhere = new PortageConnectionFactory("portage://127.0.0.1:1");
        assertThrows(JMSException.class, nowhere::createConnection);
    }

    @Test
    void propertiesMayHaveAnyNameWhereThatIsAllowed() throws Exception {
        Session session = BROKER.connect("jms.validatePropertyNames=false").createSession();
        Queue queue = session.createQueue(JmsBroker.name("q"));
        Message message = session.createMessage();
        message.setStringProperty("a-b", "c");
        session.createProducer(queue).send(message);
        assertEquals(
                "c", session.createConsumer(queue).receive(JmsBroker.PATIENCE).getStringProperty("a-b"));
    }

    @Test
    void anotherTopicOfAmqpIsReachedByItsName() throws Exception {
        com.rabbitmq.client.ConnectionFactory amqp = new com.rabbitmq.client.ConnectionFactory();
        amqp.setHost("127.0.0.1");
        amqp.setPort(BROKER.server().port("amqp"));
        String name = JmsBroker.name("e");
        Session session = BROKER.connect().createSession();
        try (com.rabbitmq.client.Connection connection = amqp.newConnection();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(name, BuiltinExchangeType.DIRECT);
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, name, "k");
            MessageConsumer consumer = session.createConsumer(session.createTopic("exchange://" + name + "/k"));
            session.createProducer(session.createTopic("exchange://" + name + "/k"))
                    .send(session.createTextMessage("x"));
            GetResponse got = channel.basicGet(queue, true);
            assertEquals("x", new String(got.getBody(), java.nio.charset.StandardCharsets.UTF_8));
            Message own = consumer.receive(JmsBroker.PATIENCE);
            assertEquals(session.createTopic("exchange://" + name + "/k"), own.getJMSDestination());
        }
        assertThrows(
                InvalidDestinationException.class,
                () -> session.createConsumer(session.createTopic("exchange://none/k")));
    }

    @Test
    void aBrokerOfTheProcessIsStartedWhenThereIsNone() {
        String name = JmsBroker.name("started");
        PortageConnectionFactory onlyRunning = new PortageConnectionFactory("vm://" + name + "?create=false");
        assertThrows(JMSRuntimeException.class, onlyRunning::createContext);
        PortageConnectionFactory factory = new PortageConnectionFactory("vm://" + name);
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue("q");
            context.createProducer().send(queue, "in the process");
            assertEquals("in the process", context.createConsumer(queue).receiveBody(String.class, 20_000));
        } finally {
            VmBrokers.stop(name);
        }
        assertThrows(IllegalArgumentException.class, () -> new PortageConnectionFactory("vm://a?jms.nothing=1"));
    }

    @Test
    void queuesAreNotMadeWhereThatIsForbidden(@TempDir Path data) throws Exception {
        String name = JmsBroker.name("strict");
        try (PortageServer server =
                PortageServer.start(ServerSetup.onFreePorts(data, Map.of("sessions.auto-create", "false")))) {
            VmBrokers.publish(name, server);
            try (Connection connection = new PortageConnectionFactory("vm://" + name).createConnection()) {
                Session session = connection.createSession();
                Queue queue = session.createQueue("missing");
                assertThrows(InvalidDestinationException.class, () -> session.createConsumer(queue));
                MessageProducer producer = session.createProducer(queue);
                assertThrows(InvalidDestinationException.class, () -> producer.send(session.createMessage()));
                assertFalse(session.createTemporaryQueue().getQueueName().isEmpty());
            }
        }
        assertTrue(VmBrokers.find(name) == null);
    }
}
