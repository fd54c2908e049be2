// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;

/** A producer in the words of topics. */
final class PortagePublisher extends PortageProducer implements TopicPublisher {

    private final Topic topic;

    PortagePublisher(SessionWork session, Sends sends, Topic topic) throws JMSException {
        super(session, sends, topic);
        this.topic = topic;
    }

    @Override
    public Topic getTopic() throws JMSException {
        requireOpen();
        return topic;
    }

    @Override
    public void publish(Message message) throws JMSException {
        send(message);
    }

    @Override
    public void publish(Message message, int mode, int priority, long ttlMs) throws JMSException {
        send(message, mode, priority, ttlMs);
    }

    @Override
    public void publish(Topic to, Message message) throws JMSException {
        send(to, message);
    }

    @Override
    public void publish(Topic to, Message message, int mode, int priority, long ttlMs) throws JMSException {
        send(to, message, mode, priority, ttlMs);
    }
}
