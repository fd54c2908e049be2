// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.users.PasswordHash;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.User;

/**
 * A server on free ports over a temporary data folder for the tests of one class, and connections to it by RabbitMQ's Java
 * client. Connections that a test opened are aborted after it.
 */
public final class BrokerExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /** Every wait of the client ends after this, in ms. */
    public static final int PATIENCE_MS = 20_000;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Map<String, String> settings;
    private final List<Connection> connections = new ArrayList<>();
    private Path data;
    private PortageServer server;

    public BrokerExtension() {
        this(Map.of());
    }

    public BrokerExtension(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        data = Files.createTempDirectory("portage-interop");
        server = PortageServer.start(ServerSetup.onFreePorts(data, settings));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        connections.forEach(connection -> connection.abort(1_000));
        connections.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server != null) {
            server.close();
            // The extension lives as long as all tests do; the server's memory outside of the heap must not.
            server = null;
        }
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(BrokerExtension::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends the server and starts it again over the same data. */
    public void restart() throws IOException {
        server.close();
        server = PortageServer.start(ServerSetup.onFreePorts(data, settings));
    }

    public PortageServer server() {
        return server;
    }

    public int port() {
        return server.port("amqp");
    }

    /** A name that no other test uses. */
    public static String name(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    public ConnectionFactory factory() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(PATIENCE_MS);
        factory.setHandshakeTimeout(PATIENCE_MS);
        factory.setChannelRpcTimeout(PATIENCE_MS);
        factory.setShutdownTimeout(1_000);
        return factory;
    }

    public Connection connect() throws IOException, TimeoutException {
        return connect(factory());
    }

    public Connection connect(ConnectionFactory factory) throws IOException, TimeoutException {
        Connection connection = factory.newConnection();
        connections.add(connection);
        return connection;
    }

    public Connection connect(String user, String password) throws IOException, TimeoutException {
        ConnectionFactory factory = factory();
        factory.setUsername(user);
        factory.setPassword(password);
        return connect(factory);
    }

    public Channel channel() throws IOException, TimeoutException {
        return connect().createChannel();
    }

    /** Makes a user whose password is the name. */
    public void user(String name, Permission permission) throws IOException {
        PasswordHash password = PasswordHash.create(name.getBytes(StandardCharsets.UTF_8));
        server.users().add(new User(name, password, Set.of(), Map.of("/", permission)));
    }

    /** A bare socket, whose reads end after the patience. */
    Socket socket() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port()), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }
}
