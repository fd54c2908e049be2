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

    @Test
    void whereTheBrokerSaysSoMessagesOfAGroupStayAtOneConsumerInOrder(@TempDir Path data) throws Exception {
        String name = JmsBroker.name("groups");
        try (PortageServer server =
                PortageServer.start(ServerSetup.onFreePorts(data, Map.of("sessions.queue-order", "group")))) {
            VmBrokers.publish(name, server);
            PortageConnectionFactory factory =
                    new PortageConnectionFactory("vm://" + name + "?jms.prefetchPolicy.all=1");
            try (Connection connection = factory.createConnection()) {
                connection.start();
                Session session = connection.createSession();
                Queue queue = session.createQueue("q");
                MessageConsumer first =
                        connection.createSession(Session.CLIENT_ACKNOWLEDGE).createConsumer(queue);
                MessageConsumer second =
                        connection.createSession(Session.CLIENT_ACKNOWLEDGE).createConsumer(queue);
                MessageProducer producer = session.createProducer(queue);
                for (int i = 0; i < 6; i++) {
                    TextMessage message = session.createTextMessage("m" + i);
                    message.setStringProperty("JMSXGroupID", "g");
                    message.setIntProperty("JMSXGroupSeq", i == 2 ? -1 : i + 1);
                    producer.send(message, 2, i, 0);
                }
                Message m0 = first.receive(JmsBroker.SHORT);
                MessageConsumer holder = m0 == null ? second : first;
                MessageConsumer other = m0 == null ? first : second;
                assertEquals("m0", m0 == null ? next(holder) : ((TextMessage) m0).getText());
                assertNull(other.receive(JmsBroker.SHORT));
                assertEquals("m1", next(holder));
                Message last = holder.receive(JmsBroker.PATIENCE);
                assertEquals("m2", ((TextMessage) last).getText());
                assertThrows(JMSException.class, () -> session.createConsumer(queue, "n = 1"));
                last.acknowledge();
                holder.close();
                assertEquals("m3", next(other), "the group was closed, and its consumer is gone");
            }
        }
    }

    @Test
    void destinationsMaySayHowMuchIsHeldAheadAndNothingElse() throws Exception {
        Connection connection = BROKER.connect();
        Session session = connection.createSession();
        Queue plain = filled(session, "1", "2");
        Queue queue = session.createQueue(plain.getQueueName() + "?consumer.prefetchSize=1");
        assertEquals(plain, queue);
        assertEquals(plain.getQueueName(), queue.getQueueName());
        Session slow = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        assertEquals(
                "1", next(slow.createConsumer(session.createQueue(queue.getQueueName() + "?consumer.prefetchSize=0"))));
        assertEquals("2", next(session.createConsumer(queue)), "it was not held ahead");
        for (String wrong : new String[] {"q?consumer.exclusive=true", "q?consumer.prefetchSize=-1", "q?", "a,b"}) {
            InvalidDestinationException refused =
                    assertThrows(InvalidDestinationException.class, () -> session.createQueue(wrong));
            assertTrue(refused.getMessage().contains(wrong), refused.getMessage());
            assertThrows(InvalidDestinationException.class, () -> session.createTopic(wrong));
        }
        assertEquals("a,b?", session.createQueue("a%2Cb%3F").getQueueName());
    }

    @Test
    void messagesMayBeScheduledInTheWordsOfOtherProviders() throws Exception {
        Session session = BROKER.connect().createSession();
        Queue queue = session.createQueue(JmsBroker.name("q"));
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        TextMessage delayed = session.createTextMessage("delayed");
        delayed.setLongProperty("AMQ_SCHEDULED_DELAY", 400);
        TextMessage timed = session.createTextMessage("timed");
        timed.setLongProperty("_AMQ_SCHED_DELIVERY", System.currentTimeMillis() + 800);
        producer.send(timed);
        producer.send(delayed);
        assertEquals(delayed.getJMSTimestamp() + 400, delayed.getJMSDeliveryTime());
        assertNull(consumer.receiveNoWait());
        Message first = consumer.receive(JmsBroker.PATIENCE);
        assertTrue(System.currentTimeMillis() >= first.getJMSDeliveryTime());
        assertEquals("delayed", ((TextMessage) first).getText());
        assertFalse(first.propertyExists("AMQ_SCHEDULED_DELAY"), "it can be sent on as it is");
        assertEquals("timed", next(consumer));
        TextMessage repeated = session.createTextMessage("repeated");
        repeated.setStringProperty("AMQ_SCHEDULED_CRON", "0 * * * *");
        assertTrue(assertThrows(JMSException.class, () -> producer.send(repeated))
                .getMessage()
                .contains("AMQ_SCHEDULED_CRON"));
    }
}
