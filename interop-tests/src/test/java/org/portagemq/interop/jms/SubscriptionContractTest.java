// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Topics, subscriptions, temporary destinations and client ids, by the chapters of the specification. */
abstract class SubscriptionContractTest {

    abstract JmsBroker broker();

    private static void publish(Session session, Topic topic, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(topic)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    private static String next(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(JmsBroker.PATIENCE);
        assertNotNull(message);
        return ((TextMessage) message).getText();
    }

    private static Topic topic(Session session) throws JMSException {
        return session.createTopic(JmsBroker.name("t"));
    }

    // 8.3 Subscriptions.

    @Test
    void everySubscriberGetsWhatIsPublishedAfterItWasMade() throws Exception {
        Session session = broker().connect().createSession();
        Topic topic = topic(session);
        publish(session, topic, "nobody");
        MessageConsumer first = session.createConsumer(topic);
        MessageConsumer second = session.createConsumer(topic, "n IS NULL");
        publish(session, topic, "both");
        assertEquals("both", next(first));
        assertEquals("both", next(second));
        assertNull(first.receiveNoWait());
    }

    @Test
    void patternsOfTopicsWork() throws Exception {
        Session session = broker().connect().createSession();
        String root = JmsBroker.name("w");
        MessageConsumer one = session.createConsumer(session.createTopic(root + ".*.x"));
        MessageConsumer all = session.createConsumer(session.createTopic(root + ".>"));
        publish(session, session.createTopic(root + ".a.x"), "ax");
        publish(session, session.createTopic(root + ".a.y.z"), "ayz");
        assertEquals("ax", next(one));
        assertEquals("ax", next(all));
        Message last = all.receive(JmsBroker.PATIENCE);
        assertEquals(session.createTopic(root + ".a.y.z"), last.getJMSDestination());
        assertNull(one.receiveNoWait());
    }

    @Test
    void aDurableSubscriptionCollectsWhileNobodyConsumesAndOverARestart() throws Exception {
        String client = JmsBroker.name("client");
        Connection connection = broker().connectAs(client);
        Session session = connection.createSession();
        Topic topic = topic(session);
        session.createDurableSubscriber(topic, "s").close();
        publish(session, topic, "1", "2");
        connection.close();
        broker().restart();
        Session again = broker().connectAs(client).createSession();
        MessageConsumer consumer = again.createDurableConsumer(topic, "s");
        assertEquals("1", next(consumer));
        assertThrows(JMSException.class, () -> again.createDurableConsumer(topic, "s"), "one at a time");
        assertThrows(JMSException.class, () -> again.unsubscribe("s"), "while it is consumed from");
        consumer.close();
        assertThrows(JMSException.class, () -> again.createSharedDurableConsumer(topic, "s"), "it is not shared");
        again.unsubscribe("s");
        assertThrows(InvalidDestinationException.class, () -> again.unsubscribe("s"));
        assertNull(again.createDurableConsumer(topic, "s").receiveNoWait(), "it began anew");
    }

    @Test
    void anotherTopicOrSelectorBeginsADurableSubscriptionAnew() throws Exception {
        Session session = broker().connectAs(JmsBroker.name("client")).createSession();
        Topic topic = topic(session);
        session.createDurableSubscriber(topic, "s").close();
        publish(session, topic, "old");
        MessageConsumer consumer = session.createDurableSubscriber(topic, "s", "n IS NULL", false);
        publish(session, topic, "new");
        assertEquals("new", next(consumer));
    }

    @Test
    void aDurableSubscriptionNeedsAClientId() throws Exception {
        Session session = broker().connect().createSession();
        Topic topic = topic(session);
        assertThrows(IllegalStateException.class, () -> session.createDurableSubscriber(topic, "s"));
        assertThrows(InvalidDestinationException.class, () -> session.createDurableSubscriber(null, "s"));
    }

    @Test
    void sharedConsumersGetEachMessageOnce() throws Exception {
        for (boolean durable : new boolean[] {false, true}) {
            Connection connection = broker().connect("jms.prefetchPolicy.all=1");
            Session session = connection.createSession();
            Session other = connection.createSession();
            Topic topic = topic(session);
            String name = JmsBroker.name("shared");
            MessageConsumer first = shared(session, topic, name, durable);
            MessageConsumer second = shared(other, topic, name, durable);
            publish(session, topic, "1", "2", "3", "4");
            assertEquals(
                    Set.of("1", "2", "3", "4"),
                    new HashSet<>(List.of(next(first), next(second), next(first), next(second))));
            assertThrows(
                    JMSException.class,
                    () -> shared(session, session.createTopic("other"), name, durable),
                    "in use with another topic");
            first.close();
            second.close();
            publish(session, topic, "later");
            MessageConsumer last = shared(session, topic, name, durable);
            assertEquals(durable ? "later" : null, durable ? next(last) : last.receiveNoWait());
        }
    }

    private static MessageConsumer shared(Session session, Topic topic, String name, boolean durable)
            throws JMSException {
        return durable ? session.createSharedDurableConsumer(topic, name) : session.createSharedConsumer(topic, name);
    }

    @Test
    void noLocalKeepsOwnMessagesAway() throws Exception {
        Connection connection = broker().connectAs(JmsBroker.name("client"));
        Session session = connection.createSession();
        Topic topic = topic(session);
        MessageConsumer plain = session.createConsumer(topic, null, true);
        MessageConsumer durable = session.createDurableConsumer(topic, "s", "n = 1 OR n IS NULL", true);
        publish(session, topic, "own");
        publish(broker().connect().createSession(), topic, "others");
        assertEquals("others", next(plain));
        assertEquals("others", next(durable));
    }

    // 6.1.2 Client ids.

    @Test
    void aClientIdIsHeldByOneConnectionAndSetFirst() throws Exception {
        String client = JmsBroker.name("client");
        Connection first = broker().connectAs(client);
        assertEquals(client, first.getClientID());
        assertThrows(InvalidClientIDException.class, () -> broker().connectAs(client));
        assertThrows(IllegalStateException.class, () -> first.setClientID("another"));
        first.close();
        Connection second = broker().closedAfterTest(broker().factory().createConnection());
        assertNull(second.getClientID());
        assertThrows(InvalidClientIDException.class, () -> second.setClientID(""));
        second.setClientID(client);
        assertEquals(client, second.getClientID());
        Connection late = broker().closedAfterTest(broker().factory().createConnection());
        late.createSession();
        assertThrows(IllegalStateException.class, () -> late.setClientID("late"));
    }

    // 6.2.2 Temporary destinations.

    @Test
    void aTemporaryQueueIsConsumedFromByItsConnectionAndSentToByAll() throws Exception {
        Session session = broker().connect().createSession();
        TemporaryQueue mine = session.createTemporaryQueue();
        MessageConsumer consumer = session.createConsumer(mine);
        Session other = broker().connect().createSession();
        String requests = JmsBroker.name("requests");
        Message request = session.createTextMessage("question");
        request.setJMSReplyTo(mine);
        session.createProducer(session.createQueue(requests)).send(request);
        Message got = other.createConsumer(other.createQueue(requests)).receive(JmsBroker.PATIENCE);
        assertInstanceOf(TemporaryQueue.class, got.getJMSReplyTo());
        assertEquals(mine, got.getJMSReplyTo());
        other.createProducer(got.getJMSReplyTo()).send(other.createTextMessage("answer"));
        assertEquals("answer", next(consumer));
        assertThrows(InvalidDestinationException.class, () -> other.createConsumer(got.getJMSReplyTo()));
        assertThrows(JMSException.class, mine::delete, "it is consumed from");
        consumer.close();
        MessageProducer late = other.createProducer(got.getJMSReplyTo());
        mine.delete();
        assertThrows(InvalidDestinationException.class, () -> late.send(other.createMessage()));
        assertThrows(InvalidDestinationException.class, () -> other.createProducer(mine));
    }

    @Test
    void aTemporaryTopicEndsWithItsConnection() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession();
        TemporaryTopic mine = session.createTemporaryTopic();
        MessageConsumer consumer = session.createConsumer(mine);
        Session other = broker().connect().createSession();
        publish(other, mine, "by another");
        assertEquals("by another", next(consumer));
        assertThrows(InvalidDestinationException.class, () -> other.createConsumer(mine));
        assertThrows(InvalidDestinationException.class, () -> session.createDurableSubscriber(mine, "s"));
        session.close();
        Session next = connection.createSession();
        MessageProducer late = other.createProducer(mine);
        publish(next, mine, "it is there still");
        connection.close();
        assertThrows(InvalidDestinationException.class, () -> late.send(other.createMessage()));
    }

    // 9 Domains.

    @Test
    void aSessionOfTopicsKnowsNoQueues() throws Exception {
        TopicConnection connection = broker().closedAfterTest(broker().factory().createTopicConnection());
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        assertThrows(IllegalStateException.class, () -> session.createQueue("q"));
        assertThrows(IllegalStateException.class, session::createTemporaryQueue);
        assertTrue(
                session.createSubscriber(session.createTopic("t"), null, true).getNoLocal());
    }
}
