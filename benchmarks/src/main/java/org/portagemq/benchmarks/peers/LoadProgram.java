// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A load of this project as a program of its own. Its arguments are the broker's port, those of its own, and the seconds that
 * it lasts, of which the first ones warm up.
 */
record LoadProgram(Class<?> program, List<Object> arguments, int warmUpSeconds, int seconds) {

    Figures run(Contender contender, Protocol protocol, Path folder, Placement placement)
            throws IOException, InterruptedException {
        try (RunningBroker broker = contender.start(folder, protocol)) {
            placement.placeBroker(broker.processes());
            Meter meter = new Meter(broker.processes(), warmUpSeconds);
            List<String> words = new ArrayList<>();
            words.add(Integer.toString(broker.port()));
            arguments.forEach(argument -> words.add(argument.toString()));
            words.add(Integer.toString(warmUpSeconds + seconds));
            PerfTest.run(program.getName(), words, placement, meter);
            return meter.figures().with(Figure.RESIDENT, broker.processes().residentBytes() / (double) (1 << 20));
        }
    }
}
