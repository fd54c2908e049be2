// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Topics that hash, with real threads and files. */
class EmbeddedHashedTopicContractTest extends HashedTopicContractTest {

    @TempDir
    Path data;

    @Override
    World open() {
        return RealWorld.open(data);
    }
}
