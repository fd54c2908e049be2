// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;

/** A session in the words of queues, which knows nothing of topics. */
final class PortageQueueSession extends PortageSession implements QueueSession {

    PortageQueueSession(PortageConnection connection, AckMode mode) {
        super(connection, mode);
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
        requireThere(queue);
        return new PortageSender(work(), sends(), queue);
    }

    private static JMSException ofTopics() {
        return Exceptions.illegal("a session of queues knows no topics: use one that a Connection makes");
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector, boolean noLocal)
            throws JMSException {
        if (destination instanceof Topic && !(destination instanceof Queue)) {
            throw ofTopics();
        }
        return super.createConsumer(destination, selector, noLocal);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
        throw ofTopics();
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name, String selector, boolean noLocal)
            throws JMSException {
        throw ofTopics();
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name, String selector) throws JMSException {
        throw ofTopics();
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name, String selector) throws JMSException {
        throw ofTopics();
    }

    @Override
    public Topic createTopic(String name) throws JMSException {
        throw ofTopics();
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        throw ofTopics();
    }

    @Override
    public void unsubscribe(String name) throws JMSException {
        throw ofTopics();
    }
}
