// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.portagemq.core.storage.StoreFiles;

/** The commit log. */
@SuppressWarnings("DoNotCallSuggester")
public final class CommitLog implements AutoCloseable {
    private CommitLog() {}

    /** Opens, recovers: calls the visitor for each record from replayFrom on, in order. */
    public static CommitLog open(
            StoreFiles files, LogSettings settings, int epoch, long replayFrom, RecordVisitor visitor)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Whether a record with such a body may be appended now. Core thread. */
    public Room room(int bodyLength, WriteClass writeClass) {
        throw new UnsupportedOperationException();
    }

    /** Appends; type at least 1. Core thread. */
    public long append(byte type, int bodyLength, RecordBody body) {
        throw new UnsupportedOperationException();
    }

    /** Ends the turn. Core thread. */
    public void endBatch(Demand demand) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends what is known to be synced, when that is news. Core thread: call it about a second after the last append
     * (it does nothing when there is nothing new), never in the middle of a batch.
     */
    public boolean recordSynced() {
        throw new UnsupportedOperationException();
    }

    /** The position after the last record appended. Core thread. */
    public long tail() {
        throw new UnsupportedOperationException();
    }

    /** Read-only view of a body still in memory, or null; valid only until the next append. Core thread. */
    public ByteBuffer hot(long position) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #hot(long)}, without allocation: points the cursor at the record. Core thread. */
    public boolean hot(long position, HotRecord cursor) {
        throw new UnsupportedOperationException();
    }

    /** A cursor for {@link #hot(long, HotRecord)}. */
    public HotRecord hotRecord() {
        throw new UnsupportedOperationException();
    }

    public long written() {
        throw new UnsupportedOperationException();
    }

    public long synced() {
        throw new UnsupportedOperationException();
    }

    /** The failure that fenced the log, or null. */
    public IOException failure() {
        throw new UnsupportedOperationException();
    }

    public LogReader reader() {
        throw new UnsupportedOperationException();
    }

    /** Set once, before the first step of the writer. */
    public void onProgress(LogListener listener) {
        throw new UnsupportedOperationException();
    }

    public LogWriter writer() {
        throw new UnsupportedOperationException();
    }

    public SegmentCatalog segments() {
        throw new UnsupportedOperationException();
    }

    /** Deletes a sealed segment file. File lane. */
    public void delete(long segmentBase) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Keeps only the given records of a sealed segment file. File lane. */
    public void clean(long segmentBase, long[] livePositionsSorted) throws IOException {
        throw new UnsupportedOperationException();
    }

    public boolean needsSpare() {
        throw new UnsupportedOperationException();
    }

    /** Makes spare segments, looks at the free space. File lane, each second. */
    public void prepare() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
