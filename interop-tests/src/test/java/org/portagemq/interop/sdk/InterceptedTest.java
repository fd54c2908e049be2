// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.error.InterceptorVetoException;
import org.portagemq.client.intercept.ConsumerInterceptor;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.intercept.ProducerInterceptor;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendResult;
import org.portagemq.client.produce.Producer;

/** Interceptors around real sends and listeners. */
class InterceptedTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @RegisterExtension
    static final PortageExtension BROKER = new PortageExtension();

    private final String topic = Waiting.name("T");
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private final class Noting implements ProducerInterceptor, ConsumerInterceptor {

        @Override
        public Message beforeSend(Operation operation, Message message) {
            if (message.text().equals("forbidden")) {
                throw new IllegalStateException("not this one");
            }
            return message.toBuilder().property("traceparent", TRACE).build();
        }

        @Override
        public void afterSend(Operation operation, Message message, SendResult result) {
            calls.add("sent " + message.text());
            throw new IllegalStateException("as the test wants");
        }

        @Override
        public ReceivedMessage beforeProcess(Operation operation, ReceivedMessage message) {
            calls.add("begun " + message.text());
            return message;
        }

        @Override
        public void afterProcess(
                Operation operation, ReceivedMessage message, ConsumeResult result, Optional<Throwable> failure) {
            calls.add("ended " + message.text());
        }

        @Override
        public void onSettled(Operation operation, ReceivedMessage message, ConsumeResult result) {
            calls.add("settled " + message.text());
        }
    }

    @Test
    void interceptorsSeeAMessageFromItsSendToItsEndAndSoDoOtherProtocols() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(BROKER.server().port("amqp"));
        Noting noting = new Noting();
        try (Connection connection = factory.newConnection();
                PortageClient client = PortageClient.builder()
                        .endpoints(BROKER.nameServer())
                        .requestTimeout(Duration.ofSeconds(20))
                        .producerInterceptor(noting)
                        .consumerInterceptor(noting)
                        .open()) {
            Channel channel = connection.createChannel();
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, "amq.topic", topic);
            BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
            channel.basicConsume(queue, true, (tag, delivery) -> deliveries.add(delivery), tag -> {});

            Producer producer = client.newProducer().open();
            producer.send(Message.to(topic).text("a").build());
            assertThrows(
                    InterceptorVetoException.class,
                    () -> producer.send(Message.to(topic).text("forbidden").build()));
            Delivery delivery = Waiting.next(deliveries);
            assertEquals("a", new String(delivery.getBody(), StandardCharsets.UTF_8));
            assertEquals(
                    TRACE,
                    delivery.getProperties().getHeaders().get("traceparent").toString());

            try (PushConsumer consumer = client.newPushConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(topic, Filter.all())
                    .listener((message, context) -> {
                        calls.add("worked on " + message.property("traceparent").orElse("nothing"));
                        return ConsumeResult.ack();
                    })
                    .open()) {
                Waiting.until("it is settled", () -> calls.contains("settled a"));
                assertEquals(1, consumer.stats().acknowledged());
            }
            assertEquals(List.of("sent a", "begun a", "worked on " + TRACE, "ended a", "settled a"), calls);
            assertEquals(1, client.status().interceptorFailures());
        }
    }
}
