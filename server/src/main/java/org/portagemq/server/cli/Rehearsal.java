// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/**
 * Starts a server on free ports over a temporary folder, and ends it. The launcher runs it once after a build, so that Java
 * can keep what its classes have become for the starts that follow.
 */
final class Rehearsal {

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        // The command line's own classes are a part of each start.
        Main.commandLine(Map.of()).parseArgs("serve");
        Path data = Files.createTempDirectory("portage-rehearsal");
        try (PortageServer server = PortageServer.start(ServerSetup.onFreePorts(data))) {
            System.out.println(String.join("\n", server.describeListeners()));
        } finally {
            delete(data);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
