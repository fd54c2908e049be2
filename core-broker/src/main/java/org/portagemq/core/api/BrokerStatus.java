// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Map;

/**
 * How a broker is, at one moment.
 *
 * @param reasons for people: why it is not {@link State#RUNNING}
 * @param counters values that only grow, by name, such as {@code messages_published}
 * @param gauges values that go up and down, by name
 */
public record BrokerStatus(State state, List<String> reasons, Map<String, Long> counters, Map<String, Long> gauges) {

    /** From good to bad. */
    public enum State {
        RUNNING,
        /** Publishers are held because memory or disk is short. */
        HOLDING,
        /** The store takes nothing more: only a restart helps. */
        FAILED,
        CLOSED
    }

    public BrokerStatus {
        reasons = List.copyOf(reasons);
    }
}
