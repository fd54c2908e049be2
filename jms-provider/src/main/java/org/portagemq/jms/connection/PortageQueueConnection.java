// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.portagemq.jms.options.ConnectionOptions;

/** A connection in the words of queues. */
public final class PortageQueueConnection extends PortageConnection implements QueueConnection {

    public PortageQueueConnection(ConnectionOptions options) throws JMSException {
        super(options);
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int mode) throws JMSException {
        return added(new PortageQueueSession(this, ackMode(transacted, mode)));
    }

    @Override
    public Session createSession(boolean transacted, int mode) throws JMSException {
        return createQueueSession(transacted, mode);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Queue queue, String selector, ServerSessionPool pool, int max)
            throws JMSException {
        return createConnectionConsumer((Destination) queue, selector, pool, max);
    }

    private static JMSException ofTopics() {
        return Exceptions.illegal("a connection of queues knows no topics: use a Connection");
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int max) throws JMSException {
        throw ofTopics();
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int max) throws JMSException {
        throw ofTopics();
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int max) throws JMSException {
        throw ofTopics();
    }
}
