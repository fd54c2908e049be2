// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An installed RabbitMQ, as a process with folders, ports and a node name of its own. */
final class RabbitContender implements Contender {

    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final int READY_SECONDS = 60;
    private static final int END_SECONDS = 60;

    @Override
    public String name() {
        return "RabbitMQ";
    }

    @Override
    public String promise() {
        return "classic queues: with the operating system; quorum queues: synced to disk";
    }

    @Override
    public String missing() {
        return Files.isExecutable(SERVER) ? "" : "install the package rabbitmq-server (" + SERVER + " is not there)";
    }

    @Override
    public RunningBroker start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = portOf(folder);
        ProcessBuilder builder = new ProcessBuilder(SERVER.toString());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", folder.toString());
        environment.put("RABBITMQ_NODENAME", "compare" + port + "@localhost");
        environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODE_PORT", Integer.toString(port));
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(freePort()));
        environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString());
        environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString());
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        Files.writeString(folder.resolve("plugins"), "[].");
        // The package's default would block publishers on a disk with little room.
        Files.writeString(folder.resolve("rabbitmq.conf"), "disk_free_limit.absolute = 1GB\n");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
        RunningBroker running = new Running(process, port);
        Probe.awaitOpen(port, READY_SECONDS, process::isAlive);
        return running;
    }

    /** A folder keeps its port: it is part of the node's name, and the node's data are kept under that. */
    private static int portOf(Path folder) throws IOException {
        Path file = folder.resolve("port");
        if (!Files.exists(file)) {
            Files.writeString(file, Integer.toString(freePort()));
        }
        return Integer.parseInt(Files.readString(file));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private record Running(Process process, int port) implements RunningBroker {

        @Override
        public ProcessTree processes() {
            return new ProcessTree(process.toHandle());
        }

        @Override
        public void kill() throws IOException {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Waits.orFail(this::awaitEnd);
        }

        @Override
        public void close() throws IOException {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Waits.orFail(this::awaitEnd);
        }

        private void awaitEnd() throws IOException, InterruptedException {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("RabbitMQ did not end within " + END_SECONDS + " s");
            }
        }
    }
}
