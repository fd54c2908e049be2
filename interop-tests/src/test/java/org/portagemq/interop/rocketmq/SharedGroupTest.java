// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.stomp.StompSocket;
import org.portagemq.jms.PortageConnectionFactory;

/** Clients of other protocols are members of a group of a topic, as queue TOPIC::GROUP. */
class SharedGroupTest {

    private static final int ALL = 8;
    private static final int FIRST = 3;

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");
    private final String group = RocketExtension.name("G");
    private final String queue = topic + "::" + group;

    /** To all four queues of the topic in turn. */
    @BeforeEach
    void send() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        producer.setDefaultTopicQueueNums(4);
        for (int i = 0; i < ALL; i++) {
            producer.send(RocketExtension.message(topic, null, "m" + i));
        }
    }

    /** What one has not taken a member that pops gets, and nothing else. */
    private void popTheRest(List<String> taken) throws Exception {
        assertEquals(FIRST, new TreeSet<>(taken).size(), taken::toString);
        DefaultMQPushConsumer consumer = ROCKET.consumer(group);
        consumer.setClientRebalance(false);
        consumer.subscribe(topic, "*");
        BlockingQueue<MessageExt> got = RocketExtension.collect(consumer);
        Set<String> all = new TreeSet<>(taken);
        for (int i = FIRST; i < ALL; i++) {
            assertTrue(all.add(RocketExtension.text(RocketExtension.next(got))), "twice");
        }
        assertEquals(ALL, all.size());
    }

    @Test
    @Tag("rocketmq.pop.shared-group")
    void amqp091SharesAGroup() throws Exception {
        com.rabbitmq.client.ConnectionFactory factory = new com.rabbitmq.client.ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(ROCKET.server().port("amqp"));
        List<String> taken = new ArrayList<>();
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            assertEquals(
                    ALL, channel.queueDeclare(queue, true, false, false, null).getMessageCount());
            channel.basicQos(FIRST);
            BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
            channel.basicConsume(queue, false, (tag, delivery) -> deliveries.add(delivery), tag -> {});
            List<Long> tags = new ArrayList<>();
            for (int i = 0; i < FIRST; i++) {
                Delivery delivery = deliveries.poll(RocketExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
                assertNotNull(delivery, "nothing arrived");
                tags.add(delivery.getEnvelope().getDeliveryTag());
                taken.add(new String(delivery.getBody(), StandardCharsets.UTF_8));
            }
            channel.basicQos(1);
            channel.basicAck(tags.get(FIRST - 1), true);
            assertEquals(queue, channel.queueDeclarePassive(queue).getQueue());
        }
        popTheRest(taken);
    }

    @Test
    @Tag("rocketmq.pop.shared-group")
    void amqp10SharesAGroup() throws Exception {
        popTheRest(byJms(new JmsConnectionFactory(
                "guest", "guest", "amqp://127.0.0.1:" + ROCKET.server().port("amqp"))));
    }

    @Test
    @Tag("rocketmq.pop.shared-group")
    void jmsSharesAGroup() throws Exception {
        popTheRest(byJms(new PortageConnectionFactory("guest", "guest", "portage://" + ROCKET.broker())));
    }

    private List<String> byJms(ConnectionFactory jms) throws Exception {
        List<String> taken = new ArrayList<>();
        try (JMSContext context = jms.createContext(JMSContext.SESSION_TRANSACTED);
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (int i = 0; i < FIRST; i++) {
                Message message = consumer.receive(RocketExtension.PATIENCE_MS);
                assertNotNull(message, "nothing arrived");
                taken.add(new String(message.getBody(byte[].class), StandardCharsets.UTF_8));
            }
            context.commit();
        }
        return taken;
    }

    @Test
    @Tag("rocketmq.pop.shared-group")
    void stompSharesAGroup() throws Exception {
        List<String> taken = new ArrayList<>();
        try (StompSocket socket = StompSocket.connected(ROCKET.server().port("stomp"), "1.2")) {
            String destination = "/queue/" + queue.replace(":", "\\c");
            socket.send(
                    "SUBSCRIBE\nid:1\nack:client-individual\nprefetch-count:1\ndestination:" + destination + "\n\n^@");
            for (int i = 0; i < FIRST; i++) {
                String message = socket.expect("MESSAGE");
                taken.add(StompSocket.body(message));
                socket.send("ACK\nid:" + StompSocket.header(message, "ack") + "\n\n^@");
            }
            // What has come meanwhile goes back.
            socket.send("DISCONNECT\nreceipt:bye\n\n^@");
            String last = socket.frame();
            while (last.startsWith("MESSAGE")) {
                last = socket.frame();
            }
            assertTrue(last.startsWith("RECEIPT"), last);
        }
        popTheRest(taken);
    }
}
