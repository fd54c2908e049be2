// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Targets, each counted as often as it is bound. */
final class TargetSet {

    private final Map<RouteTarget, Integer> counts = new LinkedHashMap<>(4);

    void add(RouteTarget target) {
        counts.merge(target, 1, Integer::sum);
    }

    void remove(RouteTarget target) {
        counts.computeIfPresent(target, (key, count) -> count == 1 ? null : count - 1);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    void forEach(Consumer<RouteTarget> visitor) {
        counts.keySet().forEach(visitor);
    }
}
