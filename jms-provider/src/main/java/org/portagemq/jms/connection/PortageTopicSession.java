// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import org.portagemq.client.session.SubscriptionWish.Sharing;

/** A session in the words of topics, which knows nothing of queues. */
final class PortageTopicSession extends PortageSession implements TopicSession {

    PortageTopicSession(PortageConnection connection, AckMode mode) {
        super(connection, mode);
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
        requireThere(topic);
        return new PortagePublisher(work(), sends(), topic);
    }

    private static JMSException ofQueues() {
        return Exceptions.illegal("a session of topics knows no queues: use one that a Connection makes");
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) throws JMSException {
        throw ofQueues();
    }

    @Override
    public Queue createQueue(String name) throws JMSException {
        throw ofQueues();
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        throw ofQueues();
    }
}
