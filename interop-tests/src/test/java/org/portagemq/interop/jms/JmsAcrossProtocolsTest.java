// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** This provider, AMQP 0-9-1, and AMQP 1.0 by Qpid JMS read each other's messages. */
class JmsAcrossProtocolsTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.inProcess();

    private interface OnChannel {
        void run(Channel channel) throws Exception;
    }

    private static void amqp(OnChannel action) throws Exception {
        com.rabbitmq.client.ConnectionFactory factory = new com.rabbitmq.client.ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(BROKER.server().port("amqp"));
        try (com.rabbitmq.client.Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            action.run(channel);
        }
    }

    private static Connection qpid() throws Exception {
        Connection connection = new JmsConnectionFactory(
                        "guest", "guest", "amqp://127.0.0.1:" + BROKER.server().port("amqp"))
                .createConnection();
        connection.start();
        return BROKER.closedAfterTest(connection);
    }

    @Test
    void messagesOfAmqpKeepTheirPropertiesAndMayBeAnswered() throws Exception {
        Session session = BROKER.connect().createSession();
        String name = JmsBroker.name("q");
        MessageConsumer consumer = session.createConsumer(session.createQueue(name), "n = 42 AND JMSType = 'kind'");
        amqp(channel -> {
            String answers = channel.queueDeclare().getQueue();
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .contentType("text/plain")
                    .deliveryMode(2)
                    .type("kind")
                    .correlationId("c")
                    .messageId("m")
                    .replyTo(answers)
                    .headers(Map.of("n", 42, "dashed-name", true))
                    .build();
            channel.basicPublish("", name, properties, "grüße".getBytes(StandardCharsets.UTF_8));
            channel.basicPublish(
                    "", name, properties.builder().contentType(null).build(), new byte[] {1});

            TextMessage got = assertInstanceOf(TextMessage.class, consumer.receive(JmsBroker.PATIENCE));
            assertEquals("grüße", got.getText());
            assertEquals(42, got.getIntProperty("n"));
            assertEquals(true, got.getBooleanProperty("dashed-name"));
            assertEquals("c", got.getJMSCorrelationID());
            assertEquals("ID:AMQP_NO_PREFIX:m", got.getJMSMessageID());
            BytesMessage bytes = assertInstanceOf(BytesMessage.class, consumer.receive(JmsBroker.PATIENCE));
            assertEquals(1, bytes.getBodyLength());

            TextMessage answer = session.createTextMessage("answer");
            answer.setJMSCorrelationID(got.getJMSMessageID());
            session.createProducer(got.getJMSReplyTo()).send(answer);
            GetResponse response = channel.basicGet(answers, true);
            assertEquals("answer", new String(response.getBody(), StandardCharsets.UTF_8));
            assertEquals("m", response.getProps().getCorrelationId(), "as it was before");
        });
    }

    @Test
    void amqpReadsWhatJmsSends() throws Exception {
        Session session = BROKER.connect().createSession();
        Queue queue = session.createQueue(JmsBroker.name("q"));
        TextMessage text = session.createTextMessage("text");
        text.setJMSType("kind");
        text.setLongProperty("n", 7);
        text.setStringProperty("s", "x");
        session.createProducer(queue).send(text);
        amqp(channel -> {
            GetResponse got = channel.basicGet(queue.getQueueName(), true);
            assertEquals("text", new String(got.getBody(), StandardCharsets.UTF_8));
            assertEquals("kind", got.getProps().getType());
            assertEquals(text.getJMSMessageID(), got.getProps().getMessageId());
            assertEquals(2, got.getProps().getDeliveryMode());
            assertEquals(7L, got.getProps().getHeaders().get("n"));
            assertEquals("x", got.getProps().getHeaders().get("s").toString());
        });
    }

    @Test
    void aServiceOfAmqpAnswersARequestOfJms() throws Exception {
        Session session = BROKER.connect().createSession();
        Queue service = session.createQueue(JmsBroker.name("service"));
        Queue answers = session.createTemporaryQueue();
        BytesMessage request = session.createBytesMessage();
        request.writeBytes(new byte[] {1, 2, 3});
        request.setJMSReplyTo(answers);
        request.setJMSCorrelationID("c-1");
        session.createProducer(service).send(request);
        amqp(channel -> {
            GetResponse asked = channel.basicGet(service.getQueueName(), true);
            assertArrayEquals(new byte[] {1, 2, 3}, asked.getBody());
            assertEquals(answers.getQueueName(), asked.getProps().getReplyTo());
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .contentType("text/plain")
                    .correlationId(asked.getProps().getCorrelationId())
                    .build();
            channel.basicPublish("", asked.getProps().getReplyTo(), properties, new byte[] {'o', 'k'});
        });
        TextMessage answer = assertInstanceOf(
                TextMessage.class, session.createConsumer(answers).receive(JmsBroker.PATIENCE));
        assertEquals("ok", answer.getText());
        assertEquals("c-1", answer.getJMSCorrelationID());
    }

    @Test
    void topicsAreThoseOfAmqp() throws Exception {
        Session session = BROKER.connect().createSession();
        String key = JmsBroker.name("a") + ".b";
        MessageConsumer consumer = session.createConsumer(session.createTopic(key));
        amqp(channel -> channel.basicPublish("amq.topic", key, null, new byte[] {5}));
        Message got = consumer.receive(JmsBroker.PATIENCE);
        assertEquals(session.createTopic(key), got.getJMSDestination());
    }

    @Test
    void bodiesOfAllKindsGoToQpidAndBack() throws Exception {
        Session own = BROKER.connect().createSession();
        Session qpid = qpid().createSession();
        for (Session[] way : new Session[][] {{own, qpid}, {qpid, own}}) {
            Session from = way[0];
            Session to = way[1];
            String name = JmsBroker.name("q");
            MessageConsumer consumer = to.createConsumer(to.createQueue(name));
            var producer = from.createProducer(from.createQueue(name));
            MapMessage map = from.createMapMessage();
            map.setInt("i", 3);
            map.setBytes("b", new byte[] {1, 2});
            producer.send(map);
            StreamMessage stream = from.createStreamMessage();
            stream.writeString("s");
            stream.writeLong(9);
            producer.send(stream);
            BytesMessage bytes = from.createBytesMessage();
            bytes.writeInt(77);
            producer.send(bytes);
            producer.send(from.createTextMessage("t"));

            MapMessage gotMap = assertInstanceOf(MapMessage.class, consumer.receive(JmsBroker.PATIENCE));
            assertEquals(3, gotMap.getInt("i"));
            assertArrayEquals(new byte[] {1, 2}, gotMap.getBytes("b"));
            StreamMessage gotStream = assertInstanceOf(StreamMessage.class, consumer.receive(JmsBroker.PATIENCE));
            assertEquals("s", gotStream.readString());
            assertEquals(9, gotStream.readLong());
            assertEquals(
                    77,
                    assertInstanceOf(BytesMessage.class, consumer.receive(JmsBroker.PATIENCE))
                            .readInt());
            TextMessage text = assertInstanceOf(TextMessage.class, consumer.receive(JmsBroker.PATIENCE));
            assertEquals("t", text.getText());
        }
    }
}
