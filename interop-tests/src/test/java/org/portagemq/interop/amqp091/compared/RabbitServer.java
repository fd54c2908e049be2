// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * RabbitMQ as Debian packages it, as a process of its own: on free ports, with all that it writes in a temporary folder.
 * Nothing of it is left when it is closed.
 */
final class RabbitServer implements AutoCloseable {

    private static final Path HOME = Path.of("/usr/lib/rabbitmq/lib");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path folder;
    private final Process process;
    private final int port;
    private final int mapperPort;

    private RabbitServer(Path folder, Process process, int port, int mapperPort) {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.mapperPort = mapperPort;
    }

    /** Starts it, and returns when it takes connections. Skips the test where it is not installed. */
    static RabbitServer start() throws IOException {
        Path program = program();
        Path folder = Files.createTempDirectory("portage-rabbit");
        Files.writeString(folder.resolve("plugins"), "[].\n");
        List<Integer> ports = freePorts(3);
        Map<String, String> environment = new HashMap<>();
        environment.put("HOME", folder.toString());
        environment.put(
                "RABBITMQ_NODENAME", "portage-test-" + ProcessHandle.current().pid() + "@localhost");
        environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODE_PORT", ports.get(0).toString());
        environment.put("RABBITMQ_DIST_PORT", ports.get(1).toString());
        environment.put("ERL_EPMD_PORT", ports.get(2).toString());
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString());
        environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        environment.put(
                "RABBITMQ_GENERATED_CONFIG_DIR", folder.resolve("generated").toString());
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("none").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        environment.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().putAll(environment);
        RabbitServer server = new RabbitServer(folder, builder.start(), ports.get(0), ports.get(2));
        server.awaitReady();
        return server;
    }

    private static Path program() throws IOException {
        assumeTrue(Files.isDirectory(HOME), "rabbitmq-server is not installed: run scripts/test-tools");
        try (Stream<Path> versions = Files.list(HOME)) {
            return versions.map(version -> version.resolve("sbin/rabbitmq-server"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no server in " + HOME));
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        ServerSocket[] sockets = new ServerSocket[count];
        Integer[] ports = new Integer[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return List.of(ports);
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.readString(folder.resolve("out")).contains("completed with")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String said = Files.readString(folder.resolve("out"));
                close();
                throw new IOException("RabbitMQ did not start: " + said);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member ->
                member.onExit().completeOnTimeout(member, 10, TimeUnit.SECONDS).join());
        endPortMapper();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Erlang's port mapper outlives the node that started it. */
    private void endPortMapper() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("epmd", "-port", Integer.toString(mapperPort), "-kill");
        builder.environment().put("ERL_EPMD_RELAXED_COMMAND_CHECK", "true");
        try {
            builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
