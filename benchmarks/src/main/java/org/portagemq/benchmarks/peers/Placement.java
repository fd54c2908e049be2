// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.util.List;

/** Where the broker and the load run: both on all processors, or each on one of its own. */
enum Placement {
    SHARED,
    PINNED;

    private static final String BROKER = "0";
    private static final String TOOL = "1";

    void placeBroker(ProcessTree broker) throws IOException, InterruptedException {
        if (this == PINNED && !broker.isNone()) {
            Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", BROKER, Long.toString(broker.busiest()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (taskset.waitFor() != 0) {
                throw new IOException("taskset could not place process " + broker.busiest());
            }
        }
    }

    /** The words before a tool's command. */
    List<String> tool() {
        return this == PINNED ? List.of("taskset", "-c", TOOL) : List.of();
    }
}
