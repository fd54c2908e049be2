// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** Spring's templates and listener containers, and pools of connections, as applications use them. */
class FrameworksTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    private static JmsTemplate template(ConnectionFactory factory) {
        JmsTemplate template = new JmsTemplate(factory);
        template.setReceiveTimeout(JmsBroker.PATIENCE);
        return template;
    }

    @Test
    void aTemplateSendsReceivesSelectsAndBrowses() {
        CachingConnectionFactory caching = new CachingConnectionFactory(BROKER.factory());
        for (ConnectionFactory factory : List.of(BROKER.factory(), caching)) {
            JmsTemplate template = template(factory);
            String queue = JmsBroker.name("spring");
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
    void aTransactedContainerDeliversAgainWhatItsListenerRefused() throws Exception {
        String queue = JmsBroker.name("spring");
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        AtomicInteger failures = new AtomicInteger(2);
        DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
        container.setConnectionFactory(BROKER.factory());
        container.setDestinationName(queue);
        container.setSessionTransacted(true);
        container.setConcurrentConsumers(2);
        container.setReceiveTimeout(200);
        container.setMessageListener((MessageListener) message -> {
            try {
                String text = ((TextMessage) message).getText();
                got.add(text + message.getIntProperty("JMSXDeliveryCount"));
                if (text.equals("bad") && failures.getAndDecrement() > 0) {
                    throw new IllegalArgumentException("as the test wants it");
                }
            } catch (JMSException failed) {
                got.add(failed.toString());
            }
        });
        container.afterPropertiesSet();
        container.start();
        try {
            template(BROKER.factory()).convertAndSend(queue, "bad");
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(got.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
            }
            assertEquals(List.of("bad1", "bad2", "bad3"), all);
        } finally {
            container.destroy();
        }
        JmsTemplate template = template(BROKER.factory());
        template.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
        assertNull(template.receive(queue), "it is committed in the end");
    }

    @Test
    void aPoolHandsOutSessionsThatAreClean() throws Exception {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(BROKER.factory());
        pool.setMaxConnections(1);
        pool.start();
        try {
            String queue = JmsBroker.name("pool");
            try (Connection connection = pool.createConnection();
                    Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
                session.createProducer(session.createQueue(queue)).send(session.createTextMessage("never"));
            }
            for (int round = 0; round < 3; round++) {
                try (JMSContext context = pool.createContext()) {
                    context.createProducer().send(context.createQueue(queue), "m" + round);
                }
            }
            try (Connection connection = pool.createConnection()) {
                connection.start();
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
                for (int round = 0; round < 3; round++) {
                    TextMessage next = (TextMessage) consumer.receive(JmsBroker.PATIENCE);
                    assertNotNull(next);
                    assertEquals("m" + round, next.getText());
                }
                assertNull(consumer.receiveNoWait());
            }
            assertTrue(pool.getNumConnections() <= 1);
        } finally {
            pool.stop();
        }
    }
}
