// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A load that every broker gets in the same way. */
interface ComparedCase {

    /** By which it is chosen on the command line. */
    String name();

    /** What it does, for the report. */
    String what();

    /** What it speaks with the broker. */
    default Set<Protocol> protocols() {
        return Set.of(Protocol.AMQP_091);
    }

    /** Starts the broker over the empty folder, puts it under load, ends it. */
    Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException;
}
