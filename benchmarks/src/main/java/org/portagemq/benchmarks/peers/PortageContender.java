// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.portagemq.benchmarks.loops.ServerProcess;

/** PortageMQ of this class path, with one flush policy. Its virtual machine gets what the launcher would give it. */
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
    public RunningBroker start(Path folder) throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.start(new ServerProcess.Options(
                folder.resolve("data"),
                folder.resolve("server.log"),
                ServerProcess.launcherOptions(),
                List.of("store.flush=" + flush)));
        int port = server.awaitReady(READY_SECONDS);
        return new Running(server, port);
    }

    @Override
    public RunningBroker startWithStomp(Path folder) throws IOException, InterruptedException {
        return start(folder);
    }

    private record Running(ServerProcess server, int port) implements RunningBroker {

        @Override
        public int stompPort() {
            return server.stompPort();
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
