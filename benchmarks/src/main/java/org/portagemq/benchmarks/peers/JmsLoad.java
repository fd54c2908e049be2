// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

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
import java.util.concurrent.Semaphore;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;

/** A load by a JMS client, as a program of its own: a sender, and consumers on connections of their own. */
public final class JmsLoad {

    static final String QPID = "amqp";
    static final String PORTAGE = "portage";
    static final String ARTEMIS = "tcp";

    private static final int TOGETHER = 100;
    private static final String NAME = "load";
    private static final String SENT_AT = "sentAt";
    private static final String WANTED = "wanted";
    private static final int SUBSCRIBERS = 10;

    /** Who receives, and how. */
    enum Shape {
        AUTO("one consumer, acknowledged by itself", Session.AUTO_ACKNOWLEDGE),
        CLIENT("one consumer, acknowledged by hundreds", Session.CLIENT_ACKNOWLEDGE),
        TRANSACTED("one consumer, transactions of a hundred", Session.SESSION_TRANSACTED),
        FAN_OUT("ten subscribers of a topic", Session.AUTO_ACKNOWLEDGE),
        SELECTORS("a consumer whose selector wants 1 %, and one for the rest", Session.AUTO_ACKNOWLEDGE);

        private final String text;
        private final int mode;

        Shape(String text, int mode) {
            this.text = text;
            this.mode = mode;
        }

        String text() {
            return text;
        }
    }

    private final ConnectionFactory factory;
    private final Shape shape;
    private final int window;
    private final int bytes;
    private final LoadCounts counts = new LoadCounts();
    private volatile boolean over;

    private JmsLoad(ConnectionFactory factory, Shape shape, int window, int bytes) {
        this.factory = factory;
        this.shape = shape;
        this.window = window;
        this.bytes = bytes;
    }

    /** @param arguments port, scheme of the client's addresses, shape, open messages, bytes of a body, seconds */
    public static void main(String[] arguments) throws Exception {
        JmsLoad load = new JmsLoad(
                factory(arguments[1], arguments[1] + "://127.0.0.1:" + arguments[0]),
                Shape.valueOf(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]));
        load.run(Integer.parseInt(arguments[5]));
        // Clients that wait for what is open would hold the program.
        System.exit(0);
    }

    private static ConnectionFactory factory(String scheme, String uri) {
        return switch (scheme) {
            case QPID -> new JmsConnectionFactory("guest", "guest", uri);
            case PORTAGE -> new PortageConnectionFactory("guest", "guest", uri);
            // Without such a window this client waits for each message, also for those with a listener.
            case ARTEMIS -> new ActiveMQConnectionFactory(uri + "?confirmationWindowSize=10485760", "guest", "guest");
            default -> throw new IllegalArgumentException("no JMS client for " + scheme);
        };
    }

    private void run(int seconds) throws Exception {
        switch (shape) {
            case AUTO, CLIENT, TRANSACTED -> consume(null);
            case FAN_OUT -> {
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    consume(null);
                }
            }
            case SELECTORS -> {
                consume(WANTED + " = TRUE");
                consume(WANTED + " = FALSE");
            }
        }
        Thread sender = new Thread(this::sendAll, "sender");
        sender.setDaemon(true);
        sender.start();
        counts.tell(System.out, seconds);
        over = true;
    }

    private Destination destination(Session session) throws JMSException {
        return shape == Shape.FAN_OUT ? session.createTopic(NAME) : session.createQueue(NAME);
    }

    // Receiving.

    private void consume(String selector) throws JMSException {
        Connection connection = factory.createConnection();
        Session session = connection.createSession(shape.mode);
        MessageConsumer consumer = session.createConsumer(destination(session), selector);
        int[] received = {0};
        consumer.setMessageListener(message -> {
            try {
                counts.delivered(message.getLongProperty(SENT_AT));
                if (++received[0] % TOGETHER == 0) {
                    settle(session, message);
                }
            } catch (JMSException failed) {
                end(failed);
            }
        });
        connection.start();
    }

    private void settle(Session session, Message last) throws JMSException {
        if (shape.mode == Session.SESSION_TRANSACTED) {
            session.commit();
        } else if (shape.mode == Session.CLIENT_ACKNOWLEDGE) {
            last.acknowledge();
        }
    }

    // Sending.

    private void sendAll() {
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(destination(session));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            Semaphore open = new Semaphore(Math.max(1, window));
            byte[] body = new byte[bytes];
            for (long number = 0; !over; number++) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(body);
                message.setBooleanProperty(WANTED, number % TOGETHER == 0);
                send(producer, message, open);
            }
        } catch (JMSException | InterruptedException failed) {
            if (!over) {
                end(failed);
            }
        }
    }

    private void send(MessageProducer producer, BytesMessage message, Semaphore open)
            throws JMSException, InterruptedException {
        open.acquire();
        long now = System.nanoTime();
        message.setLongProperty(SENT_AT, now);
        if (window > 0) {
            producer.send(message, new Completion(open, now));
        } else {
            producer.send(message);
            counts.confirmed(now);
            open.release();
        }
        counts.sent();
    }

    private final class Completion implements CompletionListener {

        private final Semaphore open;
        private final long sentAt;

        Completion(Semaphore open, long sentAt) {
            this.open = open;
            this.sentAt = sentAt;
        }

        @Override
        public void onCompletion(Message message) {
            counts.confirmed(sentAt);
            open.release();
        }

        @Override
        public void onException(Message message, Exception failed) {
            if (!over) {
                end(failed);
            }
        }
    }

    private static void end(Exception failed) {
        failed.printStackTrace();
        System.exit(1);
    }
}
