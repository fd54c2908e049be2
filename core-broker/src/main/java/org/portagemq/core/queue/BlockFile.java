// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.portagemq.core.storage.StoreFiles;

/** Slots. */
@SuppressWarnings("DoNotCallSuggester")
public final class BlockFile implements AutoCloseable {
    /** The most bytes that a body may have. */
    public static final int BODY_BYTES_MAX = 8192 - 32;

    private BlockFile() {}

    /** Opens the folder {@code index}; every slot is free until {@link #rebuildFree}. */
    public static BlockFile open(StoreFiles files) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Core thread. */
    public int allocate() {
        throw new UnsupportedOperationException();
    }

    /** Core thread; reusable after a snapshot that begun later is published. */
    public void free(int slot) {
        throw new UnsupportedOperationException();
    }

    /** Core thread: the capture of a snapshot begins; slots freed before this are not in it. */
    public void snapshotBegun() {
        throw new UnsupportedOperationException();
    }

    /** Core thread: that snapshot is out. */
    public void published() {
        throw new UnsupportedOperationException();
    }

    /** File lane. */
    public void write(int slot, long owner, long firstOffset, ByteBuffer body) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Reader lane. */
    public ByteBuffer read(int slot, long owner, long firstOffset) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** File lane. */
    public void sync() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** After recovery, core thread. */
    public void rebuildFree(BitSet used) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
