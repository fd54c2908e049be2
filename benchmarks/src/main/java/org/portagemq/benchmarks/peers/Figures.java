// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What one run has measured. */
final class Figures {

    private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

    Figures with(Figure figure, double value) {
        values.put(figure, value);
        return this;
    }

    OptionalDouble get(Figure figure) {
        Double value = values.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
