// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.portagemq.benchmarks.load.ClientLibrary;

/** Apache ActiveMQ Artemis with its journal, as {@code scripts/bench-peers} fetches it. */
final class ArtemisContender implements Contender {

    private static final Path HOME = Path.of("target/peers/artemis");
    private static final int CREATE_SECONDS = 120;
    private static final int READY_SECONDS = 60;

    @Override
    public String name() {
        return "Artemis";
    }

    @Override
    public String promise() {
        return "journal: synced to disk";
    }

    @Override
    public String missing() {
        return Files.isDirectory(HOME.resolve("lib"))
                ? ""
                : "run scripts/bench-peers artemis (" + HOME + " is not there)";
    }

    /** Browsers connect to the port that STOMP has. */
    @Override
    public Set<Protocol> protocols() {
        return Set.of(Protocol.AMQP_10, Protocol.STOMP, Protocol.STOMP_WEBSOCKET, Protocol.JMS);
    }

    @Override
    public ClientLibrary jmsLibrary() {
        return ClientLibrary.ARTEMIS_JMS;
    }

    @Override
    public RunningBroker start(Path folder, Set<Protocol> protocols) throws IOException, InterruptedException {
        Path instance = folder.resolve("instance").toAbsolutePath();
        int port = FreePort.of(folder);
        if (!Files.isDirectory(instance)) {
            create(folder, instance, port);
        }
        Process process = command(folder, instance.resolve("bin/artemis").toString(), "run");
        Probe.awaitPort(port, READY_SECONDS, process::isAlive);
        return new BrokerProcess(
                name(), process, protocols().stream().collect(Collectors.toMap(Function.identity(), every -> port)));
    }

    /** An instance with its own defaults, which measure the disk first, and one acceptor for all protocols. */
    private static void create(Path folder, Path instance, int port) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Process process = command(
                folder,
                HOME.resolve("bin/artemis").toAbsolutePath().toString(),
                "create",
                instance.toString(),
                "--user",
                "guest",
                "--password",
                "guest",
                "--allow-anonymous",
                "--host",
                "127.0.0.1",
                "--default-port",
                Integer.toString(port),
                "--no-web",
                "--no-hornetq-acceptor",
                "--no-mqtt-acceptor",
                "--no-stomp-acceptor",
                "--no-amqp-acceptor",
                "--silent");
        if (!process.waitFor(CREATE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("artemis create failed:\n" + Files.readString(folder.resolve("server.log")));
        }
    }

    private static Process command(Path folder, String... words) throws IOException {
        return new ProcessBuilder(List.of(words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
    }
}
