// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The rules of deduplication, with real threads and files. */
class EmbeddedDeduplicationContractTest extends DeduplicationContractTest {

    @TempDir
    Path data;

    @Override
    World open(Map<String, String> settings) {
        return RealWorld.open(data, settings);
    }
}
