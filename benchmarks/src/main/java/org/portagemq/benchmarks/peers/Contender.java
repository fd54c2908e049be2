// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;

/** A broker that can be started for one run, over an empty folder. */
interface Contender {

    String name();

    /** What its confirm of a persistent message promises. */
    String promise();

    /** Why it cannot run here; empty when it can. */
    String missing();

    /** Starts it and waits until it takes connections. */
    RunningBroker start(Path folder) throws IOException, InterruptedException;

    /** Starts it so that clients of STOMP can connect too. */
    default RunningBroker startWithStomp(Path folder) throws IOException, InterruptedException {
        throw new IOException(name() + " is not started with STOMP here");
    }

    /** Starts it again over a folder that it has used. */
    default RunningBroker startAgain(Path folder) throws IOException, InterruptedException {
        return start(folder);
    }
}
