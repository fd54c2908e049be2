// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.portagemq.interop.amqp10.QpidJms.PATIENCE_MS;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.amqp091.Eventually;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** Spring's templates and listener containers over Qpid's JMS client. */
class QpidJmsSpringTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static ConnectionFactory factory() {
        return new QpidJms(BROKER).factory("guest", "");
    }

    private static JmsTemplate template(ConnectionFactory factory) {
        JmsTemplate template = new JmsTemplate(factory);
        template.setReceiveTimeout(PATIENCE_MS);
        return template;
    }

    private static DefaultMessageListenerContainer container(String destination, MessageListener listener) {
        DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
        container.setConnectionFactory(factory());
        container.setDestinationName(destination);
        container.setReceiveTimeout(200);
        container.setMessageListener(listener);
        return container;
    }

    private static void start(DefaultMessageListenerContainer container) {
        container.afterPropertiesSet();
        container.start();
    }

    private static String text(jakarta.jms.Message message) {
        try {
            return ((TextMessage) message).getText();
        } catch (JMSException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    @Tag("amqp10.clients.spring")
    void aTemplateSendsReceivesSelectsAndBrowses() {
        CachingConnectionFactory caching = new CachingConnectionFactory(factory());
        for (ConnectionFactory factory : List.of(factory(), caching)) {
            JmsTemplate template = template(factory);
            String queue = BrokerExtension.name("spring");
            template.convertAndSend(queue, "one");
            template.convertAndSend(queue, "two", message -> {
                message.setIntProperty("n", 2);
                return message;
            });
            int seen = template.browse(queue, (session, browser) -> {
                int count = 0;
                for (var all = browser.getEnumeration(); all.hasMoreElements(); all.nextElement()) {
                    count++;
                }
                return count;
            });
            assertEquals(2, seen);
            assertEquals("two", template.receiveSelectedAndConvert(queue, "n = 2"));
            assertEquals("one", template.receiveAndConvert(queue));
            template.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
            assertNull(template.receive(queue));
        }
        caching.destroy();
    }

    @Test
    void aTemplateAsksAndAListenerAnswers() {
        String queue = BrokerExtension.name("spring");
        CachingConnectionFactory caching = new CachingConnectionFactory(factory());
        JmsTemplate answering = template(caching);
        DefaultMessageListenerContainer container = container(queue, message -> {
            try {
                String answer = "answer to " + text(message);
                answering.convertAndSend(message.getJMSReplyTo(), answer);
            } catch (JMSException failed) {
                throw new IllegalStateException(failed);
            }
        });
        start(container);
        try {
            jakarta.jms.Message answer =
                    template(factory()).sendAndReceive(queue, session -> session.createTextMessage("question"));
            assertEquals("answer to question", text(answer));
        } finally {
            container.destroy();
            caching.destroy();
        }
    }

    @Test
    @Tag("amqp10.clients.spring")
    void aTransactedContainerDeliversAgainWhatItsListenerRefused() throws Exception {
        String queue = BrokerExtension.name("spring");
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        AtomicInteger failures = new AtomicInteger(2);
        DefaultMessageListenerContainer container = container(queue, message -> {
            try {
                got.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
            } catch (JMSException failed) {
                got.add(failed.toString());
            }
            if (failures.getAndDecrement() > 0) {
                throw new IllegalArgumentException("as the test wants it");
            }
        });
        container.setSessionTransacted(true);
        container.setConcurrentConsumers(2);
        start(container);
        try {
            template(factory()).convertAndSend(queue, "bad");
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(got.poll(PATIENCE_MS, TimeUnit.MILLISECONDS));
            }
            assertEquals(List.of("bad1", "bad2", "bad3"), all);
        } finally {
            container.destroy();
        }
        JmsTemplate template = template(factory());
        template.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
        assertNull(template.receive(queue), "it is committed in the end");
    }

    @Test
    void containersShareADurableSubscription() throws Exception {
        String topic = BrokerExtension.name("news");
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        CountDownLatch twice = new CountDownLatch(20);
        List<DefaultMessageListenerContainer> containers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            DefaultMessageListenerContainer container = container(topic, message -> {
                got.add(text(message));
                twice.countDown();
            });
            container.setPubSubDomain(true);
            container.setSubscriptionDurable(true);
            container.setSubscriptionShared(true);
            container.setSubscriptionName("shared");
            start(container);
            containers.add(container);
        }
        Eventually.eventually("both are there", () -> containers.stream()
                .allMatch(each -> each.getActiveConsumerCount() == 1 && each.isRegisteredWithDestination()));
        JmsTemplate template = template(factory());
        template.setPubSubDomain(true);
        for (int i = 0; i < 20; i++) {
            template.convertAndSend(topic, Integer.toString(i));
        }
        Eventually.await(twice, "all have come");
        containers.forEach(DefaultMessageListenerContainer::destroy);
        assertEquals(20, got.stream().distinct().count());
        assertEquals(20, got.size());
    }
}
