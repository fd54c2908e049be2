// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp10.QpidJms.PATIENCE_MS;
import static org.portagemq.interop.amqp10.QpidJms.receive;

import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Durable and shared subscriptions of Qpid's JMS client. */
class QpidJmsSubscriptionTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final QpidJms jms = new QpidJms(BROKER);

    private Session named(String client) throws JMSException {
        return jms.connect("&jms.clientID=" + client).createSession(Session.AUTO_ACKNOWLEDGE);
    }

    private Session unnamed() throws JMSException {
        return jms.session(Session.AUTO_ACKNOWLEDGE);
    }

    private static void send(Session session, Topic topic, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(topic)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    @Test
    @Tag("amqp10.subscription.durable")
    void aDurableSubscriptionCollectsWhileNobodyListensAlsoOverARestart() throws Exception {
        String client = BrokerExtension.name("client");
        Connection connection = jms.connect("&jms.clientID=" + client);
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        Topic topic = session.createTopic(BrokerExtension.name("durable"));
        MessageConsumer consumer = session.createDurableConsumer(topic, "news");
        send(session, topic, "1");
        assertEquals("1", receive(consumer));
        consumer.close();
        send(session, topic, "2", "3");
        connection.close();
        BROKER.restart();
        Session after = named(client);
        MessageConsumer again = after.createDurableConsumer(topic, "news");
        assertEquals("2", receive(again));
        assertEquals("3", receive(again));
        assertNull(again.receiveNoWait());
    }

    @Test
    @Tag("amqp10.subscription.end")
    void whatIsUnsubscribedIsForgotten() throws JMSException {
        Session session = named(BrokerExtension.name("client"));
        Topic topic = session.createTopic(BrokerExtension.name("unsubscribed"));
        session.createDurableConsumer(topic, "s").close();
        send(session, topic, "lost");
        session.unsubscribe("s");
        assertThrows(InvalidDestinationException.class, () -> session.unsubscribe("s"));
        assertNull(session.createDurableConsumer(topic, "s").receiveNoWait());
    }

    @Test
    @Tag("amqp10.subscription.end")
    void aQueueIsNoSubscriptionThatCouldBeUnsubscribed() throws JMSException {
        String client = BrokerExtension.name("client");
        Session session = named(client);
        session.createConsumer(session.createQueue(client + ".queue")).close();
        assertThrows(InvalidDestinationException.class, () -> session.unsubscribe("queue"));
    }

    @Test
    @Tag("amqp10.subscription.anew")
    void anotherSelectorBeginsTheSubscriptionAnew() throws JMSException {
        Session session = named(BrokerExtension.name("client"));
        Topic topic = session.createTopic(BrokerExtension.name("changed"));
        session.createDurableConsumer(topic, "s").close();
        send(session, topic, "old");
        MessageConsumer selective = session.createDurableConsumer(topic, "s", "JMSPriority = 4", false);
        send(session, topic, "new");
        assertEquals("new", receive(selective));
        selective.close();
        send(session, topic, "kept");
        assertEquals("kept", receive(session.createDurableConsumer(topic, "s", "JMSPriority = 4", false)));
    }

    @Test
    @Tag("amqp10.filter.no-local")
    void whoWantsNoneOfTheirOwnHearOthersOnly() throws JMSException {
        Session session = named(BrokerExtension.name("client"));
        Topic topic = session.createTopic(BrokerExtension.name("local"));
        MessageConsumer passing = session.createConsumer(topic, null, true);
        MessageConsumer selective = session.createConsumer(topic, "kind = 'a' OR kind = 'b'", true);
        MessageConsumer durable = session.createDurableConsumer(topic, "s", null, true);
        send(session, topic, "own");
        Session other = unnamed();
        TextMessage message = other.createTextMessage("other");
        message.setStringProperty("kind", "b");
        other.createProducer(topic).send(message);
        assertEquals("other", receive(passing));
        assertEquals("other", receive(selective));
        assertEquals("other", receive(durable));
        assertThrows(JMSException.class, () -> session.createConsumer(topic, "kind = 'a') OR (kind = 'b'", true));
    }

    @Test
    @Tag("amqp10.subscription.shared")
    void consumersThatShareASubscriptionGetEachMessageOnce() throws JMSException {
        String client = BrokerExtension.name("client");
        String topicName = BrokerExtension.name("shared");
        Session session = named(client);
        Topic topic = session.createTopic(topicName);
        MessageConsumer first = session.createSharedConsumer(topic, "s");
        MessageConsumer second = session.createSharedConsumer(topic, "s");
        awaitCredit(session);
        shared(session, topic, first, second);
        first.close();
        second.close();
        send(session, topic, "nobody listens");
        assertNull(session.createSharedConsumer(topic, "s").receiveNoWait());
    }

    @Test
    @Tag("amqp10.subscription.global")
    void aSharedSubscriptionWithoutAClientIdIsEverybodys() throws JMSException {
        Session session = unnamed();
        Session other = unnamed();
        String name = BrokerExtension.name("global");
        Topic topic = session.createTopic(name);
        MessageConsumer first = session.createSharedConsumer(topic, name);
        MessageConsumer second = other.createSharedConsumer(topic, name);
        awaitCredit(session, other);
        shared(session, topic, first, second);
    }

    @Test
    @Tag("amqp10.subscription.shared")
    void aSharedDurableSubscriptionCollectsForAll() throws JMSException {
        Session session = unnamed();
        Session other = unnamed();
        String name = BrokerExtension.name("kept");
        Topic topic = session.createTopic(name);
        MessageConsumer first = session.createSharedDurableConsumer(topic, name);
        MessageConsumer second = other.createSharedDurableConsumer(topic, name);
        awaitCredit(session, other);
        shared(session, topic, first, second);
        assertThrows(JMSException.class, () -> unnamed().unsubscribe(name));
        first.close();
        second.close();
        send(session, topic, "kept");
        assertEquals("kept", receive(other.createSharedDurableConsumer(topic, name)));
    }

    /** A consumer's credit is on its way when the consumer is there: it has arrived before what is asked for after it. */
    private static void awaitCredit(Session... sessions) throws JMSException {
        for (Session session : sessions) {
            session.createTemporaryQueue().delete();
        }
    }

    private static void shared(Session session, Topic topic, MessageConsumer first, MessageConsumer second)
            throws JMSException {
        TreeSet<String> texts = new TreeSet<>();
        send(session, topic, "1", "2");
        texts.add(receive(first));
        texts.add(receive(second));
        assertEquals("[1, 2]", texts.toString());
        assertNull(first.receiveNoWait());
        assertNull(second.receiveNoWait());
    }

    @Test
    @Tag("amqp10.subscription.either")
    void aDurableSubscriptionIsEitherSharedOrNot() throws JMSException {
        Session session = named(BrokerExtension.name("client"));
        Topic topic = session.createTopic(BrokerExtension.name("either"));
        session.createSharedDurableConsumer(topic, "s").close();
        JMSException refusal = assertThrows(JMSException.class, () -> session.createDurableConsumer(topic, "s"));
        assertTrue(refusal.getMessage().contains("shared"), refusal::getMessage);
        session.unsubscribe("s");
        session.createDurableConsumer(topic, "s").close();
        assertThrows(JMSException.class, () -> session.createSharedDurableConsumer(topic, "s"));
    }

    @Test
    @Tag("amqp10.subscription.anew")
    void aSharedSubscriptionInUseKeepsItsTopicAndSelector() throws JMSException {
        Session session = unnamed();
        String name = BrokerExtension.name("in-use");
        Topic topic = session.createTopic(name);
        session.createSharedDurableConsumer(topic, name);
        session.createSharedConsumer(topic, name);
        Topic another = session.createTopic(name + "-2");
        assertThrows(JMSException.class, () -> session.createSharedDurableConsumer(topic, name, "a = 1"));
        assertThrows(JMSException.class, () -> session.createSharedConsumer(another, name));
    }

    @Test
    @Tag("amqp10.connect.sole")
    void aClientIdIsOneConnectionsAtATime() throws JMSException {
        String client = BrokerExtension.name("sole");
        Connection first = jms.connect("&jms.clientID=" + client);
        assertThrows(InvalidClientIDException.class, () -> jms.connect("&jms.clientID=" + client));
        first.close();
        jms.connect("&jms.clientID=" + client);
    }

    @Test
    void theSubscriptionOfAClientWithAStompNameIsTheSame() throws Exception {
        String client = BrokerExtension.name("client");
        Session session = named(client);
        Topic topic = session.createTopic(BrokerExtension.name("across"));
        session.createDurableConsumer(topic, "s").close();
        send(session, topic, "collected");
        // The queue that STOMP makes of client-id and durable-subscription-name, and JMS of client id and name.
        assertEquals(1, BROKER.channel().messageCount(client + ".s"));
        Session other = unnamed();
        try (MessageConsumer consumer = other.createConsumer(other.createQueue("/queues/" + client + ".s"))) {
            assertEquals("collected", receive(consumer));
        }
        assertNull(session.createDurableConsumer(topic, "s").receive(PATIENCE_MS / 100));
    }
}
