// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The rules of two-phase transactions, with real threads and files. */
class EmbeddedTwoPhaseContractTest extends TwoPhaseContractTest {

    @TempDir
    Path data;

    @Override
    World open(Map<String, String> settings) {
        return RealWorld.open(data, settings);
    }
}
