// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.amqp.AmqpException;
import com.rabbitmq.client.amqp.Connection;
import com.rabbitmq.client.amqp.Consumer;
import com.rabbitmq.client.amqp.ConsumerBuilder;
import com.rabbitmq.client.amqp.Environment;
import com.rabbitmq.client.amqp.Message;
import com.rabbitmq.client.amqp.Publisher;
import com.rabbitmq.client.amqp.impl.AmqpEnvironmentBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.amqp091.Eventually;

/** Streams with RabbitMQ's client of AMQP 1.0 for Java: where to begin, filter values, and filter expressions. */
class RabbitStreamTest {

    @RegisterExtension
    static final BrokerExtension BROKER =
            new BrokerExtension(Map.of("amqp.server-product", "RabbitMQ", "amqp.server-version", "4.2.0"));

    private static final int PATIENCE_MS = BrokerExtension.PATIENCE_MS;

    private Environment environment;
    private Connection connection;
    private String stream;

    @BeforeEach
    void declare() {
        environment = new AmqpEnvironmentBuilder().build();
        connection = environment
                .connectionBuilder()
                .host("127.0.0.1")
                .port(BROKER.port())
                .username("guest")
                .password("guest")
                .build();
        stream = BrokerExtension.name("stream");
        connection.management().queue(stream).stream().queue().declare();
    }

    @AfterEach
    void close() {
        connection.close();
        environment.close();
    }

    private void publish(int count, UnaryOperator<Message> shape) throws Exception {
        CountDownLatch accepted = new CountDownLatch(count);
        try (Publisher publisher = connection.publisherBuilder().queue(stream).build()) {
            for (int i = 0; i < count; i++) {
                byte[] body = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                publisher.publish(shape.apply(publisher.message(body)), context -> {
                    if (context.status() == Publisher.Status.ACCEPTED) {
                        accepted.countDown();
                    }
                });
            }
            Eventually.await(accepted, "all are stored");
        }
    }

    /** The texts and offsets of what a consumer gets. */
    private final class Got {

        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        Got(UnaryOperator<ConsumerBuilder.StreamOptions> options) {
            ConsumerBuilder builder = connection.consumerBuilder().queue(stream).messageHandler((context, message) -> {
                String text = new String(message.body(), StandardCharsets.UTF_8);
                all.add(text + "@" + message.annotation("x-stream-offset"));
                context.accept();
            });
            Consumer consumer = options.apply(builder.stream()).builder().build();
            assertNotNull(consumer);
        }

        List<String> next(int count) throws InterruptedException {
            List<String> got = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                got.add(all.poll(PATIENCE_MS, TimeUnit.MILLISECONDS));
            }
            return got;
        }
    }

    @Test
    @Tag("amqp10.filter.stream")
    void aConsumerBeginsWhereItWants() throws Exception {
        publish(5, message -> message);
        assertEquals(
                List.of("0@0", "1@1", "2@2", "3@3", "4@4"),
                new Got(options -> options.offset(ConsumerBuilder.StreamOffsetSpecification.FIRST)).next(5));
        assertEquals(
                List.of("4@4"),
                new Got(options -> options.offset(ConsumerBuilder.StreamOffsetSpecification.LAST)).next(1));
        assertEquals(List.of("3@3", "4@4"), new Got(options -> options.offset(3)).next(2));
        assertEquals(List.of("0@0"), new Got(options -> options.offset(Instant.EPOCH)).next(1));
        assertEquals(List.of("0@0"), new Got(options -> options.offset("2h")).next(1));
        Got next = new Got(options -> options.offset(ConsumerBuilder.StreamOffsetSpecification.NEXT));
        publish(1, message -> message);
        assertEquals(List.of("0@5"), next.next(1));
    }

    @Test
    @Tag("amqp10.filter.stream")
    void filterValuesChoose() throws Exception {
        publish(1, message -> message.annotation("x-stream-filter-value", "red"));
        publish(1, message -> message.annotation("x-stream-filter-value", "blue"));
        publish(1, message -> message);
        publish(1, message -> message.annotation("x-stream-filter-value", "red"));
        assertEquals(List.of("0@0", "0@3"), new Got(options -> options.offset(0).filterValues("red")).next(2));
        assertEquals(
                List.of("0@1", "0@2"),
                new Got(options -> options.offset(0).filterValues("blue").filterMatchUnfiltered(true)).next(2));
    }

    @Test
    void filterExpressionsChoose() throws Exception {
        publish(1, message -> message.subject("order.new").property("n", 1L).messageId(7L));
        publish(1, message -> message.subject("order.old").property("n", 2L).property("kind", "x"));
        publish(1, message -> message.subject("other").property("n", 2L));
        assertEquals(
                List.of("0@0", "0@1"),
                new Got(options -> options.offset(0).filter().subject("&p:order.").stream()).next(2));
        assertEquals(
                List.of("0@1"),
                new Got(options -> options.offset(0).filter().property("n", 2L).property("kind", "x").stream())
                        .next(1));
        assertEquals(List.of("0@0"), new Got(options -> options.offset(0).filter().messageId(7L).stream()).next(1));
        assertEquals(
                List.of("0@2"),
                new Got(options -> options.offset(0).filter().sql("p.subject NOT LIKE 'order%' AND n = 2").stream())
                        .next(1));
    }

    @Test
    @Tag("amqp10.node.bad")
    void whatCannotBeFilteredIsRefused() {
        assertThrows(AmqpException.class, () -> new Got(options -> options.filter().sql("p.nothing = 1").stream()));
        assertThrows(
                AmqpException.class, () -> new Got(options -> options.filter().property("k", new byte[] {1}).stream()));
        String queue = BrokerExtension.name("classic");
        connection.management().queue(queue).classic().queue().declare();
        assertThrows(
                AmqpException.class,
                () ->
                        connection
                                .consumerBuilder()
                                .queue(queue)
                                .messageHandler((context, message) -> context.accept())
                                .stream()
                                .offset(0)
                                .builder()
                                .build());
    }
}
