// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Connections of Qpid's JMS client, each of whose waits has an end; closed after each test. */
final class QpidJms implements AfterEachCallback {

    static final int PATIENCE_MS = BrokerExtension.PATIENCE_MS;

    private final BrokerExtension broker;
    private final List<Connection> connections = new ArrayList<>();

    QpidJms(BrokerExtension broker) {
        this.broker = broker;
    }

    @Override
    public void afterEach(ExtensionContext context) throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    /**
     * A factory.
     *
     * @param options of the client, each with an ampersand before it
     */
    JmsConnectionFactory factory(String password, String options) {
        String uri = "amqp://127.0.0.1:" + broker.port() + "?jms.requestTimeout=" + PATIENCE_MS + "&jms.connectTimeout="
                + PATIENCE_MS + "&jms.sendTimeout=" + PATIENCE_MS + options;
        return new JmsConnectionFactory("guest", password, uri);
    }

    /** A connection that is started. */
    Connection connect(String options) throws JMSException {
        Connection connection = factory("guest", options).createConnection();
        connections.add(connection);
        connection.start();
        return connection;
    }

    /** A session on a connection of its own. */
    Session session(int mode) throws JMSException {
        return connect("").createSession(mode);
    }

    static String text(Message message) throws JMSException {
        assertNotNull(message, "nothing arrived");
        return ((TextMessage) message).getText();
    }

    static String receive(MessageConsumer consumer) throws JMSException {
        return text(consumer.receive(PATIENCE_MS));
    }
}
