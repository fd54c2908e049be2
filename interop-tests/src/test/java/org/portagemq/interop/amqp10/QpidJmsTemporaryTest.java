// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp10.QpidJms.PATIENCE_MS;
import static org.portagemq.interop.amqp10.QpidJms.receive;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Temporary destinations and browsers of Qpid's JMS client. */
class QpidJmsTemporaryTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final QpidJms jms = new QpidJms(BROKER);

    @Test
    void anAnswerComesToATemporaryQueue() throws JMSException {
        Session asking = jms.session(Session.AUTO_ACKNOWLEDGE);
        Session answering = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue service = asking.createQueue(BrokerExtension.name("service"));
        TemporaryQueue answers = asking.createTemporaryQueue();
        MessageConsumer answer = asking.createConsumer(answers);
        Message question = asking.createTextMessage("how are you");
        question.setJMSReplyTo(answers);
        asking.createProducer(service).send(question);
        Message asked = answering.createConsumer(service).receive(PATIENCE_MS);
        assertTrue(asked.getJMSReplyTo() instanceof TemporaryQueue);
        answering.createProducer(null).send(asked.getJMSReplyTo(), answering.createTextMessage("fine"));
        answering.createProducer(asked.getJMSReplyTo()).send(answering.createTextMessage("and you"));
        assertEquals("fine", receive(answer));
        assertEquals("and you", receive(answer));
    }

    @Test
    @Tag("amqp10.node.temporary")
    void aTemporaryQueueGoesWithItsConnectionOrWhenItIsDeleted() throws JMSException {
        Connection connection = jms.connect("");
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        TemporaryQueue deleted = session.createTemporaryQueue();
        TemporaryQueue left = session.createTemporaryQueue();
        deleted.delete();
        Session other = jms.session(Session.AUTO_ACKNOWLEDGE);
        assertThrows(JMSException.class, () -> other.createProducer(deleted));
        assertThrows(JMSException.class, () -> other.createConsumer(left));
        other.createProducer(left).send(other.createTextMessage("still there"));
        connection.close();
        assertThrows(JMSException.class, () -> other.createProducer(left));
    }

    @Test
    @Tag("amqp10.node.temporary")
    void allWhoListenToATemporaryTopicHearIt() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        TemporaryTopic topic = session.createTemporaryTopic();
        MessageConsumer first = session.createConsumer(topic);
        MessageConsumer second = session.createConsumer(topic, "JMSPriority > 4");
        Session other = jms.session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = other.createProducer(topic);
        producer.send(other.createTextMessage("low"), 1, 1, 0);
        producer.send(other.createTextMessage("high"), 1, 9, 0);
        assertEquals("low", receive(first));
        assertEquals("high", receive(first));
        assertEquals("high", receive(second));
        producer.close();
        first.close();
        second.close();
        topic.delete();
        assertThrows(JMSException.class, () -> other.createProducer(topic));
    }

    private static List<String> texts(QueueBrowser browser) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Enumeration<?> all = browser.getEnumeration(); all.hasMoreElements(); ) {
            texts.add(((TextMessage) all.nextElement()).getText());
        }
        return texts;
    }

    @Test
    @Tag("amqp10.node.browse")
    void aBrowserSeesAllAndTakesNothing() throws JMSException {
        Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("browsed"));
        MessageProducer producer = session.createProducer(queue);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            Message message = session.createTextMessage("m" + i);
            message.setIntProperty("number", i);
            producer.send(message);
            sent.add("m" + i);
        }
        QueueBrowser browser = session.createBrowser(queue);
        assertEquals(sent, texts(browser));
        assertEquals(sent, texts(browser));
        assertEquals(List.of("m7", "m2499"), texts(session.createBrowser(queue, "number = 7 OR number = 2499")));
        MessageConsumer consumer = session.createConsumer(queue);
        for (String text : sent) {
            assertEquals(text, receive(consumer));
        }
        consumer.close();
        assertFalse(browser.getEnumeration().hasMoreElements());
        assertNull(session.createConsumer(queue).receiveNoWait());
    }
}
