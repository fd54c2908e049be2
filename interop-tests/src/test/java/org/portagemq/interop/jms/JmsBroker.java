// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.vm.VmBrokers;

/** A server over a temporary folder for the tests of one class, and its connections: in the process, or by the network. */
final class JmsBroker implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /** Every wait for something that comes ends after this, in ms. */
    static final long PATIENCE = 20_000;

    /** So long is waited for something that must not come, in ms. */
    static final long SHORT = 150;

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String name = "jms-" + NAMES.incrementAndGet();
    private final boolean network;
    private final List<Connection> connections = new ArrayList<>();
    private Path data;
    private PortageServer server;

    private JmsBroker(boolean network) {
        this.network = network;
    }

    static JmsBroker inProcess() {
        return new JmsBroker(false);
    }

    static JmsBroker overTheNetwork() {
        return new JmsBroker(true);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        data = Files.createTempDirectory("portage-jms");
        start(Map.of());
    }

    private void start(Map<String, String> settings) throws IOException {
        server = PortageServer.start(ServerSetup.onFreePorts(data, settings));
        VmBrokers.publish(name, server);
    }

    /** Ends the server and starts it again over the same data. */
    void restart() throws IOException {
        VmBrokers.stop(name);
        start(Map.of());
    }

    @Override
    public void afterEach(ExtensionContext context) throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        VmBrokers.stop(name);
        server = null;
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    PortageServer server() {
        return server;
    }

    /** A name that no other test uses. */
    static String name(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    /** The address, with options. */
    String address(String options) {
        String place = network
                ? "portage://127.0.0.1:" + server.port("native") + "?jms.username=guest&jms.password=guest"
                : "vm://" + name + "?create=false";
        return options.isEmpty() ? place : place + "&" + options;
    }

    PortageConnectionFactory factory() {
        return new PortageConnectionFactory(address(""));
    }

    PortageXAConnectionFactory xaFactory() {
        return new PortageXAConnectionFactory(address(""));
    }

    /** A connection that is started, and closed after the test. */
    Connection connect() throws JMSException {
        return connect("");
    }

    Connection connect(String options) throws JMSException {
        Connection connection = new PortageConnectionFactory(address(options)).createConnection();
        connections.add(connection);
        connection.start();
        return connection;
    }

    /** A connection with a client id. */
    Connection connectAs(String clientId) throws JMSException {
        return connect("jms.clientID=" + clientId);
    }

    <T extends Connection> T closedAfterTest(T connection) {
        connections.add(connection);
        return connection;
    }
}
