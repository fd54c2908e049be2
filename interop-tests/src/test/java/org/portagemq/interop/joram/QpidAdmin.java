// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.joram;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.objectweb.jtests.jms.admin.Admin;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/**
 * Runs the JMS tests of Joram through Qpid's client against a server of their own. Their classes are of {@code javax.jms}:
 * Qpid's client of that line is on the class path in place of the other one.
 */
@SuppressWarnings("JdkObsolete") // JNDI takes no other map
public final class QpidAdmin implements Admin {

    private static final int PATIENCE_MS = 20_000;

    private static PortageServer server;

    private final Hashtable<String, Object> names = new Hashtable<>();

    /** One server for all tests; it ends with the process. */
    private static synchronized PortageServer server() {
        if (server == null) {
            try {
                Path data = Files.createTempDirectory("portage-joram");
                server = PortageServer.start(ServerSetup.onFreePorts(data, Map.of()));
            } catch (IOException failed) {
                throw new IllegalStateException("no server", failed);
            }
        }
        return server;
    }

    public QpidAdmin() {
        names.put(Context.INITIAL_CONTEXT_FACTORY, "org.apache.qpid.jms.jndi.JmsInitialContextFactory");
    }

    @Override
    public String getName() {
        return "PortageMQ, by Qpid JMS";
    }

    @Override
    public Context createContext() throws NamingException {
        return new InitialContext(names);
    }

    @Override
    public void createConnectionFactory(String name) {
        names.put(
                "connectionfactory." + name,
                "amqp://127.0.0.1:" + server().port("amqp") + "?jms.username=guest&jms.password=guest"
                        + "&jms.requestTimeout=" + PATIENCE_MS + "&jms.connectTimeout=" + PATIENCE_MS
                        + "&jms.sendTimeout=" + PATIENCE_MS);
    }

    @Override
    public void createQueueConnectionFactory(String name) {
        createConnectionFactory(name);
    }

    @Override
    public void createTopicConnectionFactory(String name) {
        createConnectionFactory(name);
    }

    @Override
    public void createQueue(String name) {
        names.put("queue." + name, name);
    }

    @Override
    public void createTopic(String name) {
        names.put("topic." + name, name);
    }

    /** With all that a test has left in it. */
    @Override
    public void deleteQueue(String name) {
        names.remove("queue." + name);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(server().port("amqp"));
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDelete(name);
        } catch (IOException | TimeoutException failed) {
            throw new IllegalStateException("queue '" + name + "' cannot be deleted", failed);
        }
    }

    @Override
    public void deleteTopic(String name) {
        names.remove("topic." + name);
    }

    @Override
    public void deleteConnectionFactory(String name) {
        names.remove("connectionfactory." + name);
    }

    @Override
    public void deleteQueueConnectionFactory(String name) {
        deleteConnectionFactory(name);
    }

    @Override
    public void deleteTopicConnectionFactory(String name) {
        deleteConnectionFactory(name);
    }

    @Override
    public void startServer() {
        // The first use starts it.
    }

    @Override
    public void stopServer() {
        // It ends with the process.
    }

    @Override
    public void start() {
        // Nothing has to be done before each test.
    }

    @Override
    public void stop() {
        // Nothing has to be done after each test.
    }
}
