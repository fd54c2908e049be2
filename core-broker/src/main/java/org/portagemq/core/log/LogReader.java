// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.portagemq.core.storage.CorruptStoreException;

/** Reads records from disk and verifies them. Blocks: for the broker's reader threads; safe for concurrent use. */
public final class LogReader {
    private static final int READ_BYTES = 4096;

    private final SegmentTable table;
    private final LogProgress progress;

    LogReader(SegmentTable table, LogProgress progress) {
        this.table = table;
        this.progress = progress;
    }

    /**
     * Reads one record.
     *
     * @param position of a record, below {@link CommitLog#written}
     * @throws RecordGoneException when it was deleted or cleaned away
     * @throws CorruptStoreException when its bytes are not what was written; they are never served
     */
    public LogRecord read(long position) throws IOException {
        try (Series single = series(READ_BYTES)) {
            return single.read(position);
        }
    }

    /**
     * Begins to read records one after the other, each at a position of its own, from as few calls of the system as their
     * neighbourhood allows.
     *
     * @param windowBytes how much one call brings; worth it when the records lie closer together than this
     */
    public Series series(int windowBytes) {
        return new Series(windowBytes);
    }

    /** Reads at ascending positions, best of all. Holds on to a file until it is closed. One thread. */
    public final class Series implements AutoCloseable {
        private final int windowBytes;
        private SegmentFile segment;
        private FileWindow window;

        private Series(int windowBytes) {
            this.windowBytes = Math.max(READ_BYTES, windowBytes);
        }

        /** Reads one record, as {@link LogReader#read} does. */
        public LogRecord read(long position) throws IOException {
            if (segment == null || !segment.covers(position)) {
                close();
                segment = enter(position);
                window = new FileWindow(segment.file(), windowBytes);
            }
            long at = new RecordPlaces(segment, window).find(position);
            if (at < 0) {
                throw new RecordGoneException(position);
            }
            if (window.record(at, position, segment.end() - position) == 0) {
                throw damaged(segment, position);
            }
            return record(window, at, position);
        }

        @Override
        public void close() throws IOException {
            if (segment != null) {
                SegmentFile left = segment;
                segment = null;
                left.release();
            }
        }
    }

    private static LogRecord record(FileWindow window, long at, long position) throws IOException {
        int index = window.load(at, RecordLayout.HEADER_BYTES);
        ByteBuffer buffer = window.buffer();
        int length = RecordLayout.length(buffer, index);
        index = window.load(at, RecordLayout.recordBytes(length));
        ByteBuffer bytes = window.buffer();
        ByteBuffer body = ByteBuffer.allocate(length);
        body.put(0, bytes, index + RecordLayout.HEADER_BYTES, length);
        return new LogRecord(position, RecordLayout.type(bytes, index), body);
    }

    private SegmentFile enter(long position) throws IOException {
        if (position >= progress.written) {
            throw new IllegalArgumentException("Position " + position + " is not written yet");
        }
        SegmentFile segment = table.acquire(position);
        if (segment == null) {
            throw new RecordGoneException(position);
        }
        return segment;
    }

    private static CorruptStoreException damaged(SegmentFile segment, long position) {
        return new CorruptStoreException(
                segment.name(),
                position,
                "the record's checksum or header is wrong; it is not delivered. Check the disk, then restore the file"
                        + " from a backup or purge the message");
    }
}
