// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A steady load by RabbitMQ's tool: the first seconds warm up, the rest is measured.
 *
 * @param arguments the tool's
 */
record LoadCase(String name, String what, String arguments, int warmUpSeconds, int seconds) implements ComparedCase {

    /** The same with one more argument for the tool. */
    LoadCase with(String furtherWhat, String argument) {
        return new LoadCase(name, what + "; " + furtherWhat, arguments + " " + argument, warmUpSeconds, seconds);
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        List<String> all = PerfTest.arguments("%s -z %d", arguments, warmUpSeconds + seconds);
        try (RunningBroker broker = contender.start(folder, protocols())) {
            placement.placeBroker(broker.processes());
            Meter meter = new Meter(broker.processes(), warmUpSeconds);
            PerfTest.run(broker, all, placement, meter);
            return meter.figures();
        }
    }
}
