// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;
import org.portagemq.jms.options.ConnectionOptions;

/** A connection whose sessions take part in distributed transactions; others are made too. */
public final class PortageXAConnection extends PortageConnection implements XAQueueConnection, XATopicConnection {

    private final PortageXAResource.Branches branches = new PortageXAResource.Branches();

    public PortageXAConnection(ConnectionOptions options) throws JMSException {
        super(options);
    }

    PortageXAResource.Branches branches() {
        return branches;
    }

    private PortageXASession session() throws JMSException {
        return added(new PortageXASession(this));
    }

    @Override
    public XASession createXASession() throws JMSException {
        return session();
    }

    @Override
    public XAQueueSession createXAQueueSession() throws JMSException {
        return session();
    }

    @Override
    public XATopicSession createXATopicSession() throws JMSException {
        return session();
    }

    @Override
    public Session createSession(boolean transacted, int mode) throws JMSException {
        return super.createSession(transacted, mode);
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int mode) throws JMSException {
        return added(new PortageQueueSession(this, ackMode(transacted, mode)));
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int mode) throws JMSException {
        return added(new PortageTopicSession(this, ackMode(transacted, mode)));
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Queue queue, String selector, ServerSessionPool pool, int max)
            throws JMSException {
        return createConnectionConsumer((Destination) queue, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Topic topic, String selector, ServerSessionPool pool, int max)
            throws JMSException {
        return createConnectionConsumer((Destination) topic, selector, pool, max);
    }
}
