// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import java.io.Serializable;
import java.util.Map;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import org.portagemq.jms.connection.Exceptions;
import org.portagemq.jms.connection.PortageConnection;
import org.portagemq.jms.connection.PortageJMSContext;
import org.portagemq.jms.connection.PortageQueueConnection;
import org.portagemq.jms.connection.PortageTopicConnection;
import org.portagemq.jms.destination.PortageDestination;
import org.portagemq.jms.options.ConnectionOptions;

/**
 * Makes connections to a broker: to one elsewhere at {@code portage://HOST:PORT}, or to one in the same process at {@code
 * vm://NAME}, with options such as {@code ?jms.clientID=a}. Thread-safe once it is set up.
 */
public class PortageConnectionFactory
        implements ConnectionFactory, QueueConnectionFactory, TopicConnectionFactory, Serializable, Referenceable {

    private static final long serialVersionUID = 1;

    /** The parts of a reference. */
    public static final String ADDRESS = "brokerURL";

    public static final String USER = "username";
    public static final String PASSWORD = "password";
    public static final String CLIENT_ID = "clientID";

    public static final String DEFAULT_ADDRESS = "portage://localhost:10911";

    private final ConnectionOptions options = new ConnectionOptions();
    private String brokerUrl = DEFAULT_ADDRESS;

    /** A factory for a broker on this machine. */
    public PortageConnectionFactory() {}

    /**
     * A factory for an address with its options.
     *
     * @throws IllegalArgumentException naming what is not understood
     */
    public PortageConnectionFactory(String brokerUrl) {
        setBrokerURL(brokerUrl);
    }

    /** The same for a user. */
    public PortageConnectionFactory(String user, String password, String brokerUrl) {
        this(brokerUrl);
        setUsername(user);
        setPassword(password);
    }

    protected final ConnectionOptions options() {
        return options;
    }

    public final void setBrokerURL(String address) {
        options.readAddress(address);
        brokerUrl = address;
    }

    public final String getBrokerURL() {
        return brokerUrl;
    }

    public final void setUsername(String user) {
        options.set("username", user);
    }

    public final String getUsername() {
        return options.user();
    }

    public final void setPassword(String password) {
        options.set("password", password);
    }

    /** The id of each connection that is made; two at a time cannot have it. */
    public final void setClientID(String clientId) {
        options.clientId(clientId);
    }

    public final String getClientID() {
        return options.clientId();
    }

    /**
     * Sets options by name, such as {@code prefetchPolicy.all}.
     *
     * @throws IllegalArgumentException when there is no such option, or the value is none of its values
     */
    public final void setProperties(Map<String, String> properties) {
        properties.forEach(options::set);
    }

    @Override
    public Connection createConnection() throws JMSException {
        return new PortageConnection(options);
    }

    @Override
    public Connection createConnection(String user, String password) throws JMSException {
        return new PortageConnection(options.withUser(user, password));
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return new PortageQueueConnection(options);
    }

    @Override
    public QueueConnection createQueueConnection(String user, String password) throws JMSException {
        return new PortageQueueConnection(options.withUser(user, password));
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return new PortageTopicConnection(options);
    }

    @Override
    public TopicConnection createTopicConnection(String user, String password) throws JMSException {
        return new PortageTopicConnection(options.withUser(user, password));
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int mode) {
        return context(options, mode);
    }

    @Override
    public JMSContext createContext(String user, String password) {
        return createContext(user, password, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(String user, String password, int mode) {
        return context(options.withUser(user, password), mode);
    }

    private static JMSContext context(ConnectionOptions options, int mode) {
        try {
            return PortageJMSContext.open(options, mode);
        } catch (JMSException refused) {
            throw Exceptions.unchecked(refused);
        }
    }

    @Override
    public Reference getReference() {
        Reference reference = new Reference(getClass().getName(), PortageDestination.OBJECT_FACTORY, null);
        reference.add(new StringRefAddr(ADDRESS, brokerUrl));
        add(reference, USER, options.user());
        add(reference, PASSWORD, options.password());
        add(reference, CLIENT_ID, options.clientId());
        return reference;
    }

    private static void add(Reference reference, String name, String value) {
        if (value != null) {
            reference.add(new StringRefAddr(name, value));
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "["
                + brokerUrl.replaceAll("(?i)(jms\\.password=)[^&]*", "$1***")
                + (options.user() == null ? "" : ", user " + options.user()) + "]";
    }
}
