// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.portagemq.benchmarks.load.ClientLibrary;
import org.portagemq.benchmarks.loops.ServerProcess;

/**
 * PortageMQ of this class path, with one flush policy, and with as many connections of one address as the load wants. Its
 * virtual machine gets what the launcher would give it.
 */
record PortageContender(String flush) implements Contender {

    private static final int READY_SECONDS = 60;

    @Override
    public String name() {
        return "PortageMQ " + flush;
    }

    @Override
    public String promise() {
        return flush.equals("sync") ? "synced to disk" : "with the operating system";
    }

    @Override
    public String missing() {
        return "";
    }

    @Override
    public Set<Protocol> protocols() {
        return EnumSet.allOf(Protocol.class);
    }

    @Override
    public ClientLibrary jmsLibrary() {
        return ClientLibrary.PORTAGE_JMS;
    }

    @Override
    public RunningBroker start(Path folder, Set<Protocol> protocols) throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.start(new ServerProcess.Options(
                folder.resolve("data"),
                folder.resolve("server.log"),
                ServerProcess.launcherOptions(),
                List.of("store.flush=" + flush, "limits.connections=20000", "limits.connections-per-address=20000")));
        server.awaitReady(READY_SECONDS);
        return new Running(server);
    }

    private record Running(ServerProcess server) implements RunningBroker {

        @Override
        public int port(Protocol protocol) {
            return switch (protocol) {
                case AMQP_091, AMQP_10 -> server.port("amqp 0-9-1 and 1.0");
                case STOMP -> server.port("stomp");
                case STOMP_WEBSOCKET -> server.port("stomp and amqp 1.0 over websocket");
                case JMS -> server.port("rocketmq");
                case ROCKETMQ -> server.port("rocketmq's name server");
            };
        }

        @Override
        public ProcessTree processes() {
            return new ProcessTree(ProcessHandle.of(server.pid()).orElseThrow());
        }

        @Override
        public void kill() throws IOException {
            Waits.orFail(server::kill);
        }

        @Override
        public void close() throws IOException {
            Waits.orFail(server::terminate);
        }
    }
}
