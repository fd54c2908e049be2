// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** One thing to measure. */
interface CoreCase {

    /** Measures in this folder, with so many messages at most, and tells lines of the report. */
    void run(Path folder, long messages, Consumer<String> say) throws IOException;
}
