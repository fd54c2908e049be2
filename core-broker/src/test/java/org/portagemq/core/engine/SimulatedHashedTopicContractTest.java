// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Map;

/** Topics that hash, in virtual time. */
class SimulatedHashedTopicContractTest extends HashedTopicContractTest {

    @Override
    World open() {
        return SimulatedWorld.open(1, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
    }
}
