// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/** A server of this project on free ports over a temporary data folder, for the tests of one class. */
final class PortageExtension implements Broker, BeforeAllCallback, AfterAllCallback {

    private final Map<String, String> settings;
    private Path data;
    private PortageServer server;

    PortageExtension() {
        this(Map.of());
    }

    PortageExtension(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>();
        // Only what these tests use listens.
        for (String listener : List.of("http", "ws")) {
            all.put(listener + ".enabled", "false");
        }
        all.putAll(settings);
        this.settings = all;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        data = Files.createTempDirectory("portage-sdk");
        server = PortageServer.start(ServerSetup.onFreePorts(data, settings));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server != null) {
            server.close();
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public String nameServer() {
        return "127.0.0.1:" + server.port("namesrv");
    }

    PortageServer server() {
        return server;
    }

    @Override
    public boolean can(Capability capability) {
        return true;
    }
}
