// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XATopicSession;
import javax.transaction.xa.XAResource;
import org.portagemq.client.session.SubscriptionWish.Sharing;

/** A session of distributed transactions. Outside of a branch it acknowledges by itself. */
public final class PortageXASession extends PortageSession
        implements XAQueueSession, XATopicSession, QueueSession, TopicSession {

    private final PortageXAResource resource;

    PortageXASession(PortageXAConnection connection) {
        super(connection, AckMode.AUTO);
        this.resource = new PortageXAResource(connection, work().acknowledgements());
    }

    @Override
    public Session getSession() throws JMSException {
        requireOpen();
        return this;
    }

    @Override
    public QueueSession getQueueSession() throws JMSException {
        requireOpen();
        return this;
    }

    @Override
    public TopicSession getTopicSession() throws JMSException {
        requireOpen();
        return this;
    }

    /** Also of a session that is closed: the manager decides later. */
    @Override
    public XAResource getXAResource() {
        return resource;
    }

    @Override
    public boolean getTransacted() throws JMSException {
        requireOpen();
        return true;
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        requireOpen();
        return SESSION_TRANSACTED;
    }

    private static JMSException ofManager() {
        return new TransactionInProgressException(
                "the transactions of this session are ended by their manager", "DISTRIBUTED");
    }

    @Override
    public void commit() throws JMSException {
        requireOpen();
        throw ofManager();
    }

    @Override
    public void rollback() throws JMSException {
        requireOpen();
        throw ofManager();
    }

    @Override
    public void recover() throws JMSException {
        requireOpen();
        throw Exceptions.illegal("a session of distributed transactions is not recovered");
    }

    @Override
    public QueueReceiver createReceiver(Queue queue) throws JMSException {
        return receiver(queue, null);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue, String selector) throws JMSException {
        return receiver(queue, selector);
    }

    @Override
    public QueueSender createSender(Queue queue) throws JMSException {
        requireOpen();
        return new PortageSender(work(), sends(), queue);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic) throws JMSException {
        return createSubscriber(topic, null, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic, String selector, boolean noLocal) throws JMSException {
        return subscriber(topic, selector, noLocal, Sharing.ALONE, false, null);
    }

    @Override
    public TopicPublisher createPublisher(Topic topic) throws JMSException {
        requireOpen();
        return new PortagePublisher(work(), sends(), topic);
    }
}
