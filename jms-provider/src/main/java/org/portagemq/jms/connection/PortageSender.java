// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;

/** A producer in the words of queues. */
final class PortageSender extends PortageProducer implements QueueSender {

    private final Queue queue;

    PortageSender(SessionWork session, Sends sends, Queue queue) throws JMSException {
        super(session, sends, queue);
        this.queue = queue;
    }

    @Override
    public Queue getQueue() throws JMSException {
        requireOpen();
        return queue;
    }

    @Override
    public void send(Queue to, Message message) throws JMSException {
        send((jakarta.jms.Destination) to, message);
    }

    @Override
    public void send(Queue to, Message message, int mode, int priority, long ttlMs) throws JMSException {
        send((jakarta.jms.Destination) to, message, mode, priority, ttlMs);
    }
}
