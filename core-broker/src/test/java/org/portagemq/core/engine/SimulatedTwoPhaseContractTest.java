// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.Map;

/** The rules of two-phase transactions, in virtual time. */
class SimulatedTwoPhaseContractTest extends TwoPhaseContractTest {

    @Override
    World open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
        all.putAll(settings);
        return SimulatedWorld.open(1, all);
    }
}
