// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the end of the log after a stop of any kind, and makes all before it durable again. Runs before any other use;
 * a crash at any moment of it leaves a log that it recovers to the same records.
 *
 * <p>The end is the first place without an intact record. Unsynced pages reach the disk in any order, so intact records
 * may follow it: those above the highest <em>synced-up-to</em> of the log were never promised and are put aside as
 * {@code .torn} files. Below it, the log has lost what it had promised: that is refused.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
    private static final int WINDOW_BYTES = 1 << 20;

    private final StoreFiles files;
    private final SegmentNames names;
    private final SegmentTable table;
    private final int segmentBytes;
    private final int epoch;
    private final RecordVisitor visitor;

    private long proven;
    private int lastEpoch;

    LogRecovery(
            StoreFiles files,
            SegmentNames names,
            SegmentTable table,
            int segmentBytes,
            int epoch,
            RecordVisitor visitor) {
        this.files = files;
        this.names = names;
        this.table = table;
        this.segmentBytes = segmentBytes;
        this.epoch = epoch;
        this.visitor = visitor;
    }

    /** Visits the records from {@code replayFrom} on; returns the base of the segment where appending goes on. */
    long run(long replayFrom) throws IOException {
        proven = replayFrom;
        long end = replay(replayFrom);
        if (lastEpoch >= epoch) {
            throw new CorruptStoreException(
                    "store.epoch",
                    lastEpoch,
                    "the log has records of boot " + lastEpoch + ", and this should be boot " + epoch
                            + "; write a higher number into the file");
        }
        Evidence evidence = evidenceAfter(end);
        if (Math.max(proven, evidence.syncedUpTo) > end) {
            throw new CorruptStoreException(
                    names.segment(segmentBase(end)),
                    end,
                    "the log was on disk up to position " + Math.max(proven, evidence.syncedUpTo)
                            + " and has no intact record here. Nothing was changed. Check the disk, then restore the"
                            + " data folder from a backup");
        }
        SegmentFile last = table.find(end);
        if (last == null && end != segmentBase(end)) {
            throw new CorruptStoreException(
                    names.segment(segmentBase(end)), end, "the file is missing; restore the data folder from a backup");
        }
        putAside(last, end, evidence);
        makeDurable(Math.max(proven, replayFrom), end);
        return last == null || end == last.base() ? end : seal(last, end);
    }

    private long replay(long from) throws IOException {
        long position = from;
        SegmentFile segment = table.find(position);
        while (segment != null) {
            position = segment.cleaned() == null ? replayRaw(segment, position) : replayCleaned(segment, position);
            if (position < segment.end()) {
                return position;
            }
            segment = table.find(position);
        }
        return position;
    }

    private long replayCleaned(SegmentFile segment, long from) throws IOException {
        FileWindow window = new FileWindow(segment.file(), Math.min(WINDOW_BYTES, segmentBytes));
        RecordPlaces places = new RecordPlaces(segment, window);
        for (long at = places.seek(from); places.more(at, 0); ) {
            long position = places.positionAt(at);
            int total = window.record(at, position, segment.end() - position);
            if (total == 0) {
                throw new CorruptStoreException(
                        segment.name(), position, "a record is damaged; restore the file from a backup");
            }
            visit(window, at, position);
            at += total;
        }
        return segment.end();
    }

    private long replayRaw(SegmentFile segment, long from) throws IOException {
        FileWindow window = new FileWindow(segment.file(), Math.min(WINDOW_BYTES, segmentBytes));
        long position = from;
        while (position < segment.end()) {
            long at = position - segment.base();
            long left = segment.end() - position;
            int filler = window.filler(at, position, left);
            if (filler > 0) {
                position += filler;
                continue;
            }
            int total = window.record(at, position, left);
            // An older boot's record after a newer one's is a stale page of a file that was used again.
            if (total == 0 || epochAt(window, at) < lastEpoch) {
                return position;
            }
            visit(window, at, position);
            position += total;
        }
        return position;
    }

    private static int epochAt(FileWindow window, long at) throws IOException {
        int index = window.load(at, RecordLayout.HEADER_BYTES);
        return RecordLayout.epoch(window.buffer(), index);
    }

    private void visit(FileWindow window, long at, long position) throws IOException {
        int index = window.load(at, RecordLayout.HEADER_BYTES);
        int length = RecordLayout.length(window.buffer(), index);
        index = window.load(at, RecordLayout.recordBytes(length));
        ByteBuffer buffer = window.buffer();
        lastEpoch = Math.max(lastEpoch, RecordLayout.epoch(buffer, index));
        byte type = RecordLayout.type(buffer, index);
        int bodyAt = index + RecordLayout.HEADER_BYTES;
        if (type == RecordLayout.TYPE_SYNCED_UP_TO) {
            proven = Math.max(proven, buffer.getLong(bodyAt));
        } else {
            visitor.visit(position, type, buffer.slice(bodyAt, length).asReadOnlyBuffer());
        }
    }

    /** Looks at every aligned place after the end for records of this log that are not stale. */
    private Evidence evidenceAfter(long end) throws IOException {
        Evidence evidence = new Evidence();
        SegmentFile segment = table.find(end);
        long from = end;
        if (segment == null) {
            segment = table.higher(end);
            from = segment == null ? end : segment.base();
        }
        while (segment != null) {
            if (segment.cleaned() == null) {
                collect(segment, from, evidence);
            } else {
                // Only sealed, synced segments are ever cleaned.
                evidence.syncedUpTo = Math.max(evidence.syncedUpTo, segment.end());
            }
            segment = table.higher(segment.base());
            from = segment == null ? 0 : segment.base();
        }
        return evidence;
    }

    private void collect(SegmentFile segment, long from, Evidence evidence) throws IOException {
        FileWindow window = new FileWindow(segment.file(), Math.min(WINDOW_BYTES, segmentBytes));
        long size = Math.min(segment.file().size(), segment.end() - segment.base());
        long at = window.nextCandidate(from - segment.base(), segment.base(), size);
        while (at >= 0) {
            long position = segment.base() + at;
            int total = window.record(at, position, segment.end() - position);
            if (total > 0 && epochAt(window, at) >= lastEpoch) {
                evidence.note(segment.base(), position + total);
                int index = window.load(at, total);
                if (RecordLayout.type(window.buffer(), index) == RecordLayout.TYPE_SYNCED_UP_TO) {
                    long synced = window.buffer().getLong(index + RecordLayout.HEADER_BYTES);
                    evidence.syncedUpTo = Math.max(evidence.syncedUpTo, synced);
                }
            }
            at = window.nextCandidate(at + Math.max(total, RecordLayout.ALIGNMENT), segment.base(), size);
        }
    }

    /** Keeps torn bytes for people, and takes later segments out of the log, durably, before anything is appended. */
    private void putAside(SegmentFile last, long end, Evidence evidence) throws IOException {
        files.createFolders(SegmentNames.TORN_FOLDER);
        if (last != null && evidence.endInFirst > end && evidence.firstBase == last.base()) {
            copyAside(last, end, evidence.endInFirst);
        }
        SegmentFile later = last == null ? table.higher(end) : table.higher(last.base());
        while (later != null) {
            if (evidence.lastEnd > later.base()) {
                LOG.warn("{} was not synced before the stop, kept aside", later.name());
                files.rename(later.name(), names.torn(later.base(), epoch));
            } else {
                files.delete(later.name());
            }
            table.remove(later);
            later.retire(() -> {});
            later = table.higher(later.base());
        }
        if (last != null && end == last.base()) {
            // Nothing in it is of the log; appending makes it anew, so that no stale record can be taken for a new one.
            files.delete(last.name());
            table.remove(last);
            last.retire(() -> {});
        }
        files.syncFolder(SegmentNames.TORN_FOLDER);
        files.syncFolder(names.folder());
    }

    private void copyAside(SegmentFile segment, long from, long to) throws IOException {
        String name = names.torn(from, epoch);
        LOG.warn(
                "{} is torn at position {}; the {} bytes after it are kept in {}",
                segment.name(),
                from,
                to - from,
                name);
        try (StoreFile target = files.open(name, StoreFiles.Mode.CREATE)) {
            copy(segment, from, to, target, 0);
            target.sync();
        }
    }

    /** Writes the surviving bytes that nobody proved to be on disk again: an earlier sync of them may have failed. */
    private void makeDurable(long from, long end) throws IOException {
        long position = from;
        while (position < end) {
            SegmentFile segment = table.find(position);
            if (segment == null) {
                throw new CorruptStoreException(names.segment(segmentBase(position)), position, "the file is missing");
            }
            long to = Math.min(end, segment.end());
            if (segment.cleaned() == null) {
                try (StoreFile file = files.open(segment.name(), StoreFiles.Mode.WRITE)) {
                    copy(segment, position, to, file, position - segment.base());
                    file.sync();
                }
            }
            position = to;
        }
    }

    private void copy(SegmentFile source, long from, long to, StoreFile target, long targetAt) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, to - from));
        for (long position = from; position < to; position += bytes.limit()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), to - position));
            int limit = bytes.limit();
            source.file().read(bytes, position - source.base());
            bytes.limit(bytes.position()).position(0);
            target.write(bytes, targetAt + position - from);
            bytes.limit(limit);
        }
    }

    private long seal(SegmentFile segment, long end) throws IOException {
        try (StoreFile file = files.open(segment.name(), StoreFiles.Mode.WRITE)) {
            ByteBuffer filler = ByteBuffer.allocate(RecordLayout.FILLER_BYTES);
            RecordLayout.fill(filler, 0, end, (int) (segment.end() - end), new CRC32C());
            file.write(filler, end - segment.base());
            file.sync();
        }
        return segment.end();
    }

    private long segmentBase(long position) {
        return position & -segmentBytes;
    }

    /** What was found after the end of the log. */
    private static final class Evidence {
        private long syncedUpTo;
        private long firstBase = -1;
        private long endInFirst;
        private long lastEnd;

        void note(long base, long end) {
            if (firstBase < 0) {
                firstBase = base;
            }
            if (base == firstBase) {
                endInFirst = end;
            }
            lastEnd = Math.max(lastEnd, end);
        }
    }
}
