// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.portagemq.core.settings.Settings;
import org.portagemq.server.Listener;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSettings;
import org.portagemq.server.ServerSetup;

/** The brokers of this process by the names under which its applications find them. Thread-safe. */
public final class VmBrokers {

    private static final Map<String, PortageServer> RUNNING = new HashMap<>();

    private VmBrokers() {}

    /**
     * Lets applications find a server.
     *
     * @throws IllegalStateException when another one has the name
     */
    public static synchronized void publish(String name, PortageServer server) {
        PortageServer other = find(name);
        if (other != null && other != server) {
            throw new IllegalStateException("a broker named '" + name + "' runs in this process already");
        }
        RUNNING.put(name, server);
    }

    /** The running server of the name; null for none. */
    public static synchronized PortageServer find(String name) {
        PortageServer server = RUNNING.get(name);
        if (server != null && server.broker() == null) {
            RUNNING.remove(name);
            return null;
        }
        return server;
    }

    /** Ends the server of the name, if there is one. What it keeps in a temporary folder goes with the process. */
    public static void stop(String name) {
        PortageServer server;
        synchronized (VmBrokers.class) {
            server = RUNNING.remove(name);
        }
        if (server != null) {
            server.close();
        }
    }

    /**
     * The server of the name, started without ports if there is none.
     *
     * @param data where it keeps its data; null for a temporary folder that goes with the process
     */
    static synchronized PortageServer findOrStart(String name, Path data) throws IOException {
        PortageServer running = find(name);
        if (running != null) {
            return running;
        }
        boolean temporary = data == null;
        Path folder = temporary ? Files.createTempDirectory("portage-vm") : data;
        PortageServer server = PortageServer.start(withoutPorts(folder));
        RUNNING.put(name, server);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, temporary ? folder : null)));
        return server;
    }

    private static ServerSetup withoutPorts(Path data) {
        Map<String, String> values = new HashMap<>();
        values.put(ServerSettings.DATA.key(), data.toString());
        for (Listener listener : Listener.ALL) {
            values.put(listener.enabledSetting().key(), "false");
        }
        return new ServerSetup(Settings.of(values));
    }

    private static void end(PortageServer server, Path temporary) {
        server.close();
        if (temporary != null) {
            try (Stream<Path> files = Files.walk(temporary)) {
                files.sorted(Comparator.reverseOrder()).forEach(VmBrokers::delete);
            } catch (IOException | UncheckedIOException left) {
                // The system clears its temporary folder some day.
                return;
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
