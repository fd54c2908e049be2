// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.portagemq.core.snapshot.SnapshotReader;
import org.portagemq.core.snapshot.SnapshotWriter;

/**
 * The items of a snapshot as a stream over its chunks: an item may be larger than a chunk, and a chunk may hold many.
 * See {@link SnapshotCodec}.
 */
final class SnapshotItems {

    private static final int CHUNK_BYTES = 4 << 20;
    private static final int HEADER_BYTES = 5;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SnapshotReader reader;
    private ByteBuffer chunk = NOTHING;
    private boolean ended;

    /** Receives the items in order. */
    interface Visitor {
        void item(byte kind, ByteBuffer content) throws IOException;
    }

    SnapshotItems(SnapshotReader reader) {
        this.reader = reader;
    }

    /** Appends items, in as many chunks as they need. On the file lane. */
    static void append(SnapshotWriter writer, ByteBuffer items) throws IOException {
        while (items.hasRemaining()) {
            int length = Math.min(CHUNK_BYTES, items.remaining());
            writer.append(items.slice(items.position(), length));
            items.position(items.position() + length);
        }
    }

    void forEach(Visitor visitor) throws IOException {
        while (hasMore()) {
            ByteBuffer header = read(HEADER_BYTES);
            byte kind = header.get();
            visitor.item(kind, read(header.getInt()));
        }
    }

    private boolean hasMore() throws IOException {
        while (!chunk.hasRemaining() && !ended) {
            ByteBuffer next = reader.next();
            ended = next == null;
            chunk = ended ? NOTHING : next;
        }
        return !ended;
    }

    /** The next bytes; a view of the chunk when they lie in one. */
    private ByteBuffer read(int length) throws IOException {
        if (chunk.remaining() >= length) {
            ByteBuffer view = chunk.slice(chunk.position(), length);
            chunk.position(chunk.position() + length);
            return view;
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        while (whole.hasRemaining()) {
            if (!hasMore()) {
                throw new IOException("a snapshot ends within an item of " + length + " bytes");
            }
            int part = Math.min(whole.remaining(), chunk.remaining());
            whole.put(chunk.slice(chunk.position(), part));
            chunk.position(chunk.position() + part);
        }
        return whole.flip();
    }
}
