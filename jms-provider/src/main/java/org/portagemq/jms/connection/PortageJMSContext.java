// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.jms.options.ConnectionOptions;

/** A connection and a session in one. Contexts that were made of one share its connection; the last one closes it. */
public class PortageJMSContext implements JMSContext {

    private final PortageConnection connection;
    private final PortageSession session;
    private final AtomicInteger sharers;
    private final PortageProducer producer;
    private boolean autoStart = true;
    private boolean closed;

    PortageJMSContext(PortageConnection connection, PortageSession session, AtomicInteger sharers) throws JMSException {
        this.connection = connection;
        this.session = session;
        this.sharers = sharers;
        this.producer = new PortageProducer(session.work(), session.sends(), null);
    }

    /** Opens a connection and a session on it. */
    public static PortageJMSContext open(ConnectionOptions options, int mode) throws JMSException {
        PortageConnection connection = new PortageConnection(options);
        try {
            return new PortageJMSContext(
                    connection, (PortageSession) connection.createSession(mode), new AtomicInteger(1));
        } catch (JMSException refused) {
            connection.close();
            throw refused;
        }
    }

    /** A call that may fail. */
    interface Call<T> {
        T run() throws JMSException;
    }

    /** A call without a result that may fail. */
    interface Action {
        void run() throws JMSException;
    }

    static <T> T get(Call<T> call) {
        try {
            return call.run();
        } catch (JMSException failed) {
            throw Exceptions.unchecked(failed);
        }
    }

    static void run(Action action) {
        try {
            action.run();
        } catch (JMSException failed) {
            throw Exceptions.unchecked(failed);
        }
    }

    PortageSession session() {
        return session;
    }

    PortageProducer producer() {
        return producer;
    }

    @Override
    public JMSContext createContext(int mode) {
        return get(() -> {
            session.requireOpen();
            PortageJMSContext context =
                    new PortageJMSContext(connection, (PortageSession) connection.createSession(mode), sharers);
            sharers.incrementAndGet();
            return context;
        });
    }

    @Override
    public JMSProducer createProducer() {
        run(session::requireOpen);
        return new PortageJMSProducer(this);
    }

    @Override
    public void close() {
        run(() -> {
            synchronized (this) {
                if (closed) {
                    return;
                }
                session.work().requireNoListenerThread("close its context");
                session.work().completions().requireOtherThread("close its context");
                closed = true;
            }
            session.close();
            if (sharers.decrementAndGet() == 0) {
                connection.close();
            }
        });
    }

    // Consumers begin to get messages by themselves.

    private JMSConsumer consumer(Call<? extends MessageConsumer> made) {
        return get(() -> {
            PortageConsumer consumer = (PortageConsumer) made.run();
            startIfWanted();
            return new PortageJMSConsumer(consumer);
        });
    }

    private void startIfWanted() throws JMSException {
        if (autoStart) {
            connection.start();
        }
    }

    @Override
    public void setAutoStart(boolean newAutoStart) {
        run(session::requireOpen);
        autoStart = newAutoStart;
    }

    @Override
    public boolean getAutoStart() {
        run(session::requireOpen);
        return autoStart;
    }

    @Override
    public void start() {
        run(() -> {
            session.requireOpen();
            connection.start();
        });
    }

    @Override
    public void stop() {
        run(() -> {
            session.requireOpen();
            connection.stop();
        });
    }

    @Override
    public BytesMessage createBytesMessage() {
        return get(() -> session.createBytesMessage());
    }

    @Override
    public MapMessage createMapMessage() {
        return get(() -> session.createMapMessage());
    }

    @Override
    public Message createMessage() {
        return get(() -> session.createMessage());
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return get(() -> session.createObjectMessage());
    }

    @Override
    public StreamMessage createStreamMessage() {
        return get(() -> session.createStreamMessage());
    }

    @Override
    public TextMessage createTextMessage() {
        return get(() -> session.createTextMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) {
        return get(() -> session.createObjectMessage(object));
    }

    @Override
    public TextMessage createTextMessage(String text) {
        return get(() -> session.createTextMessage(text));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination) {
        return consumer(() -> session.createConsumer(destination));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String selector) {
        return consumer(() -> session.createConsumer(destination, selector));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String selector, boolean noLocal) {
        return consumer(() -> session.createConsumer(destination, selector, noLocal));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name) {
        return consumer(() -> session.createDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name, String selector, boolean noLocal) {
        return consumer(() -> session.createDurableConsumer(topic, name, selector, noLocal));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name) {
        return consumer(() -> session.createSharedDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name, String selector) {
        return consumer(() -> session.createSharedDurableConsumer(topic, name, selector));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name) {
        return consumer(() -> session.createSharedConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name, String selector) {
        return consumer(() -> session.createSharedConsumer(topic, name, selector));
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) {
        return get(() -> {
            QueueBrowser browser = session.createBrowser(queue, selector);
            startIfWanted();
            return browser;
        });
    }

    @Override
    public Queue createQueue(String name) {
        return get(() -> session.createQueue(name));
    }

    @Override
    public Topic createTopic(String name) {
        return get(() -> session.createTopic(name));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return get(() -> session.createTemporaryQueue());
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return get(() -> session.createTemporaryTopic());
    }

    @Override
    public void unsubscribe(String name) {
        run(() -> session.unsubscribe(name));
    }

    @Override
    public void commit() {
        run(() -> session.commit());
    }

    @Override
    public void rollback() {
        run(() -> session.rollback());
    }

    @Override
    public void recover() {
        run(() -> session.recover());
    }

    @Override
    public void acknowledge() {
        run(() -> {
            session.requireOpen();
            session.work().acknowledgements().acknowledgeAll();
        });
    }

    @Override
    public boolean getTransacted() {
        return get(session::getTransacted);
    }

    @Override
    public int getSessionMode() {
        return get(session::getAcknowledgeMode);
    }

    @Override
    public String getClientID() {
        return get(connection::getClientID);
    }

    @Override
    public void setClientID(String clientId) {
        run(() -> connection.setClientIDOfContext(clientId));
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return get(connection::getMetaData);
    }

    @Override
    public ExceptionListener getExceptionListener() {
        return get(connection::getExceptionListener);
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) {
        run(() -> connection.setExceptionListener(listener));
    }
}
