// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.stomp.StompSocket;

/** JMS and STOMP read each other's messages, and answer them. */
class JmsAndStompTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.inProcess();

    private StompSocket stomp;
    private Session session;

    @BeforeEach
    void connect() throws Exception {
        stomp = StompSocket.connected(BROKER.server().port("stomp"), "1.2");
        session = BROKER.connect().createSession();
    }

    @AfterEach
    void close() throws Exception {
        stomp.close();
    }

    private void subscribe(String id, String destination) throws Exception {
        stomp.send(StompSocket.subscribe(id, destination, ""));
        assertEquals(id, StompSocket.header(stomp.expect("RECEIPT"), "receipt-id"));
    }

    @Test
    void aMessageOfStompIsReadSelectedAndAnswered() throws Exception {
        Queue queue = session.createQueue(JmsBroker.name("q"));
        String answers = JmsBroker.name("answers");
        subscribe("a", "/queue/" + answers);
        MessageConsumer consumer = session.createConsumer(queue, "n = '7' AND JMSType = 'kind'");
        stomp.send("SEND\ndestination:/queue/" + queue.getQueueName()
                + "\ncontent-type:text/plain\ncorrelation-id:c\nreply-to:/queue/" + answers
                + "\ntype:kind\nn:7\n\ngrüße^@");

        TextMessage got = assertInstanceOf(TextMessage.class, consumer.receive(JmsBroker.PATIENCE));
        assertEquals("grüße", got.getText());
        assertEquals("7", got.getStringProperty("n"));
        assertEquals("c", got.getJMSCorrelationID());
        assertEquals("kind", got.getJMSType());
        assertEquals(session.createQueue(answers), got.getJMSReplyTo());

        TextMessage answer = session.createTextMessage("answer");
        answer.setJMSCorrelationID(got.getJMSCorrelationID());
        session.createProducer(got.getJMSReplyTo()).send(answer);
        String frame = stomp.expect("MESSAGE");
        assertEquals("c", StompSocket.header(frame, "correlation-id"));
        assertEquals("answer", StompSocket.body(frame));
    }

    @Test
    void aTemporaryQueueOfEitherSideTakesTheAnswerOfTheOther() throws Exception {
        Queue queue = session.createQueue(JmsBroker.name("q"));
        MessageConsumer consumer = session.createConsumer(queue);
        stomp.send("SEND\ndestination:/queue/" + queue.getQueueName() + "\nreply-to:/temp-queue/mine\n\nask^@");
        session.createProducer(consumer.receive(JmsBroker.PATIENCE).getJMSReplyTo())
                .send(session.createTextMessage("from JMS"));
        assertEquals("from JMS", StompSocket.body(stomp.expect("MESSAGE")));

        String service = JmsBroker.name("service");
        subscribe("s", "/queue/" + service);
        TemporaryQueue own = session.createTemporaryQueue();
        TextMessage request = session.createTextMessage("ask");
        request.setJMSReplyTo(own);
        session.createProducer(session.createQueue(service)).send(request);
        String to = StompSocket.header(stomp.expect("MESSAGE"), "reply-to");
        stomp.send("SEND\ndestination:" + to + "\ncontent-type:text/plain\n\nfrom STOMP^@");
        TextMessage answer = (TextMessage) session.createConsumer(own).receive(JmsBroker.PATIENCE);
        assertEquals("from STOMP", answer.getText());
    }

    @Test
    void bodiesAndPropertiesOfJmsAreHeadersAndTexts() throws Exception {
        Queue queue = session.createQueue(JmsBroker.name("q"));
        subscribe("q", "/queue/" + queue.getQueueName());
        MessageProducer producer = session.createProducer(queue);
        TextMessage text = session.createTextMessage("text");
        text.setIntProperty("n", 7);
        text.setBooleanProperty("b", true);
        text.setJMSType("kind");
        text.setJMSCorrelationID("c");
        producer.send(text);
        MapMessage map = session.createMapMessage();
        map.setString("s", "x");
        producer.send(map);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeBytes(new byte[] {'o', 'c', 't'});
        producer.send(bytes);

        String frame = stomp.expect("MESSAGE");
        assertEquals("text", StompSocket.body(frame));
        assertEquals("7", StompSocket.header(frame, "n"));
        assertEquals("true", StompSocket.header(frame, "b"));
        assertEquals("kind", StompSocket.header(frame, "type"));
        assertEquals("c", StompSocket.header(frame, "correlation-id"));
        String json = stomp.expect("MESSAGE");
        assertEquals("{\"s\":\"x\"}", StompSocket.body(json));
        String octets = stomp.expect("MESSAGE");
        assertEquals("oct", StompSocket.body(octets));
        assertEquals("3", StompSocket.header(octets, "content-length"));
    }

    @Test
    void bytesOfStompAreBytesAndTopicsMeet() throws Exception {
        String name = JmsBroker.name("t");
        MessageConsumer consumer = session.createConsumer(session.createTopic(name + ".*"));
        stomp.send("SEND\ndestination:/topic/" + name + ".a\ncontent-type:application/octet-stream\n\nabc^@");
        BytesMessage got = assertInstanceOf(BytesMessage.class, consumer.receive(JmsBroker.PATIENCE));
        assertEquals(3, got.getBodyLength());
        assertEquals(session.createTopic(name + ".a"), got.getJMSDestination());
        assertNull(got.getJMSCorrelationID());
        assertTrue(got.getJMSDeliveryTime() > 0);
    }
}
