// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** AMQP 0-9-1 and STOMP read each other's messages and answer each other. */
class AcrossProtocolsTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static StompSocket stomp() throws Exception {
        return StompSocket.connected(BROKER.server().port("stomp"), "1.2");
    }

    private static Delivery next(BlockingQueue<Delivery> deliveries) throws InterruptedException {
        Delivery delivery = deliveries.poll(BrokerExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(delivery, "nothing arrived");
        return delivery;
    }

    private static BlockingQueue<Delivery> consume(Channel channel, String queue) throws Exception {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        channel.basicConsume(queue, true, (tag, delivery) -> deliveries.add(delivery), tag -> {});
        return deliveries;
    }

    @Test
    void stompReadsPropertiesAndHeadersOfAmqp() throws Exception {
        String key = BrokerExtension.name("prices");
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("text", "a:b");
        headers.put("number", 42);
        headers.put("fraction", 0.5);
        headers.put("truth", true);
        headers.put("bytes", new byte[] {-1, 0});
        headers.put("list", List.of(1, 2));
        headers.put("time", Date.from(Instant.ofEpochSecond(5)));
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .deliveryMode(2)
                .priority(3)
                .correlationId("c")
                .messageId("m")
                .timestamp(Date.from(Instant.ofEpochSecond(7)))
                .type("kind")
                .appId("app")
                .headers(headers)
                .build();
        try (StompSocket client = stomp()) {
            client.send(StompSocket.subscribe("0", "/topic/" + key, ""));
            client.expect("RECEIPT");
            BROKER.channel().basicPublish("amq.topic", key, properties, "body".getBytes(StandardCharsets.UTF_8));
            String message = client.expect("MESSAGE");
            Map<String, String> expected = Map.ofEntries(
                    Map.entry("destination", "/topic/" + key),
                    Map.entry("content-type", "text/plain"),
                    Map.entry("persistent", "true"),
                    Map.entry("priority", "3"),
                    Map.entry("correlation-id", "c"),
                    Map.entry("amqp-message-id", "m"),
                    Map.entry("timestamp", "7"),
                    Map.entry("type", "kind"),
                    Map.entry("app-id", "app"),
                    Map.entry("text", "a\\cb"),
                    Map.entry("number", "42"),
                    Map.entry("fraction", "0.5"),
                    Map.entry("truth", "true"),
                    Map.entry("bytes", "/wA="),
                    Map.entry("time", "5000"));
            expected.forEach((name, value) -> assertEquals(value, StompSocket.header(message, name), name));
            assertNull(StompSocket.header(message, "list"));
            assertEquals("body", StompSocket.body(message));
        }
    }

    @Test
    void amqpReadsHeadersOfStomp() throws Exception {
        String queue = BrokerExtension.name("orders");
        Channel channel = BROKER.channel();
        channel.queueDeclare(queue, true, false, false, Map.of());
        BlockingQueue<Delivery> deliveries = consume(channel, queue);
        try (StompSocket client = stomp()) {
            client.send(
                    "SEND\ndestination:/queue/" + queue + "\ncontent-type:text/plain\npersistent:true\npriority:2\n"
                            + "correlation-id:c\nmessage-id:m\ntimestamp:7\ntype:kind\nexpiration:60000\na\\cb:x\\ny\nJMSXGroupID:g\n\nbody^@");
            Delivery delivery = next(deliveries);
            AMQP.BasicProperties properties = delivery.getProperties();
            assertEquals("text/plain", properties.getContentType());
            assertEquals(2, properties.getDeliveryMode());
            assertEquals(2, properties.getPriority());
            assertEquals("c", properties.getCorrelationId());
            assertEquals("m", properties.getMessageId());
            assertEquals(Date.from(Instant.ofEpochSecond(7)), properties.getTimestamp());
            assertEquals("kind", properties.getType());
            assertEquals("60000", properties.getExpiration());
            assertEquals("x\ny", ((LongString) properties.getHeaders().get("a:b")).toString());
            assertEquals("g", properties.getHeaders().get("JMSXGroupID").toString());
            assertEquals(2, properties.getHeaders().size());
            assertEquals("body", new String(delivery.getBody(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void stompAnswersAQuestionOfAmqp() throws Exception {
        String service = BrokerExtension.name("service");
        try (StompSocket client = stomp()) {
            client.send(StompSocket.subscribe("0", "/queue/" + service, ""));
            client.expect("RECEIPT");
            Channel channel = BROKER.channel();
            BlockingQueue<Delivery> answers = consume(channel, "amq.rabbitmq.reply-to");
            channel.basicPublish(
                    "",
                    service,
                    new AMQP.BasicProperties.Builder()
                            .replyTo("amq.rabbitmq.reply-to")
                            .correlationId("7")
                            .build(),
                    new byte[0]);
            String question = client.expect("MESSAGE");
            client.send("SEND\ndestination:" + StompSocket.header(question, "reply-to") + "\ncorrelation-id:"
                    + StompSocket.header(question, "correlation-id") + "\n\nanswer^@");
            Delivery answer = next(answers);
            assertEquals("7", answer.getProperties().getCorrelationId());
            assertEquals("answer", new String(answer.getBody(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void amqpAnswersAQuestionOfStomp() throws Exception {
        String service = BrokerExtension.name("service");
        Channel channel = BROKER.channel();
        channel.queueDeclare(service, true, false, false, Map.of());
        channel.basicConsume(
                service,
                true,
                (tag, question) -> channel.basicPublish(
                        "",
                        question.getProperties().getReplyTo(),
                        new AMQP.BasicProperties.Builder()
                                .correlationId(question.getProperties().getCorrelationId())
                                .build(),
                        "answer".getBytes(StandardCharsets.UTF_8)),
                tag -> {});
        try (StompSocket client = stomp()) {
            client.send("SEND\ndestination:/queue/" + service + "\nreply-to:/temp-queue/r\ncorrelation-id:7\n\n?^@");
            String answer = client.expect("MESSAGE");
            assertEquals("/temp-queue/r", StompSocket.header(answer, "subscription"));
            assertEquals("7", StompSocket.header(answer, "correlation-id"));
            assertEquals("answer", StompSocket.body(answer));
        }
    }

    @Test
    void aQueueOfAmqpIsUsedAsItIs() throws Exception {
        String queue = BrokerExtension.name("ruled");
        Map<String, Object> rules = Map.of("x-max-length", 10, "x-overflow", "reject-publish");
        BROKER.channel().queueDeclare(queue, true, false, false, rules);
        try (StompSocket client = stomp()) {
            client.send(StompSocket.subscribe("0", "/queue/" + queue, ""));
            client.expect("RECEIPT");
            client.send(StompSocket.subscribe("1", "/queue/" + queue, "x-max-length:10\nx-overflow:reject-publish\n"));
            client.expect("RECEIPT");
        }
        String made = BrokerExtension.name("made");
        try (StompSocket client = stomp()) {
            client.send(StompSocket.subscribe("0", "/queue/" + made, "x-message-ttl:5000\n"));
            client.expect("RECEIPT");
            BROKER.channel().queueDeclare(made, true, false, false, Map.of("x-message-ttl", 5_000));
        }
    }

    @Test
    void aStreamIsReadFromAnyPlace() throws Exception {
        String stream = BrokerExtension.name("stream");
        Channel channel = BROKER.channel();
        channel.queueDeclare(stream, true, false, false, Map.of("x-queue-type", "stream"));
        channel.confirmSelect();
        for (int i = 0; i < 5; i++) {
            channel.basicPublish("", stream, null, ("m" + i).getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        for (String ack : new String[] {"auto", "client"}) {
            try (StompSocket client = stomp()) {
                client.send(StompSocket.subscribe(
                        "0", "/queue/" + stream, "ack:" + ack + "\nprefetch-count:10\nx-stream-offset:offset=2\n"));
                client.expect("RECEIPT");
                for (int i = 2; i < 5; i++) {
                    String message = client.expect("MESSAGE");
                    assertEquals("m" + i, StompSocket.body(message));
                    assertEquals(Integer.toString(i), StompSocket.header(message, "x-stream-offset"));
                }
            }
        }
    }
}
