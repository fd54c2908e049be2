// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.IOException;

/** A way to crash a server so that it can be started again on what is left. */
interface Crash {

    /** SIGKILL: what was handed to the operating system stays. */
    Crash KILL = ServerProcess::kill;

    /** Crashes it; when this returns, the process is gone and its data folder can be used again. */
    void crash(ServerProcess server) throws IOException, InterruptedException;
}
