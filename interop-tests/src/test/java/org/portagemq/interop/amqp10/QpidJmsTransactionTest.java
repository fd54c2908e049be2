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
import jakarta.jms.Session;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Transacted sessions of Qpid's JMS client. */
class QpidJmsTransactionTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final QpidJms jms = new QpidJms(BROKER);

    private Session transacted() throws JMSException {
        return jms.session(Session.SESSION_TRANSACTED);
    }

    @Test
    void whatIsSentInATransactionIsSeenWithItsCommit() throws JMSException {
        Session session = transacted();
        Queue first = session.createQueue(BrokerExtension.name("first"));
        Queue second = session.createQueue(BrokerExtension.name("second"));
        MessageProducer producer = session.createProducer(null);
        producer.send(first, session.createTextMessage("1"));
        producer.send(second, session.createTextMessage("2"));
        Session other = jms.session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer ones = other.createConsumer(first);
        MessageConsumer twos = other.createConsumer(second);
        assertNull(ones.receiveNoWait());
        assertNull(twos.receiveNoWait());
        session.commit();
        assertEquals("1", receive(ones));
        assertEquals("2", receive(twos));
    }

    @Test
    void aTransactionMayHaveMoreMessagesThanThereIsCreditFor() throws JMSException {
        Session session = transacted();
        Queue queue = session.createQueue(BrokerExtension.name("many"));
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 2_500; i++) {
            producer.send(session.createTextMessage("m" + i));
        }
        session.commit();
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 2_500; i++) {
            assertEquals("m" + i, receive(consumer));
        }
        session.commit();
    }

    @Test
    void whatIsRolledBackWasNeverSent() throws JMSException {
        Session session = transacted();
        Queue queue = session.createQueue(BrokerExtension.name("rolled-back"));
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("never"));
        session.rollback();
        producer.send(session.createTextMessage("sent"));
        session.commit();
        assertEquals("sent", receive(jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(queue)));
    }

    @Test
    void messagesGoFromQueueToQueueAsAWhole() throws JMSException {
        Session session = transacted();
        Queue from = session.createQueue(BrokerExtension.name("from"));
        Queue to = session.createQueue(BrokerExtension.name("to"));
        MessageProducer producer = session.createProducer(from);
        for (int i = 0; i < 10; i++) {
            producer.send(session.createTextMessage("m" + i));
        }
        session.commit();
        MessageConsumer consumer = session.createConsumer(from);
        MessageProducer onward = session.createProducer(to);
        for (int i = 0; i < 10; i++) {
            onward.send(session.createTextMessage("on " + receive(consumer)));
        }
        session.commit();
        Session other = jms.session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer moved = other.createConsumer(to);
        for (int i = 0; i < 10; i++) {
            assertEquals("on m" + i, receive(moved));
        }
        assertNull(other.createConsumer(from).receiveNoWait());
    }

    @Test
    void whatWasReceivedAndRolledBackComesAgainInItsOrderAndIsCounted() throws JMSException {
        Session session = transacted();
        Queue queue = session.createQueue(BrokerExtension.name("again"));
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 4; i++) {
            producer.send(session.createTextMessage("m" + i));
        }
        session.commit();
        MessageConsumer consumer = session.createConsumer(queue);
        assertEquals("m0", receive(consumer));
        assertEquals("m1", receive(consumer));
        session.rollback();
        for (int i = 0; i < 4; i++) {
            Message message = consumer.receive(PATIENCE_MS);
            assertEquals("m" + i, QpidJms.text(message));
            assertEquals(i < 2, message.getJMSRedelivered());
            assertEquals(i < 2 ? 2 : 1, message.getIntProperty("JMSXDeliveryCount"));
        }
        session.commit();
        assertNull(consumer.receiveNoWait());
    }

    @Test
    @Tag("amqp10.transaction.end")
    void aLostConnectionRollsBack() throws JMSException {
        Connection connection = jms.connect("");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue from = session.createQueue(BrokerExtension.name("taken"));
        Queue to = session.createQueue(BrokerExtension.name("sent"));
        session.createProducer(from).send(session.createTextMessage("taken"));
        session.commit();
        assertEquals("taken", receive(session.createConsumer(from)));
        session.createProducer(to).send(session.createTextMessage("sent"));
        connection.close();
        Session other = jms.session(Session.AUTO_ACKNOWLEDGE);
        Message back = other.createConsumer(from).receive(PATIENCE_MS);
        assertEquals("taken", QpidJms.text(back));
        assertTrue(back.getJMSRedelivered());
        assertNull(other.createConsumer(to).receiveNoWait());
    }

    @Test
    @Tag("amqp10.transaction.declare")
    void sessionsOfOneConnectionHaveTheirOwnTransactions() throws JMSException {
        Connection connection = jms.connect("");
        Session first = connection.createSession(Session.SESSION_TRANSACTED);
        Session second = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = first.createQueue(BrokerExtension.name("two"));
        first.createProducer(queue).send(first.createTextMessage("first"));
        second.createProducer(queue).send(second.createTextMessage("second"));
        second.commit();
        first.rollback();
        MessageConsumer consumer = jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);
        assertEquals("second", receive(consumer));
        assertNull(consumer.receiveNoWait());
    }

    @Test
    void aMessageThatIsRefusedRollsItsTransactionBack() throws JMSException {
        Session session = transacted();
        Queue other = session.createQueue(BrokerExtension.name("other"));
        session.createProducer(other).send(session.createTextMessage("good"));
        Queue missing = session.createQueue("/queues/" + BrokerExtension.name("missing"));
        assertThrows(JMSException.class, () -> {
            session.createProducer(null).send(missing, session.createTextMessage("lost"));
            session.commit();
        });
        MessageConsumer consumer = jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(other);
        assertNull(consumer.receiveNoWait());
        session.createProducer(other).send(session.createTextMessage("next"));
        session.commit();
        Message next = consumer.receive(PATIENCE_MS);
        assertEquals("next", QpidJms.text(next));
        assertFalse(next.getJMSRedelivered());
    }
}
