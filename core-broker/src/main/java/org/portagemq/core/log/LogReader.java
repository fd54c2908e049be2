// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
        SegmentFile segment = enter(position);
        try {
            FileWindow window = new FileWindow(segment.file(), READ_BYTES);
            long at = new RecordPlaces(segment, window).find(position);
            if (at < 0) {
                throw new RecordGoneException(position);
            }
            int total = window.record(at, position, segment.end() - position);
            if (total == 0) {
                throw damaged(segment, position);
            }
            return record(window, at, position);
        } finally {
            segment.release();
        }
    }

    /**
     * Reads consecutive records, to fill a read-ahead.
     *
     * @param from the position of a record, or the {@link LogRecord#end} of one
     * @param maxBytes the bytes of file to take; the first record is returned whatever its length
     * @return the records in order, at least one unless the log has none at {@code from} or later
     */
    public List<LogRecord> readRun(long from, int maxBytes) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        long position = from;
        while (records.isEmpty() && position < progress.written) {
            SegmentFile segment = table.acquire(position);
            if (segment == null) {
                SegmentFile next = table.higher(position);
                if (next == null) {
                    break;
                }
                position = next.base();
                continue;
            }
            try {
                run(segment, position, maxBytes, records);
                position = segment.end();
            } finally {
                segment.release();
            }
        }
        return records;
    }

    private void run(SegmentFile segment, long from, int maxBytes, List<LogRecord> records) throws IOException {
        FileWindow window = new FileWindow(segment.file(), Math.max(READ_BYTES, maxBytes));
        RecordPlaces places = new RecordPlaces(segment, window);
        long at = places.seek(from);
        long begin = at;
        long written = progress.written;
        while (places.more(at, written) && (records.isEmpty() || at - begin < maxBytes)) {
            long position = places.positionAt(at);
            int filler = places.raw() ? window.filler(at, position, segment.end() - position) : 0;
            int total = filler > 0 ? filler : window.record(at, position, segment.end() - position);
            if (total == 0) {
                throw damaged(segment, position);
            }
            if (filler == 0) {
                LogRecord record = record(window, at, position);
                if (record.type() != RecordLayout.TYPE_SYNCED_UP_TO) {
                    records.add(record);
                }
            }
            at += total;
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
