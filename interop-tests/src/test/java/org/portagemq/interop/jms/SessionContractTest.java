// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.jms.Sessions.outcome;
import static org.portagemq.interop.jms.Sessions.queue;
import static org.portagemq.interop.jms.Sessions.receive;
import static org.portagemq.interop.jms.Sessions.send;
import static org.portagemq.interop.jms.Sessions.text;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Acknowledgements, listeners and transactions, by the chapters of the specification. */
abstract class SessionContractTest {

    abstract JmsBroker broker();

    // 6.2.10 Acknowledgement.

    @Test
    void acknowledgingOneMessageAcknowledgesAllOfTheSession() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(session);
        send(session, queue, "1", "2", "3", "4");
        MessageConsumer consumer = session.createConsumer(queue);
        Message first = consumer.receive(JmsBroker.PATIENCE);
        assertEquals("2", text(consumer.receive(JmsBroker.PATIENCE)));
        first.acknowledge();
        assertEquals("3", text(consumer.receive(JmsBroker.PATIENCE)));
        session.close();
        assertThrows(IllegalStateException.class, first::acknowledge);

        Session next = connection.createSession();
        MessageConsumer other = next.createConsumer(queue);
        Message again = other.receive(JmsBroker.PATIENCE);
        assertEquals("3", text(again));
        assertTrue(again.getJMSRedelivered());
        assertEquals(2, again.getIntProperty("JMSXDeliveryCount"));
        Message fresh = other.receive(JmsBroker.PATIENCE);
        assertEquals("4", text(fresh));
        assertFalse(fresh.getJMSRedelivered(), "it was pushed ahead and not delivered");
        assertEquals(1, fresh.getIntProperty("JMSXDeliveryCount"));
    }

    @Test
    void recoverBeginsAgainWithTheFirstUnacknowledgedMessage() throws Exception {
        Session session = broker().connect().createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(session);
        send(session, queue, "1", "2", "3");
        MessageConsumer consumer = session.createConsumer(queue);
        for (int count = 1; count <= 3; count++) {
            Message first = consumer.receive(JmsBroker.PATIENCE);
            assertEquals("1", text(first));
            assertEquals(count, first.getIntProperty("JMSXDeliveryCount"));
            assertEquals("2", text(consumer.receive(JmsBroker.PATIENCE)));
            session.recover();
        }
        List<String> all = receive(consumer, 3);
        assertEquals(List.of("1", "2", "3"), all);
    }

    @Test
    void receiveNoWaitSeesWhatIsInTheQueue() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageConsumer early = session.createConsumer(queue);
        assertNull(early.receiveNoWait());
        early.close();
        send(session, queue, "there");
        assertEquals("there", text(session.createConsumer(queue).receiveNoWait()));
    }

    @Test
    void aConsumerThatFetchesOneByOneLeavesTheOthersToOthers() throws Exception {
        Connection connection = broker().connect("jms.prefetchPolicy.all=0");
        Session session = connection.createSession();
        Queue queue = queue(session);
        send(session, queue, "1", "2", "3");
        MessageConsumer slow = session.createConsumer(queue);
        assertEquals("1", text(slow.receive(JmsBroker.PATIENCE)));
        Session other = connection.createSession();
        assertEquals(List.of("2", "3"), receive(other.createConsumer(queue), 2));
        assertNull(slow.receiveNoWait());
    }

    // 6.2.6, 8.7 Listeners.

    @Test
    void aListenerGetsMessagesOneByOneInOrder() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession();
        Queue queue = queue(session);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(500);
        session.createConsumer(queue).setMessageListener(message -> {
            assertEquals(1, inside.incrementAndGet());
            try {
                got.add(text(message));
            } catch (JMSException failed) {
                got.add(failed.toString());
            }
            inside.decrementAndGet();
            all.countDown();
        });
        Session sender = connection.createSession();
        List<String> sent = new ArrayList<>();
        MessageProducer producer = sender.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        for (int i = 0; i < 500; i++) {
            sent.add("m" + i);
            producer.send(sender.createTextMessage("m" + i));
        }
        assertTrue(all.await(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        assertEquals(sent, got);
    }

    @Test
    void aListenerThatThrowsGetsTheMessageAgainBeforeTheNextOne() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession();
        Queue queue = queue(session);
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                got.add(text(message) + message.getIntProperty("JMSXDeliveryCount") + message.getJMSRedelivered());
                if (text(message).equals("bad") && message.getIntProperty("JMSXDeliveryCount") < 3) {
                    throw new IllegalArgumentException("as the test wants it");
                }
            } catch (JMSException failed) {
                got.add(failed.toString());
            }
        });
        send(connection.createSession(), queue, "bad", "next");
        for (String expected : List.of("bad1false", "bad2true", "bad3true", "next1false")) {
            assertEquals(expected, got.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void aListenerMayCloseItsConsumerButNotItsSession() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
        consumer.setMessageListener(message -> {
            outcomes.add(outcome(session::close));
            outcomes.add(outcome(connection::stop));
            outcomes.add(outcome(connection::close));
            outcomes.add(outcome(consumer::close));
        });
        send(connection.createSession(), queue, "1", "2");
        for (int i = 0; i < 3; i++) {
            assertTrue(outcomes.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS) instanceof IllegalStateException);
        }
        assertEquals("done", outcomes.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        Session next = connection.createSession();
        assertEquals(List.of("2"), receive(next.createConsumer(queue), 1));
    }

    @Test
    void aStoppedConnectionDeliversNothingAndSends() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        connection.stop();
        send(session, queue, "1");
        assertNull(consumer.receive(JmsBroker.SHORT));
        assertNull(consumer.receiveNoWait());
        connection.start();
        assertEquals(List.of("1"), receive(consumer, 1));
    }

    @Test
    void aSessionWithAListenerIsNotAskedForMessages() throws Exception {
        Session session = broker().connect().createSession();
        MessageConsumer listening = session.createConsumer(queue(session));
        MessageConsumer asking = session.createConsumer(queue(session));
        listening.setMessageListener(message -> {});
        assertThrows(IllegalStateException.class, asking::receiveNoWait);
        listening.setMessageListener(null);
        assertNull(asking.receiveNoWait());
    }

    // 6.2.7 Transactions.

    @Test
    void aCommitSendsAndAcknowledgesTogether() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue in = queue(session);
        Queue out = queue(session);
        send(connection.createSession(), in, "a", "b");
        MessageConsumer consumer = session.createConsumer(in);
        assertEquals("a", text(consumer.receive(JmsBroker.PATIENCE)));
        send(session, out, "A");
        Session other = connection.createSession();
        MessageConsumer watching = other.createConsumer(out);
        assertNull(watching.receive(JmsBroker.SHORT), "not before the commit");
        session.commit();
        assertEquals(List.of("A"), receive(watching, 1));

        assertEquals("b", text(consumer.receive(JmsBroker.PATIENCE)));
        send(session, out, "B");
        session.rollback();
        assertNull(watching.receive(JmsBroker.SHORT));
        Message again = consumer.receive(JmsBroker.PATIENCE);
        assertEquals("b", text(again));
        assertTrue(again.getJMSRedelivered());
        session.commit();
        session.commit();
        session.close();
        assertNull(other.createConsumer(in).receiveNoWait());
    }

    @Test
    void closingATransactedSessionRollsItBack() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession(true, 0);
        Queue in = queue(session);
        send(connection.createSession(), in, "a");
        MessageConsumer consumer = session.createConsumer(in);
        assertEquals("a", text(consumer.receive(JmsBroker.PATIENCE)));
        consumer.close();
        send(session, in, "never");
        session.close();
        Session next = connection.createSession();
        MessageConsumer other = next.createConsumer(in);
        Message again = other.receive(JmsBroker.PATIENCE);
        assertEquals("a", text(again));
        assertEquals(2, again.getIntProperty("JMSXDeliveryCount"));
        assertNull(other.receiveNoWait());
    }

    @Test
    void whatIsOfTransactionsIsRefusedWithoutThemAndTheOtherWayRound() throws Exception {
        Connection connection = broker().connect();
        Session plain = connection.createSession();
        assertThrows(IllegalStateException.class, plain::commit);
        assertThrows(IllegalStateException.class, plain::rollback);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        assertThrows(IllegalStateException.class, transacted::recover);
        assertEquals(Session.SESSION_TRANSACTED, transacted.getAcknowledgeMode());
        assertThrows(JMSException.class, () -> connection.createSession(false, 17));
    }
}
