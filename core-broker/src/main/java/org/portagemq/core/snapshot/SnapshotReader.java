// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads one verified snapshot. */
@SuppressWarnings("DoNotCallSuggester")
public final class SnapshotReader implements AutoCloseable {
    SnapshotReader() {}

    public SnapshotHeader header() {
        throw new UnsupportedOperationException();
    }

    /** The next chunk as it was appended, or null after the last. */
    public ByteBuffer next() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
