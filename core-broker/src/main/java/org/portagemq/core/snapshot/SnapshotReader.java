// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;

/** Reads one snapshot from its first chunk to its last. One thread, which may block. */
public final class SnapshotReader implements AutoCloseable {
    private final String name;
    private final StoreFile file;
    private final SnapshotHeader header;
    private long at = SnapshotLayout.HEAD_BYTES;
    private long chunks;
    private boolean ended;

    SnapshotReader(String name, StoreFile file) throws IOException {
        this.name = name;
        this.file = file;
        ByteBuffer head = ByteBuffer.allocate(SnapshotLayout.HEAD_BYTES);
        file.read(head, 0);
        this.header = SnapshotLayout.header(head);
        if (header == null) {
            throw damaged(0);
        }
    }

    /** What the snapshot says of itself. */
    public SnapshotHeader header() {
        return header;
    }

    /**
     * The next chunk as it was appended, on the heap, or null after the last.
     *
     * @throws CorruptStoreException when its bytes are not what was written
     */
    public ByteBuffer next() throws IOException {
        if (ended) {
            return null;
        }
        ByteBuffer head = ByteBuffer.allocate(SnapshotLayout.CHUNK_HEAD_BYTES);
        file.read(head, at);
        int length = head.getInt(0);
        if (length < SnapshotLayout.END || length > SnapshotLayout.CHUNK_BYTES_MAX) {
            throw damaged(at);
        }
        ByteBuffer chunk = ByteBuffer.allocate(Math.max(0, length));
        file.read(chunk, at + SnapshotLayout.CHUNK_HEAD_BYTES);
        if (head.hasRemaining()
                || chunk.hasRemaining()
                || head.getInt(4) != SnapshotLayout.crc(chunks, length, chunk.flip())) {
            throw damaged(at);
        }
        ended = length == SnapshotLayout.END;
        chunks++;
        at += SnapshotLayout.CHUNK_HEAD_BYTES + length;
        return ended ? null : chunk;
    }

    /** Reads all that is left, to see that it is intact; then begins again. */
    void verify() throws IOException {
        while (!ended) {
            next();
        }
        ended = false;
        chunks = 0;
        at = SnapshotLayout.HEAD_BYTES;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private CorruptStoreException damaged(long place) {
        return new CorruptStoreException(name, place, "the snapshot is damaged; restore the data folder from a backup");
    }
}
