// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import org.portagemq.client.session.SubscriptionWish;

/** A consumer of a topic. */
final class PortageSubscriber extends PortageConsumer implements TopicSubscriber {

    private final Topic topic;

    PortageSubscriber(SessionWork session, SubscriptionWish wish, Topic topic) {
        super(session, wish);
        this.topic = topic;
    }

    @Override
    public Topic getTopic() throws JMSException {
        requireOpen();
        return topic;
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        requireOpen();
        return wish().noLocal();
    }
}
