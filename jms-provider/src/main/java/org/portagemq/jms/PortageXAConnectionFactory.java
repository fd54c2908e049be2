// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms;

import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicConnectionFactory;
import org.portagemq.jms.connection.Exceptions;
import org.portagemq.jms.connection.PortageXAConnection;
import org.portagemq.jms.connection.PortageXAJMSContext;
import org.portagemq.jms.options.ConnectionOptions;

/** Makes connections whose sessions take part in distributed transactions, and others. */
public final class PortageXAConnectionFactory extends PortageConnectionFactory
        implements XAConnectionFactory, XAQueueConnectionFactory, XATopicConnectionFactory {

    private static final long serialVersionUID = 1;

    /** A factory for a broker on this machine. */
    public PortageXAConnectionFactory() {}

    /**
     * A factory for an address with its options.
     *
     * @throws IllegalArgumentException naming what is not understood
     */
    public PortageXAConnectionFactory(String brokerUrl) {
        super(brokerUrl);
    }

    @Override
    public XAConnection createXAConnection() throws JMSException {
        return new PortageXAConnection(options());
    }

    @Override
    public XAConnection createXAConnection(String user, String password) throws JMSException {
        return new PortageXAConnection(options().withUser(user, password));
    }

    @Override
    public XAQueueConnection createXAQueueConnection() throws JMSException {
        return new PortageXAConnection(options());
    }

    @Override
    public XAQueueConnection createXAQueueConnection(String user, String password) throws JMSException {
        return new PortageXAConnection(options().withUser(user, password));
    }

    @Override
    public XATopicConnection createXATopicConnection() throws JMSException {
        return new PortageXAConnection(options());
    }

    @Override
    public XATopicConnection createXATopicConnection(String user, String password) throws JMSException {
        return new PortageXAConnection(options().withUser(user, password));
    }

    @Override
    public XAJMSContext createXAContext() {
        return context(options());
    }

    @Override
    public XAJMSContext createXAContext(String user, String password) {
        return context(options().withUser(user, password));
    }

    private static XAJMSContext context(ConnectionOptions options) {
        try {
            return PortageXAJMSContext.open(options);
        } catch (JMSException refused) {
            throw Exceptions.unchecked(refused);
        }
    }
}
