// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.XAJMSContext;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import org.portagemq.jms.options.ConnectionOptions;

/** A connection and a session of distributed transactions in one. */
public final class PortageXAJMSContext extends PortageJMSContext implements XAJMSContext {

    private final PortageXASession xaSession;

    private PortageXAJMSContext(PortageConnection connection, PortageXASession session) throws JMSException {
        super(connection, session, new AtomicInteger(1));
        this.xaSession = session;
    }

    /** Opens a connection and a session on it. */
    public static PortageXAJMSContext open(ConnectionOptions options) throws JMSException {
        PortageXAConnection connection = new PortageXAConnection(options);
        try {
            return new PortageXAJMSContext(connection, (PortageXASession) connection.createXASession());
        } catch (JMSException refused) {
            connection.close();
            throw refused;
        }
    }

    @Override
    public JMSContext getContext() {
        return this;
    }

    @Override
    public XAResource getXAResource() {
        return xaSession.getXAResource();
    }
}
