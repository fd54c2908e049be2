// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.core.platform.MovablePlatform;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.vm.VmBrokers;

/**
 * A broker for the tests of a class, when it is registered by a static field, or for each test, when it is by a field of the
 * instance: over a temporary folder, on free ports of this machine, with a time that can be moved.
 *
 * <pre>
 *  &#64;RegisterExtension
 *  static final BrokerExtension BROKER = new BrokerExtension();
 *
 *  ConnectionFactory factory = new PortageConnectionFactory(BROKER.address());
 * </pre>
 *
 * Not thread-safe, but for {@link #advance}.
 */
public final class BrokerExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name = "junit-" + NUMBERS.incrementAndGet();
    private final Map<String, String> settings = new HashMap<>();
    private Path data;
    private MovablePlatform platform;
    private PortageServer server;
    private boolean ofClass;

    /** Sets a setting of the broker, such as {@code sessions.auto-create}; before it starts. */
    public BrokerExtension with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        ofClass = true;
        data = Files.createTempDirectory("portage-junit");
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            data = Files.createTempDirectory("portage-junit");
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (ofClass) {
            end();
        }
    }

    private void start() throws IOException {
        platform = new MovablePlatform();
        try {
            server = PortageServer.start(ServerSetup.onFreePorts(data, settings), platform);
        } catch (IOException | RuntimeException failed) {
            delete();
            throw failed;
        }
        VmBrokers.publish(name, server);
    }

    private void end() throws IOException {
        VmBrokers.stop(name);
        server = null;
        delete();
    }

    private void delete() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(data)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    /** Ends the broker and starts it again, over the same data, on other ports. */
    public void restart() throws IOException {
        VmBrokers.stop(name);
        start();
    }

    /** Moves the broker's time forward: what waits for its time or expires until then does so soon after. */
    public void advance(Duration time) {
        running();
        platform.advance(time);
    }

    /** The running broker, for everything else. */
    public PortageServer server() {
        return running();
    }

    private PortageServer running() {
        if (server == null) {
            throw new IllegalStateException(
                    "the broker does not run: it does while the tests run for which it was registered");
        }
        return server;
    }

    /** The port of a listener, such as {@code amqp} or {@code stomp}. */
    public int port(String listener) {
        return running().port(listener);
    }

    /** The address for the JMS provider within the process. */
    public String address() {
        running();
        return "vm://" + name + "?create=false";
    }

    /** The address for the JMS provider by the network, as user {@code guest}. */
    public String networkAddress() {
        return "portage://127.0.0.1:" + port("native") + "?jms.username=guest&jms.password=guest";
    }
}
