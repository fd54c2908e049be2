// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** An installed RabbitMQ, as a process with folders, ports and a node name of its own. */
final class RabbitContender implements Contender {

    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final int READY_SECONDS = 60;

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
    public Set<Protocol> protocols() {
        return EnumSet.complementOf(EnumSet.of(Protocol.JMS, Protocol.ROCKETMQ));
    }

    @Override
    public RunningBroker start(Path folder, Protocol protocol) throws IOException, InterruptedException {
        int port = FreePort.any();
        // It begins to listen for AMQP, which is waited for, when its plugins are running.
        return switch (protocol) {
            case AMQP_091 -> start(folder, "[].", "", 0);
            case AMQP_10 -> start(folder, "[rabbitmq_amqp1_0].", "", 0);
            case STOMP -> start(folder, "[rabbitmq_stomp].", "stomp.listeners.tcp.1 = 127.0.0.1:" + port + "\n", port);
            case STOMP_WEBSOCKET ->
                start(
                        folder,
                        "[rabbitmq_web_stomp].",
                        "web_stomp.tcp.ip = 127.0.0.1\nweb_stomp.tcp.port = " + port
                                + "\nstomp.listeners.tcp.1 = 127.0.0.1:" + FreePort.any() + "\n",
                        port);
            case JMS, ROCKETMQ -> throw new IllegalArgumentException(name() + " does not speak " + protocol.text());
        };
    }

    /** @param clientPort where the load connects; 0 for the port of AMQP */
    private RunningBroker start(Path folder, String plugins, String settings, int clientPort) throws IOException {
        Files.createDirectories(folder);
        int port = FreePort.of(folder);
        ProcessBuilder builder = new ProcessBuilder(SERVER.toString());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", folder.toString());
        environment.put("RABBITMQ_NODENAME", "compare" + port + "@localhost");
        environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODE_PORT", Integer.toString(port));
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(FreePort.any()));
        environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString());
        environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString());
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        Files.writeString(folder.resolve("plugins"), plugins);
        // The package's default would block publishers on a disk with little room.
        Files.writeString(folder.resolve("rabbitmq.conf"), "disk_free_limit.absolute = 1GB\n" + settings);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
        Probe.awaitOpen(port, READY_SECONDS, process::isAlive);
        return new BrokerProcess(name(), process, clientPort == 0 ? port : clientPort);
    }
}
