// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Bindings, with real threads and files. */
class EmbeddedBindingContractTest extends BindingContractTest {

    @TempDir
    Path data;

    @Override
    World open() {
        return RealWorld.open(data);
    }
}
