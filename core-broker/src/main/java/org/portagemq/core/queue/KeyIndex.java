// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

import java.io.IOException;
import org.portagemq.core.storage.StoreFiles;

/** Key index. */
@SuppressWarnings("DoNotCallSuggester")
public final class KeyIndex implements AutoCloseable {
    private KeyIndex() {}

    /** Opens the folder {@code keys}. */
    public static KeyIndex open(StoreFiles files) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Core thread; false when the buffer is full: flush, then add again. */
    public boolean add(long scope, String key, long position, long timeMs) {
        throw new UnsupportedOperationException();
    }

    /** Newest first; reader lane. */
    public long[] find(long scope, String key, int max) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Newest first, of a time range (inclusive); reader lane. */
    public long[] find(long scope, String key, long fromMs, long toMs, int max) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** File lane. */
    public void flush() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** File lane: flush and sync. */
    public void sync() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** File lane: whole files whose positions are all below are deleted. */
    public void dropBelow(long oldestPosition) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
