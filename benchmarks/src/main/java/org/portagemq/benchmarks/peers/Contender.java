// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.portagemq.benchmarks.load.ClientLibrary;

/** A broker that can be started for one run, over an empty folder. */
interface Contender {

    String name();

    /** What its confirm of a persistent message promises. */
    String promise();

    /** Why it cannot run here; empty when it can. */
    String missing();

    Set<Protocol> protocols();

    /** The JMS client that comes with it, where it speaks {@link Protocol#JMS}. */
    default ClientLibrary jmsLibrary() {
        throw new UnsupportedOperationException(name() + " has no JMS client of its own");
    }

    /**
     * Starts it and waits until it takes connections.
     *
     * @param protocols that the load is going to speak, of {@link #protocols()}; a broker may leave others off
     */
    RunningBroker start(Path folder, Set<Protocol> protocols) throws IOException, InterruptedException;

    /** Starts it again over a folder that it has used. */
    default RunningBroker startAgain(Path folder, Set<Protocol> protocols) throws IOException, InterruptedException {
        return start(folder, protocols);
    }
}
