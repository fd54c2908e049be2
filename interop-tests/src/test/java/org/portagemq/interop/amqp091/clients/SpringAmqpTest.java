// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.await;
import static org.portagemq.interop.amqp091.Eventually.eventually;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.MessageListenerAdapter;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.amqp.rabbit.transaction.RabbitTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring AMQP: template, administration and listener containers. */
class SpringAmqpTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private CachingConnectionFactory connections;
    private RabbitTemplate template;
    private RabbitAdmin admin;

    @BeforeEach
    void connect() {
        connections = new CachingConnectionFactory("127.0.0.1", BROKER.port());
        connections.setPublisherConfirmType(ConfirmType.CORRELATED);
        connections.setPublisherReturns(true);
        template = new RabbitTemplate(connections);
        template.setMandatory(true);
        template.setReplyTimeout(BrokerExtension.PATIENCE_MS);
        admin = new RabbitAdmin(connections);
    }

    @AfterEach
    void disconnect() {
        connections.destroy();
    }

    private String queue() {
        String name = BrokerExtension.name("spring");
        admin.declareQueue(QueueBuilder.durable(name).build());
        return name;
    }

    private static void run(
            AbstractMessageListenerContainer container, MessageListener listener, String queue, Check check)
            throws Exception {
        container.setQueueNames(queue);
        container.setupMessageListener(listener);
        container.afterPropertiesSet();
        container.start();
        try {
            check.run();
        } finally {
            container.stop();
            container.destroy();
        }
    }

    /** Found by Spring, which calls the method that it expects. */
    static class Doubling {
        public String handleMessage(String text) {
            return text + text;
        }
    }

    private interface Check {
        void run() throws Exception;
    }

    @Test
    @Tag("amqp091.clients.spring")
    void confirmsAndReturnsReachTheirMessages() throws Exception {
        CorrelationData good = new CorrelationData("good");
        template.convertAndSend("", queue(), (Object) "m", good);
        CorrelationData lost = new CorrelationData("lost");
        template.convertAndSend("", "no-such-queue", (Object) "m", lost);

        assertTrue(good.getFuture().get(20, TimeUnit.SECONDS).ack());
        assertNull(good.getReturned());
        assertTrue(lost.getFuture().get(20, TimeUnit.SECONDS).ack());
        assertNotNull(lost.getReturned(), "returned before it was confirmed");
        assertEquals(312, lost.getReturned().getReplyCode());
    }

    @Test
    @Tag("amqp091.clients.spring")
    void containerAcknowledgesWhatTheListenerReturnsFrom() throws Exception {
        String queue = queue();
        CountDownLatch done = new CountDownLatch(50);
        SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
        container.setConcurrentConsumers(3);
        container.setPrefetchCount(5);
        for (int i = 0; i < 50; i++) {
            template.convertAndSend(queue, (Object) ("m" + i));
        }

        run(container, (MessageListener) message -> done.countDown(), queue, () -> {
            await(done, "all messages");
            eventually("all acknowledged", () -> messages(queue) == 0);
        });
        assertEquals(0, messages(queue));
    }

    @Test
    void messageOfAFailedListenerIsRedeliveredAndThenDeadLettered() throws Exception {
        String dead = queue();
        String queue = BrokerExtension.name("spring");
        admin.declareQueue(QueueBuilder.durable(queue)
                .deadLetterExchange("")
                .deadLetterRoutingKey(dead)
                .build());
        AtomicInteger attempts = new AtomicInteger();
        template.convertAndSend(queue, (Object) "poison");
        MessageListener failing = message -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("the first attempt fails");
            }
            assertTrue(message.getMessageProperties().isRedelivered());
            throw new AmqpRejectAndDontRequeueException("never again");
        };

        run(new DirectMessageListenerContainer(connections), failing, queue, () -> {
            eventually("it is dead", () -> messages(dead) == 1);
        });
        Message got = template.receive(dead);
        Map<String, ?> death = got.getMessageProperties().getXDeathHeader().get(0);
        assertEquals("rejected", death.get("reason").toString());
        assertEquals(queue, death.get("queue").toString());
        assertEquals(2, attempts.get());
    }

    @Test
    @Tag("amqp091.clients.spring")
    void manualAcknowledgementIsTheListenersOwn() throws Exception {
        String queue = queue();
        for (int i = 0; i < 4; i++) {
            template.convertAndSend(queue, (Object) ("m" + i));
        }
        Queue<String> got = new ConcurrentLinkedQueue<>();
        ChannelAwareMessageListener listener = (message, channel) -> {
            got.add(new String(message.getBody(), StandardCharsets.UTF_8));
            long tag = message.getMessageProperties().getDeliveryTag();
            if (got.size() == 4) {
                channel.basicAck(tag, true);
            }
        };
        SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
        container.setAcknowledgeMode(AcknowledgeMode.MANUAL);

        run(container, listener, queue, () -> eventually("four messages", () -> got.size() == 4));

        assertEquals(List.of("m0", "m1", "m2", "m3"), List.copyOf(got));
        assertEquals(0, messages(queue));
    }

    @Test
    @Tag("amqp091.clients.spring")
    void requestsAreAnsweredThroughDirectReplies() throws Exception {
        String queue = queue();
        MessageListenerAdapter doubling = new MessageListenerAdapter(new Doubling());

        run(new SimpleMessageListenerContainer(connections), doubling, queue, () -> {
            assertEquals("abab", template.convertSendAndReceive("", queue, "ab"));
            assertEquals("cc", template.convertSendAndReceive("", queue, "c"));
        });
    }

    @Test
    @Tag("amqp091.clients.spring")
    void transactionIsWhole() {
        String queue = queue();
        CachingConnectionFactory plain = new CachingConnectionFactory("127.0.0.1", BROKER.port());
        try {
            RabbitTemplate transacted = new RabbitTemplate(plain);
            transacted.setChannelTransacted(true);
            TransactionTemplate transaction = new TransactionTemplate(new RabbitTransactionManager(plain));

            assertThrows(
                    IllegalStateException.class,
                    () -> transaction.executeWithoutResult(status -> {
                        transacted.convertAndSend(queue, (Object) "dropped");
                        throw new IllegalStateException("roll back");
                    }));
            transaction.executeWithoutResult(status -> {
                transacted.convertAndSend(queue, (Object) "1");
                transacted.convertAndSend(queue, (Object) "2");
            });

            assertEquals("1", transacted.receiveAndConvert(queue));
            assertEquals("2", transacted.receiveAndConvert(queue));
            assertNull(transacted.receiveAndConvert(queue));
        } finally {
            plain.destroy();
        }
    }

    @Test
    @Tag("amqp091.clients.spring")
    void administrationDeclaresAgainAndDeletes() {
        String queue = queue();
        TopicExchange exchange = new TopicExchange(BrokerExtension.name("spring-topic"), true, false);
        Binding binding = BindingBuilder.bind(QueueBuilder.durable(queue).build())
                .to(exchange)
                .with("orders.*");
        for (int i = 0; i < 2; i++) {
            admin.declareQueue(QueueBuilder.durable(queue).build());
            admin.declareExchange(exchange);
            admin.declareBinding(binding);
        }
        template.convertAndSend(exchange.getName(), "orders.new", "m");

        QueueInformation information = admin.getQueueInfo(queue);
        assertNotNull(information);
        assertEquals("m", template.receiveAndConvert(queue, BrokerExtension.PATIENCE_MS));
        admin.purgeQueue(queue);
        assertTrue(admin.deleteQueue(queue));
        assertTrue(admin.deleteExchange(exchange.getName()));
        assertNull(admin.getQueueInfo(queue));
        assertFalse(admin.getQueueProperties("spring-nowhere") != null);
    }

    private long messages(String queue) {
        QueueInformation information = admin.getQueueInfo(queue);
        return information == null ? -1 : information.getMessageCount();
    }
}
