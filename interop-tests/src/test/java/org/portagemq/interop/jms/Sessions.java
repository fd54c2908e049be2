// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;

/** What tests do with sessions. */
final class Sessions {

    private Sessions() {}

    static void send(Session session, Queue queue, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(queue)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    static String text(Message message) throws JMSException {
        return message == null ? null : ((TextMessage) message).getText();
    }

    static List<String> receive(MessageConsumer consumer, int count) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = consumer.receive(JmsBroker.PATIENCE);
            assertNotNull(message, "message " + i + " of " + count);
            texts.add(text(message));
        }
        return texts;
    }

    static Queue queue(Session session) throws JMSException {
        return session.createQueue(JmsBroker.name("q"));
    }

    interface Action {
        void run() throws JMSException;
    }

    static Object outcome(Action action) {
        try {
            action.run();
            return "done";
        } catch (JMSException failed) {
            return failed;
        }
    }
}
