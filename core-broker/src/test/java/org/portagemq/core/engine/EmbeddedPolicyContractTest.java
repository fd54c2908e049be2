// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Policies, with real threads and files. */
class EmbeddedPolicyContractTest extends PolicyContractTest {

    @TempDir
    Path data;

    @Override
    World open() {
        return RealWorld.open(data);
    }
}
