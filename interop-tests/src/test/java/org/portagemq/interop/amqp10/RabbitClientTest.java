// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.amqp.AmqpException;
import com.rabbitmq.client.amqp.Connection;
import com.rabbitmq.client.amqp.Consumer;
import com.rabbitmq.client.amqp.Environment;
import com.rabbitmq.client.amqp.Management;
import com.rabbitmq.client.amqp.Message;
import com.rabbitmq.client.amqp.Publisher;
import com.rabbitmq.client.amqp.impl.AmqpEnvironmentBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** RabbitMQ's client of AMQP 1.0 for Java, which declares by the management node. */
class RabbitClientTest {

    @RegisterExtension
    static final BrokerExtension BROKER =
            new BrokerExtension(Map.of("amqp.server-product", "RabbitMQ", "amqp.server-version", "4.2.0"));

    private static final int PATIENCE_MS = BrokerExtension.PATIENCE_MS;

    private Environment environment;
    private Connection connection;
    private Management management;

    @BeforeEach
    void connect() {
        environment = new AmqpEnvironmentBuilder().build();
        connection = environment
                .connectionBuilder()
                .host("127.0.0.1")
                .port(BROKER.port())
                .username("guest")
                .password("guest")
                .build();
        management = connection.management();
    }

    @AfterEach
    void close() {
        connection.close();
        environment.close();
    }

