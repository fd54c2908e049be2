// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another project's broker as a process that this program started. */
record BrokerProcess(String name, Process process, Map<Protocol, Integer> ports) implements RunningBroker {

    private static final int END_SECONDS = 60;

    @Override
    public int port(Protocol protocol) {
        return ports.get(protocol);
    }

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
            throw new IOException(name + " did not end within " + END_SECONDS + " s");
        }
    }
}
