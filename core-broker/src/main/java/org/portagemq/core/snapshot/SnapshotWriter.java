// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.portagemq.core.storage.StoreFile;

/**
 * Writes one snapshot, which nobody sees before {@link #publish}. File lane only. After an exception the only way on is
 * {@link #abandon}.
 */
public final class SnapshotWriter {
    private final SnapshotStore store;
    private final SnapshotHeader header;
    private final StoreFile file;
    private long chunks;
    private long at;
    private boolean over;

    SnapshotWriter(SnapshotStore store, SnapshotHeader header, StoreFile file) throws IOException {
        this.store = store;
        this.header = header;
        this.file = file;
        file.truncate(0);
        file.write(SnapshotLayout.head(header), 0);
        this.at = SnapshotLayout.HEAD_BYTES;
    }

    /** What was said at its beginning. */
    public SnapshotHeader header() {
        return header;
    }

    /** Appends a chunk of at most 16 MiB, which {@link SnapshotReader#next} gives back as it is. */
    public void append(ByteBuffer chunk) throws IOException {
        requireOpen();
        int length = chunk.remaining();
        if (length > SnapshotLayout.CHUNK_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A snapshot chunk of " + length + " bytes is over the limit of " + SnapshotLayout.CHUNK_BYTES_MAX);
        }
        file.write(new ByteBuffer[] {SnapshotLayout.chunkHead(chunks, length, chunk), chunk}, at);
        at += SnapshotLayout.CHUNK_HEAD_BYTES + length;
        chunks++;
    }

    /** How long it is so far. */
    public long bytes() {
        return at;
    }

    /** Makes the snapshot durable and the newest, and deletes all but it and the one before. */
    public void publish() throws IOException {
        requireOpen();
        file.write(SnapshotLayout.chunkHead(chunks, SnapshotLayout.END, ByteBuffer.allocate(0)), at);
        file.sync();
        over = true;
        file.close();
        store.published(header);
    }

    /** Forgets the snapshot; no effect after {@link #publish}. */
    public void abandon() throws IOException {
        if (!over) {
            over = true;
            file.close();
            store.abandoned(header);
        }
    }

    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("The snapshot " + header.generation() + " is published or abandoned");
        }
    }
}
