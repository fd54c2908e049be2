// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import org.portagemq.client.session.SubscriptionWish;

/** A consumer of a queue. */
final class PortageReceiver extends PortageConsumer implements QueueReceiver {

    private final Queue queue;

    PortageReceiver(SessionWork session, SubscriptionWish wish, Queue queue) {
        super(session, wish);
        this.queue = queue;
    }

    @Override
    public Queue getQueue() throws JMSException {
        requireOpen();
        return queue;
    }
}
