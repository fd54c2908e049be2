// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import java.io.IOException;
import java.util.Optional;
import org.portagemq.core.storage.StoreFiles;

/** Snapshots. */
@SuppressWarnings("DoNotCallSuggester")
public final class SnapshotStore {
    /** Uses the folder {@code snapshot}. */
    public SnapshotStore(StoreFiles files) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Begins a snapshot. */
    public SnapshotWriter begin(long generation, long replayFrom, long createdAtMs) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The newest complete one. */
    public Optional<SnapshotReader> latest() throws IOException {
        throw new UnsupportedOperationException();
    }
}
