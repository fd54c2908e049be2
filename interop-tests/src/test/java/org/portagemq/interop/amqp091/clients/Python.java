// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs scenarios with the Python that Debian's packages of clients belong to. */
public final class Python {

    private static final Path PROGRAM = Path.of("/usr/bin/python3");
    private static final Path PACKAGES = Path.of("/usr/lib/python3/dist-packages");

    private Python() {}

    /** One scenario of a module named after its client, such as {@code pika_client}. */
    public static void run(String module, int port, String scenario) throws Exception {
        String client = module.replace("_client", "");
        assumeTrue(
                Files.isDirectory(PACKAGES.resolve(client)),
                () -> "python3-" + client + " is not installed: run scripts/test-tools");
        ClientProcess.of(PROGRAM, "scenarios.py", module, Integer.toString(port), scenario)
                .in(ClientProcess.clients("python"))
                .with(Map.of("PYTHONDONTWRITEBYTECODE", "1"))
                .run()
                .succeeded();
    }
}
