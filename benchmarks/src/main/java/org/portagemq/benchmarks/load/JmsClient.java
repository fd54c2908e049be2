// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** A client of JMS, each consumer with a connection of its own. */
final class JmsClient implements LoadClient {

    private static final int TOGETHER = 100;
    private static final String WANTED = "wanted";
    private static final int SUBSCRIBERS = 10;

    private final ConnectionFactory factory;
    private final LoadShape shape;

    JmsClient(ConnectionFactory factory, LoadShape shape) {
        this.factory = factory;
        this.shape = shape;
    }

    private Destination destination(Session session) throws JMSException {
        return shape.receiving() == Receiving.FAN_OUT
                ? session.createTopic(ClientLibrary.DESTINATION)
                : session.createQueue(ClientLibrary.DESTINATION);
    }

    // Receiving.

    @Override
    public void consume(LongConsumer delivered) throws JMSException {
        switch (shape.receiving()) {
            case PLAIN -> consume(null, Session.AUTO_ACKNOWLEDGE, delivered);
            case CLIENT -> consume(null, Session.CLIENT_ACKNOWLEDGE, delivered);
            case TRANSACTED -> consume(null, Session.SESSION_TRANSACTED, delivered);
            case FAN_OUT -> {
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    consume(null, Session.AUTO_ACKNOWLEDGE, delivered);
                }
            }
            case SELECTORS -> {
                consume(WANTED + " = TRUE", Session.AUTO_ACKNOWLEDGE, delivered);
                consume(WANTED + " = FALSE", Session.AUTO_ACKNOWLEDGE, delivered);
            }
        }
    }

    private void consume(String selector, int mode, LongConsumer delivered) throws JMSException {
        Connection connection = factory.createConnection();
        Session session = connection.createSession(mode);
        MessageConsumer consumer = session.createConsumer(destination(session), selector);
        int[] received = {0};
        consumer.setMessageListener(message -> {
            try {
                delivered.accept(Payload.sentAt(body(message)));
                if (++received[0] % TOGETHER == 0) {
                    settle(session, mode, message);
                }
            } catch (JMSException failed) {
                LoadClient.fail(failed);
            }
        });
        connection.start();
    }

    /** What another protocol has sent may come as text. */
    private static byte[] body(Message message) throws JMSException {
        return message.isBodyAssignableTo(byte[].class)
                ? message.getBody(byte[].class)
                : message.getBody(String.class).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void settle(Session session, int mode, Message last) throws JMSException {
        if (mode == Session.SESSION_TRANSACTED) {
            session.commit();
        } else if (mode == Session.CLIENT_ACKNOWLEDGE) {
            last.acknowledge();
        }
    }

    // Sending.

    @Override
    public LoadSender sender() throws JMSException {
        Session session = factory.createConnection().createSession(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(destination(session));
        producer.setDeliveryMode(shape.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
        return new Sender(session, producer);
    }

    private final class Sender implements LoadSender {

        private final Session session;
        private final MessageProducer producer;
        private long number;

        Sender(Session session, MessageProducer producer) {
            this.session = session;
            this.producer = producer;
        }

        private Message message(long sentAt) throws JMSException {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(Payload.of(sentAt, shape.bytes()));
            if (shape.receiving() == Receiving.SELECTORS) {
                message.setBooleanProperty(WANTED, number++ % TOGETHER == 0);
            }
            return message;
        }

        @Override
        public void send(long sentAt) throws JMSException {
            producer.send(message(sentAt));
        }

        @Override
        public void send(long sentAt, Runnable confirmed) throws JMSException {
            producer.send(message(sentAt), new Completion(confirmed));
        }
    }

    private record Completion(Runnable confirmed) implements CompletionListener {

        @Override
        public void onCompletion(Message message) {
            confirmed.run();
        }

        @Override
        public void onException(Message message, Exception failed) {
            LoadClient.fail(failed);
        }
    }
}
