// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

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
    public RunningBroker start(Path folder, Set<Protocol> protocols) throws IOException {
        int stomp = FreePort.any();
        int webStomp = FreePort.any();
        StringJoiner plugins = new StringJoiner(",", "[", "].");
        // The package's default would block publishers on a disk with little room.
        StringBuilder settings = new StringBuilder("disk_free_limit.absolute = 1GB\n");
        if (protocols.contains(Protocol.AMQP_10)) {
            plugins.add("rabbitmq_amqp1_0");
        }
        if (protocols.contains(Protocol.STOMP)) {
            plugins.add("rabbitmq_stomp");
        }
        if (protocols.contains(Protocol.STOMP_WEBSOCKET)) {
            plugins.add("rabbitmq_web_stomp");
            settings.append("web_stomp.tcp.ip = 127.0.0.1\nweb_stomp.tcp.port = " + webStomp + "\n");
        }
        if (protocols.contains(Protocol.STOMP) || protocols.contains(Protocol.STOMP_WEBSOCKET)) {
            settings.append("stomp.listeners.tcp.1 = 127.0.0.1:" + stomp + "\n");
        }
        int amqp = FreePort.of(folder);
        Process process = start(folder, amqp, plugins.toString(), settings.toString());
        // It begins to listen for AMQP when its plugins are running.
        Probe.awaitOpen(amqp, READY_SECONDS, process::isAlive);
        return new BrokerProcess(
                name(),
                process,
                Map.of(
                        Protocol.AMQP_091, amqp,
                        Protocol.AMQP_10, amqp,
                        Protocol.STOMP, stomp,
                        Protocol.STOMP_WEBSOCKET, webStomp));
    }

    private static Process start(Path folder, int port, String plugins, String settings) throws IOException {
        Files.createDirectories(folder);
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
        Files.writeString(folder.resolve("rabbitmq.conf"), settings);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
    }
}
