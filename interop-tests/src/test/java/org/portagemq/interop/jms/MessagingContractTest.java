// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.jms.Sessions.outcome;
import static org.portagemq.interop.jms.Sessions.queue;
import static org.portagemq.interop.jms.Sessions.receive;
import static org.portagemq.interop.jms.Sessions.send;
import static org.portagemq.interop.jms.Sessions.text;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.portagemq.jms.PortageConnectionFactory;

/** Messages, producers, browsers and closing, by the chapters of the specification. */
abstract class MessagingContractTest {

    abstract JmsBroker broker();

    // 3.4 Header fields.

    @Test
    void aSendSetsTheHeaderFieldsOnBothSides() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.setPriority(7);
        producer.setTimeToLive(100_000);
        TextMessage sent = session.createTextMessage("a");
        sent.setJMSMessageID("rubbish");
        sent.setJMSPriority(2);
        sent.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        sent.setJMSType("kind");
        sent.setJMSCorrelationID("c-1");
        sent.setJMSReplyTo(session.createTopic("answers"));
        sent.setIntProperty("n", 3);
        long before = System.currentTimeMillis();
        producer.send(sent);
        long after = System.currentTimeMillis();

        Message got = session.createConsumer(queue).receive(JmsBroker.PATIENCE);
        for (Message each : List.of(sent, got)) {
            assertTrue(each.getJMSMessageID().startsWith("ID:"));
            assertEquals(queue, each.getJMSDestination());
            assertEquals(7, each.getJMSPriority());
            assertEquals(DeliveryMode.PERSISTENT, each.getJMSDeliveryMode());
            assertTrue(each.getJMSTimestamp() >= before && each.getJMSTimestamp() <= after);
            assertEquals(each.getJMSTimestamp() + 100_000, each.getJMSExpiration());
            assertEquals(each.getJMSTimestamp(), each.getJMSDeliveryTime());
        }
        assertEquals(sent.getJMSMessageID(), got.getJMSMessageID());
        assertEquals("kind", got.getJMSType());
        assertEquals("c-1", got.getJMSCorrelationID());
        assertEquals(session.createTopic("answers"), got.getJMSReplyTo());
        assertFalse(got.getJMSRedelivered());
        assertEquals(1, got.getIntProperty("JMSXDeliveryCount"));
        assertEquals(3, got.getIntProperty("n"));
    }

    @Test
    void aMessageMayBeChangedAndSentAgain() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        TextMessage message = session.createTextMessage("first");
        producer.send(message);
        message.setText("second");
        producer.send(message);
        assertEquals(List.of("first", "second"), receive(session.createConsumer(queue), 2));
    }

    @Test
    void higherPrioritiesOvertakeLowerOnes() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        for (int priority = 0; priority < 10; priority++) {
            producer.send(session.createTextMessage(Integer.toString(priority)), DeliveryMode.PERSISTENT, priority, 0);
        }
        assertEquals(
                List.of("9", "8", "7", "6", "5", "4", "3", "2", "1", "0"), receive(session.createConsumer(queue), 10));
    }

    @Test
    void anExpiredMessageIsNotDelivered() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("short"), DeliveryMode.PERSISTENT, 4, 1);
        producer.setDeliveryDelay(50);
        producer.send(session.createTextMessage("late"));
        MessageConsumer consumer = session.createConsumer(queue);
        assertEquals(List.of("late"), receive(consumer, 1));
        assertNull(consumer.receiveNoWait());
    }

    @Test
    void aDelayedMessageComesNotBeforeItsTime() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(300);
        TextMessage sent = session.createTextMessage("later");
        producer.send(sent);
        MessageConsumer consumer = session.createConsumer(queue);
        assertNull(consumer.receiveNoWait());
        Message got = consumer.receive(JmsBroker.PATIENCE);
        assertTrue(System.currentTimeMillis() >= sent.getJMSDeliveryTime());
        assertEquals(sent.getJMSDeliveryTime(), got.getJMSDeliveryTime());
    }

    // 3.8 Selectors.

    @Test
    void aSelectorFindsItsMessageBehindThousandsOfOthersWhichStay() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        for (int i = 0; i < 3_000; i++) {
            Message other = session.createMessage();
            other.setIntProperty("n", i);
            producer.send(other);
        }
        TextMessage wanted = session.createTextMessage("wanted");
        wanted.setJMSType("w");
        producer.send(wanted);
        MessageConsumer consumer = session.createConsumer(queue, "JMSType = 'w' OR n = -1");
        assertEquals(List.of("wanted"), receive(consumer, 1));
        consumer.close();
        assertEquals(
                0, session.createConsumer(queue).receive(JmsBroker.PATIENCE).getIntProperty("n"));
    }

    @Test
    void aSelectorThatIsNoneIsRefusedWhereverItIsGiven() throws Exception {
        Session session = broker().connectAs(JmsBroker.name("client")).createSession();
        Queue queue = queue(session);
        for (String wrong : List.of("definitely not a message selector!", "NULL = 0", "p > 'foo'", "p IN (1, 2)")) {
            assertThrows(InvalidSelectorException.class, () -> session.createConsumer(queue, wrong), wrong);
            assertThrows(InvalidSelectorException.class, () -> session.createBrowser(queue, wrong), wrong);
            assertThrows(
                    InvalidSelectorException.class,
                    () -> session.createDurableSubscriber(session.createTopic("t"), "s", wrong, false),
                    wrong);
        }
        MessageConsumer all = session.createConsumer(queue, "");
        assertNull(all.getMessageSelector());
    }

    // 6.1.7 Closing.

    @Test
    void closingUnblocksAReceiver() throws Exception {
        Session session = broker().connect().createSession();
        MessageConsumer consumer = session.createConsumer(queue(session));
        AtomicReference<Object> outcome = new AtomicReference<>("none");
        Thread receiver = new Thread(() -> {
            try {
                outcome.set(String.valueOf(consumer.receive()));
            } catch (JMSException failed) {
                outcome.set(failed);
            }
        });
        receiver.start();
        while (receiver.getState() != Thread.State.WAITING && receiver.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        session.close();
        receiver.join(JmsBroker.PATIENCE);
        assertEquals("null", outcome.get());
    }

    @Test
    void whatIsClosedRefusesEverythingButClose() throws Exception {
        Connection connection = broker().connect();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        session.close();
        session.close();
        consumer.close();
        producer.close();
        assertThrows(IllegalStateException.class, session::createMessage);
        assertThrows(IllegalStateException.class, session::getAcknowledgeMode);
        assertThrows(IllegalStateException.class, consumer::getMessageSelector);
        assertThrows(IllegalStateException.class, consumer::receiveNoWait);
        assertThrows(IllegalStateException.class, producer::getPriority);
        connection.close();
        connection.close();
        assertThrows(IllegalStateException.class, connection::getClientID);
        assertThrows(IllegalStateException.class, connection::createSession);
    }

    // 7 Producers.

    @Test
    void wrongUseOfAProducerGetsTheExceptionThatTheSpecificationNames() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer anonymous = session.createProducer(null);
        MessageProducer bound = session.createProducer(queue);
        Message message = session.createMessage();
        assertThrows(UnsupportedOperationException.class, () -> anonymous.send(message));
        assertThrows(UnsupportedOperationException.class, () -> bound.send(queue, message));
        assertThrows(InvalidDestinationException.class, () -> anonymous.send(null, message));
        assertThrows(MessageFormatException.class, () -> bound.send(null));
        assertThrows(JMSException.class, () -> bound.setPriority(10));
        assertThrows(JMSException.class, () -> bound.setDeliveryMode(-1));
        assertThrows(IllegalArgumentException.class, () -> bound.send(message, (CompletionListener) null));
        assertThrows(InvalidDestinationException.class, () -> session.createConsumer(null));
        anonymous.send(queue, message);
        assertNotNull(session.createConsumer(queue).receive(JmsBroker.PATIENCE));
    }

    @Test
    void completionListenersHearInOrderOnAnotherThread() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        List<String> sent = new ArrayList<>();
        Thread sender = Thread.currentThread();
        BlockingQueue<Object> forbidden = new LinkedBlockingQueue<>();
        for (int i = 0; i < 50; i++) {
            sent.add("m" + i);
            producer.send(session.createTextMessage("m" + i), new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    assertTrue(Thread.currentThread() != sender);
                    forbidden.add(outcome(session::close));
                    try {
                        heard.add(text(message));
                    } catch (JMSException failed) {
                        heard.add(failed.toString());
                    }
                }

                @Override
                public void onException(Message message, Exception exception) {
                    heard.add(exception.toString());
                }
            });
        }
        producer.close();
        assertEquals(sent, heard, "close waits for all");
        assertTrue(forbidden.stream().allMatch(each -> each instanceof IllegalStateException));
        assertEquals(sent, receive(session.createConsumer(queue), 50));
    }

    // 9 Browsers.

    @Test
    void aBrowserSeesMessagesAndTakesNone() throws Exception {
        Session session = broker().connect().createSession();
        Queue queue = queue(session);
        send(session, queue, "1", "2", "3");
        QueueBrowser browser = session.createBrowser(queue);
        for (int round = 0; round < 2; round++) {
            List<String> seen = new ArrayList<>();
            for (Enumeration<?> all = browser.getEnumeration(); all.hasMoreElements(); ) {
                seen.add(text((Message) all.nextElement()));
            }
            assertEquals(List.of("1", "2", "3"), seen);
        }
        browser.close();
        assertEquals(List.of("1", "2", "3"), receive(session.createConsumer(queue), 3));
        assertFalse(session.createBrowser(queue).getEnumeration().hasMoreElements());
    }

    // 6.3 Users.

    @Test
    void aWrongLoginIsRefused() {
        PortageConnectionFactory factory = broker().factory();
        assertThrows(JMSSecurityException.class, () -> factory.createConnection("guest", "wrong"));
        assertThrows(JMSSecurityException.class, () -> factory.createConnection("nobody", "guest"));
    }

    // The simplified interface.

    @Test
    void aContextSendsAndReceivesBodies() throws Exception {
        try (JMSContext context = broker().factory().createContext()) {
            Queue queue = context.createQueue(JmsBroker.name("q"));
            context.createProducer()
                    .setProperty("n", 5)
                    .setJMSCorrelationID("c")
                    .setJMSType("t")
                    .send(queue, "text")
                    .send(queue, new byte[] {1, 2});
            JMSConsumer consumer = context.createConsumer(queue, "n = 5");
            assertThrows(
                    MessageFormatRuntimeException.class, () -> consumer.receiveBody(byte[].class, JmsBroker.PATIENCE));
            Message text = consumer.receive(JmsBroker.PATIENCE);
            assertEquals("text", text.getBody(String.class), "it was not taken");
            assertFalse(text.getJMSRedelivered());
            assertEquals("c", text.getJMSCorrelationID());
            assertEquals(2, consumer.receiveBody(byte[].class, JmsBroker.PATIENCE).length);
            assertNull(consumer.receiveBodyNoWait(String.class));
        }
    }

    @Test
    void theLastContextOfAConnectionClosesIt() {
        JMSContext first = broker().factory().createContext();
        JMSContext second = first.createContext(JMSContext.SESSION_TRANSACTED);
        first.close();
        Queue queue = second.createQueue(JmsBroker.name("q"));
        second.createProducer().send(queue, "kept");
        second.commit();
        assertEquals("kept", second.createConsumer(queue).receiveBody(String.class, JmsBroker.PATIENCE));
        second.close();
        assertThrows(jakarta.jms.IllegalStateRuntimeException.class, second::createProducer);
    }
}
