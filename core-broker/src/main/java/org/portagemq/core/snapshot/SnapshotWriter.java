// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes one snapshot. */
@SuppressWarnings("DoNotCallSuggester")
public final class SnapshotWriter {
    SnapshotWriter() {}

    /** Appends a chunk. */
    public void append(ByteBuffer chunk) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes it durable and the newest. */
    public void publish() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Forgets it. */
    public void abandon() {
        throw new UnsupportedOperationException();
    }
}
