// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.stomp.StompSocket;
import org.portagemq.jms.PortageConnectionFactory;

/** RocketMQ's, AMQP's and STOMP's clients read each other's messages: a topic is a key of amq.topic. */
class AcrossProtocolsTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");

    private Channel amqp() throws Exception {
        com.rabbitmq.client.ConnectionFactory factory = new com.rabbitmq.client.ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(ROCKET.server().port("amqp"));
        Connection connection = factory.newConnection();
        ROCKET.atEnd(connection::abort);
        return connection.createChannel();
    }

    private BlockingQueue<MessageExt> consume() throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(topic, "*");
        return RocketExtension.collect(consumer);
    }

    private DefaultMQProducer warmProducer() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, null, "warm"));
        return producer;
    }

    @Test
    @Tag("rocketmq.meet.amqp")
    void amqpReadsMessagesOfATopicWithTheirProperties() throws Exception {
        DefaultMQProducer producer = warmProducer();
        Channel channel = amqp();
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "amq.topic", topic);
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        channel.basicConsume(queue, true, (tag, delivery) -> deliveries.add(delivery), tag -> {});
        Message message = RocketExtension.message(topic, "blue", "x".repeat(10_000));
        message.setKeys("k1");
        message.putUserProperty("who", "me");
        producer.send(message);
        Delivery delivery = deliveries.poll(RocketExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(delivery, "nothing arrived");
        assertEquals(topic, delivery.getEnvelope().getRoutingKey());
        // It travelled compressed.
        assertEquals("x".repeat(10_000), new String(delivery.getBody(), StandardCharsets.UTF_8));
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        assertEquals("me", headers.get("who").toString());
        assertEquals("blue", headers.get("TAGS").toString());
        assertEquals("k1", headers.get("KEYS").toString());
        assertNotNull(delivery.getProperties().getMessageId());
    }

    @Test
    @Tag("rocketmq.meet.amqp")
    void aRocketConsumerReadsMessagesOfAmqpWithTheirHeaders() throws Exception {
        warmProducer();
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .correlationId("c-1")
                .headers(Map.of("number", 42, "word", "yes", "TAGS", "red"))
                .deliveryMode(2)
                .build();
        amqp().basicPublish("amq.topic", topic, properties, "from amqp".getBytes(StandardCharsets.UTF_8));
        MessageExt message = RocketExtension.next(got);
        assertEquals("from amqp", RocketExtension.text(message));
        assertEquals("42", message.getProperty("number"));
        assertEquals("yes", message.getProperty("word"));
        assertEquals("red", message.getTags());
        assertEquals("c-1", message.getProperty("CORRELATION_ID"));
        assertEquals("text/plain", message.getProperty("contentType"));
        assertEquals(topic, message.getTopic());
    }

    @Test
    @Tag("rocketmq.meet.amqp")
    void aMessageOfAmqpThatFailsInARocketConsumerComesAgain() throws Exception {
        warmProducer();
        BlockingQueue<MessageExt> tries = new LinkedBlockingQueue<>();
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            context.setDelayLevelWhenNextConsume(1);
            boolean again = messages.stream()
                    .anyMatch(one -> RocketExtension.text(one).equals("hard") && one.getReconsumeTimes() == 0);
            tries.addAll(messages);
            return again ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        RocketExtension.next(tries);
        amqp().basicPublish(
                        "amq.topic",
                        topic,
                        new AMQP.BasicProperties.Builder()
                                .headers(Map.of("h", "v"))
                                .build(),
                        "hard".getBytes(StandardCharsets.UTF_8));
        assertEquals(0, RocketExtension.next(tries).getReconsumeTimes());
        MessageExt second = RocketExtension.next(tries);
        assertEquals(1, second.getReconsumeTimes());
        assertEquals("hard", RocketExtension.text(second));
        assertEquals("v", second.getProperty("h"));
        assertEquals(topic, second.getTopic());
    }

    @Test
    @Tag("rocketmq.meet.names")
    void anExchangeIsSentToWithTheTagAsKey() throws Exception {
        Channel channel = amqp();
        String exchange = RocketExtension.name("E");
        channel.exchangeDeclare(exchange, "direct");
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, "red");
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(exchange, "red", "wanted"));
        assertEquals("wanted", new String(channel.basicGet(queue, true).getBody(), StandardCharsets.UTF_8));
        channel.exchangeDelete(exchange);
    }

    @Test
    @Tag("rocketmq.meet.stomp")
    void stompAndRocketReadEachOther() throws Exception {
        DefaultMQProducer producer = warmProducer();
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        try (StompSocket socket = StompSocket.connected(ROCKET.server().port("stomp"), "1.2")) {
            socket.send(StompSocket.subscribe("1", "/topic/" + topic, ""));
            socket.expect("RECEIPT");
            Message message = RocketExtension.message(topic, "blue", "to stomp");
            message.putUserProperty("who", "me");
            producer.send(message);
            String delivered = socket.expect("MESSAGE");
            assertEquals("to stomp", StompSocket.body(delivered));
            assertTrue(delivered.contains("\nwho:me\n") && delivered.contains("\nTAGS:blue\n"), delivered);
            assertEquals("to stomp", RocketExtension.text(RocketExtension.next(got)));
            socket.send("SEND\ndestination:/topic/" + topic + "\ncolor:red\n\nfrom stomp^@");
            MessageExt fromStomp = RocketExtension.next(got);
            assertEquals("from stomp", RocketExtension.text(fromStomp));
            assertEquals("red", fromStomp.getProperty("color"));
        }
    }

    @Test
    @Tag("rocketmq.meet.names")
    void aQueueOfAmqpIsATopicThatIsSentTo() throws Exception {
        Channel channel = amqp();
        channel.queueDeclare(topic, true, false, false, Map.of());
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        channel.basicConsume(topic, true, (tag, delivery) -> deliveries.add(delivery), tag -> {});
        DefaultMQProducer producer = ROCKET.producer();
        SendResult sent = producer.send(RocketExtension.message(topic, "red", "to the queue"));
        assertEquals(1, producer.fetchPublishMessageQueues(topic).size());
        Delivery delivery = deliveries.poll(RocketExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(delivery, "nothing arrived");
        assertEquals("to the queue", new String(delivery.getBody(), StandardCharsets.UTF_8));
        assertEquals(sent.getMsgId(), delivery.getProperties().getMessageId());
    }

    @Test
    @Tag("rocketmq.pop.queue")
    void aQueueOfAmqpIsATopicThatIsPopped() throws Exception {
        Channel channel = amqp();
        channel.queueDeclare(topic, true, false, false, Map.of());
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.setClientRebalance(false);
        consumer.subscribe(topic, "*");
        BlockingQueue<MessageExt> got = RocketExtension.collect(consumer);
        channel.basicPublish("", topic, new AMQP.BasicProperties(), "from the queue".getBytes(StandardCharsets.UTF_8));
        assertEquals("from the queue", RocketExtension.text(RocketExtension.next(got)));
        // It is acknowledged: then the queue may be deleted as empty.
        RocketExtension.eventually("the queue is empty and nothing is out", () -> {
            try {
                amqp().queueDelete(topic, false, true);
                return true;
            } catch (Exception notYet) {
                return false;
            }
        });
    }

    /** JMS' topics over both of its protocols: AMQP 1.0, and the native one. */
    private void checkJms(ConnectionFactory jms) throws Exception {
        DefaultMQProducer producer = warmProducer();
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        try (JMSContext context = jms.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createTopic(topic));
            Message message = RocketExtension.message(topic, "blue", "to jms");
            message.setKeys("k1");
            message.putUserProperty("who", "me");
            producer.send(message);
            jakarta.jms.Message received = consumer.receive(RocketExtension.PATIENCE_MS);
            assertNotNull(received, "nothing arrived");
            assertEquals("to jms", new String(received.getBody(byte[].class), StandardCharsets.UTF_8));
            assertEquals("me", received.getStringProperty("who"));
            assertEquals("blue", received.getStringProperty("TAGS"));
            assertEquals("k1", received.getStringProperty("KEYS"));
            assertEquals("to jms", RocketExtension.text(RocketExtension.next(got)));
            context.createProducer()
                    .setProperty("number", 42)
                    .setProperty("TAGS", "red")
                    .setJMSCorrelationID("c-1")
                    .send(context.createTopic(topic), "from jms");
            MessageExt back = RocketExtension.next(got);
            assertEquals("from jms", RocketExtension.text(back));
            assertEquals("42", back.getProperty("number"));
            assertEquals("red", back.getTags());
            assertEquals("c-1", back.getProperty("CORRELATION_ID"));
        }
    }

    @Test
    @Tag("rocketmq.meet.jms")
    void jmsOverAmqp10AndRocketReadEachOthersMessages() throws Exception {
        checkJms(new JmsConnectionFactory(
                "guest", "guest", "amqp://127.0.0.1:" + ROCKET.server().port("amqp")));
    }

    @Test
    @Tag("rocketmq.meet.jms")
    void jmsOverTheNativeProtocolAndRocketReadEachOthersMessages() throws Exception {
        checkJms(new PortageConnectionFactory("guest", "guest", "portage://" + ROCKET.broker()));
    }
}
