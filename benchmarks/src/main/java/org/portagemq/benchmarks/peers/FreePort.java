// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports for brokers that have to be told theirs. */
final class FreePort {

    private FreePort() {}

    /** Any free one. */
    static int any() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The folder's own, also when its broker is started again: some keep their data under a name that has it. */
    static int of(Path folder) throws IOException {
        Path file = folder.resolve("port");
        if (!Files.exists(file)) {
            Files.writeString(file, Integer.toString(any()));
        }
        return Integer.parseInt(Files.readString(file));
    }
}
