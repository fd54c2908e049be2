// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import org.portagemq.jms.options.ConnectionOptions;

/** A connection in the words of topics. */
public final class PortageTopicConnection extends PortageConnection implements TopicConnection {

    public PortageTopicConnection(ConnectionOptions options) throws JMSException {
        super(options);
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int mode) throws JMSException {
        return added(new PortageTopicSession(this, ackMode(transacted, mode)));
    }

    @Override
    public Session createSession(boolean transacted, int mode) throws JMSException {
        return createTopicSession(transacted, mode);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Topic topic, String selector, ServerSessionPool pool, int max)
            throws JMSException {
        return createConnectionConsumer((Destination) topic, selector, pool, max);
    }
}