    private static Publisher.Status publish(Publisher publisher, String text) throws InterruptedException {
        return publish(publisher, message -> message.body(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Publisher.Status publish(Publisher publisher, UnaryOperator<Message> shape)
            throws InterruptedException {
        BlockingQueue<Publisher.Status> statuses = new LinkedBlockingQueue<>();
        publisher.publish(shape.apply(publisher.message(new byte[0])), context -> statuses.add(context.status()));
        Publisher.Status status = statuses.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(status, "no outcome");
        return status;
    }

    @Test
    @Tag("amqp10.management.queues")
    void queuesAreDeclaredDescribedPurgedAndDeleted() throws Exception {
        String name = BrokerExtension.name("rabbit queue/%");
        Management.QueueInfo declared =
                management.queue(name).classic().queue().maxLength(100).declare();
        assertEquals(name, declared.name());
        assertTrue(declared.durable());
        assertEquals(Management.QueueType.CLASSIC, declared.type());
        assertEquals(0, declared.messageCount());
        management.queue(name).classic().queue().maxLength(100).declare();
        assertThrows(
                AmqpException.class,
                () -> management.queue(name).classic().queue().maxLength(7).declare());
        try (Publisher publisher = connection.publisherBuilder().queue(name).build()) {
            assertEquals(Publisher.Status.ACCEPTED, publish(publisher, "text"));
        }
        assertEquals(1, management.queueInfo(name).messageCount());
        assertEquals(1, management.queuePurge(name).messageCount());
        assertEquals(0, management.queueInfo(name).messageCount());
        management.queueDelete(name);
        assertThrows(AmqpException.class, () -> management.queueInfo(name));
    }

    @Test
    @Tag("amqp10.node.exchange")
    void messagesGoByExchangesAndBindings() throws Exception {
        String exchange = BrokerExtension.name("exchange");
        String other = BrokerExtension.name("other");
        String queue = BrokerExtension.name("bound");
        management.exchange(exchange).type(Management.ExchangeType.TOPIC).declare();
        management.exchange(other).type(Management.ExchangeType.FANOUT).declare();
        management.queue(queue).quorum().queue().declare();
        management
                .binding()
                .sourceExchange(exchange)
                .destinationExchange(other)
                .key("a.#")
                .bind();
        management.binding().sourceExchange(other).destinationQueue(queue).bind();
        BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        Consumer consumer = connection
                .consumerBuilder()
                .queue(queue)
                .messageHandler((context, message) -> {
                    texts.add(new String(message.body(), StandardCharsets.UTF_8));
                    context.accept();
                })
                .build();
        Publisher publisher =
                connection.publisherBuilder().exchange(exchange).key("a.b").build();
        assertEquals(Publisher.Status.ACCEPTED, publish(publisher, "routed"));
        assertEquals("routed", texts.poll(PATIENCE_MS, TimeUnit.MILLISECONDS));
        management
                .unbind()
                .sourceExchange(exchange)
                .destinationExchange(other)
                .key("a.#")
                .unbind();
        assertEquals(Publisher.Status.RELEASED, publish(publisher, "nowhere"));
        consumer.close();
        publisher.close();
        management.queueDelete(queue);
        management.exchangeDelete(other);
        management.exchangeDelete(exchange);
        assertFalse(texts.contains("nowhere"));
    }

    @Test
    @Tag("amqp10.management.bindings")
    void bindingsWithArgumentsAreToldApartAndDeleted() throws Exception {
        String exchange = BrokerExtension.name("headers");
        String queue = BrokerExtension.name("bound");
        management.exchange(exchange).type(Management.ExchangeType.HEADERS).declare();
        management.queue(queue).classic().queue().declare();
        for (String kind : List.of("a", "b")) {
            management
                    .binding()
                    .sourceExchange(exchange)
                    .destinationQueue(queue)
                    .argument("x-match", "all")
                    .argument("kind", kind)
                    .bind();
        }
        management
                .unbind()
                .sourceExchange(exchange)
                .destinationQueue(queue)
                .argument("x-match", "all")
                .argument("kind", "a")
                .unbind();
        Publisher publisher = connection.publisherBuilder().exchange(exchange).build();
        assertEquals(Publisher.Status.RELEASED, publish(publisher, message -> message.property("kind", "a")));
        assertEquals(Publisher.Status.ACCEPTED, publish(publisher, message -> message.property("kind", "b")));
        publisher.close();
        assertEquals(1, management.queueInfo(queue).messageCount());
        management.queueDelete(queue);
        management.exchangeDelete(exchange);
    }

    @Test
    void outcomesOfConsumersDecide() throws Exception {
        String dead = BrokerExtension.name("dead");
        String queue = BrokerExtension.name("work");
        management.queue(dead).classic().queue().declare();
        management
                .queue(queue)
                .quorum()
                .queue()
                .deadLetterExchange("")
                .deadLetterRoutingKey(dead)
                .declare();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Consumer consumer = connection
                .consumerBuilder()
                .queue(queue)
                .messageHandler((context, message) -> {
                    String text = new String(message.body(), StandardCharsets.UTF_8);
                    boolean again = seen.contains(text);
                    seen.add(text);
                    if (again) {
                        context.discard();
                    } else {
                        context.requeue();
                    }
                })
                .build();
        BlockingQueue<String> rejected = new LinkedBlockingQueue<>();
        Consumer undertaker = connection
                .consumerBuilder()
                .queue(dead)
                .messageHandler((context, message) -> {
                    rejected.add(new String(message.body(), StandardCharsets.UTF_8));
                    context.accept();
                })
                .build();
        try (Publisher publisher = connection.publisherBuilder().queue(queue).build()) {
            publish(publisher, "text");
        }
        assertEquals("text", rejected.poll(PATIENCE_MS, TimeUnit.MILLISECONDS));
        assertEquals(2, seen.size());
        consumer.close();
        undertaker.close();
    }

    @Test
    @Tag("amqp10.outcome.annotations")
    void annotationsOfRequeueAndDiscardComeWithTheMessage() throws Exception {
        String dead = BrokerExtension.name("dead");
        String queue = BrokerExtension.name("work");
        management.queue(dead).classic().queue().declare();
        management
                .queue(queue)
                .quorum()
                .queue()
                .deadLetterExchange("")
                .deadLetterRoutingKey(dead)
                .declare();
        Consumer consumer = connection
                .consumerBuilder()
                .queue(queue)
                .messageHandler((context, message) -> {
                    if (message.annotation("x-opt-tries") == null) {
                        context.requeue(Map.of("x-opt-tries", 1));
                    } else {
                        context.discard(Map.of("x-opt-why", "tried " + message.annotation("x-opt-tries")));
                    }
                })
                .build();
        BlockingQueue<List<Object>> rejected = new LinkedBlockingQueue<>();
        Consumer undertaker = connection
                .consumerBuilder()
                .queue(dead)
                .messageHandler((context, message) -> {
                    rejected.add(List.of(
                            message.annotation("x-opt-why"),
                            message.annotation("x-opt-tries"),
                            message.annotation("x-first-death-queue")));
                    context.accept();
                })
                .build();
        try (Publisher publisher = connection.publisherBuilder().queue(queue).build()) {
            publish(publisher, "text");
        }
        assertEquals(List.of("tried 1", 1, queue), rejected.poll(PATIENCE_MS, TimeUnit.MILLISECONDS));
        consumer.close();
        undertaker.close();
    }

    @Test
    @Tag("amqp10.node.bad")
    void whatCannotBeIsRefusedByName() {
        assertThrows(
                AmqpException.class,
                () -> management.queue("amq.mine").classic().queue().declare());
        assertThrows(AmqpException.class, () -> management.queueInfo(BrokerExtension.name("none")));
        assertThrows(AmqpException.class, () -> management
                .binding()
                .sourceExchange(BrokerExtension.name("none"))
                .destinationQueue("none")
                .bind());
        AmqpException unknown = assertThrows(AmqpException.class, () -> management
                .exchange(BrokerExtension.name("odd"))
                .type("x-odd")
                .declare());
        assertTrue(unknown.getMessage().contains("400"), unknown::getMessage);
    }
}
