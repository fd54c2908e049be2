// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Apache Qpid Broker-J with its BDB store, as {@code scripts/bench-peers} fetches it. */
final class BrokerJContender implements Contender {

    private static final Path HOME = Path.of("target/peers/broker-j");
    private static final int READY_SECONDS = 60;

    /** Its own first configuration without HTTP, and with PLAIN also without TLS. */
    private static final String CONFIGURATION = """
            {
              "name": "compare",
              "modelVersion": "8.0",
              "authenticationproviders": [ {
                "name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
                "users": [ { "name": "guest", "type": "managed", "password": "guest" } ]
              } ],
              "ports": [ {
                "name": "AMQP", "port": "${compare.port}", "bindingAddress": "127.0.0.1", "authenticationProvider": "plain",
                "virtualhostaliases": [
                  { "name": "nameAlias", "type": "nameAlias" }, { "name": "defaultAlias", "type": "defaultAlias" }
                ]
              } ],
              "virtualhostnodes": [ {
                "name": "default", "type": "JSON", "defaultVirtualHostNode": "true",
                "virtualHostInitialConfiguration": "{ \\"type\\" : \\"BDB\\" }"
              } ]
            }
            """;

    @Override
    public String name() {
        return "Qpid Broker-J";
    }

    @Override
    public String promise() {
        return "BDB store: synced to disk";
    }

    @Override
    public String missing() {
        return Files.isDirectory(HOME.resolve("lib"))
                ? ""
                : "run scripts/bench-peers broker-j (" + HOME + " is not there)";
    }

    @Override
    public Set<Protocol> protocols() {
        return Set.of(Protocol.AMQP_091, Protocol.AMQP_10);
    }

    @Override
    public RunningBroker start(Path folder, Set<Protocol> protocols) throws IOException {
        Files.createDirectories(folder);
        int port = FreePort.of(folder);
        Path configuration = folder.resolve("initial.json");
        Files.writeString(configuration, CONFIGURATION.replace("${compare.port}", Integer.toString(port)));
        ProcessBuilder builder = new ProcessBuilder(
                HOME.resolve("bin/qpid-server").toAbsolutePath().toString(),
                "-icp",
                configuration.toAbsolutePath().toString());
        Map<String, String> environment = builder.environment();
        environment.put("QPID_WORK", folder.toAbsolutePath().toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
        Probe.awaitOpen(port, READY_SECONDS, process::isAlive);
        return new BrokerProcess(name(), process, Map.of(Protocol.AMQP_091, port, Protocol.AMQP_10, port));
    }
}
