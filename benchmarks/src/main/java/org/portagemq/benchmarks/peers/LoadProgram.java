// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A load of this project as a program of its own. Its last argument are the seconds that it lasts, of which the first ones
 * warm up.
 *
 * @param arguments of its own, by broker
 */
record LoadProgram(Class<?> program, Function<RunningBroker, List<?>> arguments, int warmUpSeconds, int seconds) {

    Figures run(Contender contender, Set<Protocol> protocols, Path folder, Placement placement)
            throws IOException, InterruptedException {
        try (RunningBroker broker = contender.start(folder, protocols)) {
            placement.placeBroker(broker.processes());
            Meter meter = new Meter(broker.processes(), warmUpSeconds);
            List<String> words = new ArrayList<>();
            arguments.apply(broker).forEach(argument -> words.add(argument.toString()));
            words.add(Integer.toString(warmUpSeconds + seconds));
            PerfTest.run(program.getName(), words, placement, meter);
            Figures figures = meter.figures();
            if (!broker.processes().isNone()) {
                figures.with(Figure.RESIDENT, broker.processes().residentBytes() / (double) (1 << 20));
            }
            return figures;
        }
    }
}
