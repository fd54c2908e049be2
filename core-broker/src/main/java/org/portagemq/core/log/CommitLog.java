// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFiles;

/**
 * The append-only log of records, recovered at open, written by {@link LogWriter}, read by {@link LogReader}.
 *
 * <p>It promises: a record below {@link #synced} survives any crash exactly, one below {@link #written} a crash of the
 * process; a position is never used twice; damaged bytes are never served. It knows nothing of what records mean.
 *
 * <p>Threads: each method says whose it is. The <em>core</em> is one thread at a time; the <em>file lane</em> is one
 * thread for maintenance; <em>any</em> is any. Only the log thread, the file lane and readers touch files.
 */
public final class CommitLog implements AutoCloseable {
    private final LogSettings settings;
    private final StoreFiles files;
    private final SegmentTable table;
    private final SpareSegments spares;
    private final LogProgress progress;
    private final StagingRing ring;
    private final LogWriter writer;
    private final SegmentCleaner cleaner;
    private final LogReader reader;

    private CommitLog(
            StoreFiles files,
            LogSettings settings,
            SegmentNames names,
            SegmentTable table,
            SpareSegments spares,
            int epoch,
            long start) {
        this.settings = settings;
        this.files = files;
        this.table = table;
        this.spares = spares;
        this.progress = new LogProgress(start);
        this.ring = new StagingRing(settings, progress, epoch, start);
        this.writer = new LogWriter(files, names, settings, progress, table, spares, ring.bytes());
        this.cleaner = new SegmentCleaner(files, names, table, settings.segmentBytes());
        this.reader = new LogReader(table, progress);
    }

    /**
     * Opens a log and recovers it; the transient log is wiped instead. Blocks.
     *
     * @param epoch the number of this boot, higher than any before
     * @param replayFrom the position of the oldest record that the caller's snapshot does not hold: the start of a
     *     record, or 0 without a snapshot
     * @param visitor sees each record from there on, in order, before this returns
     * @throws CorruptStoreException when records that were on disk are lost or damaged; nothing was changed then
     */
    public static CommitLog open(
            StoreFiles files, LogSettings settings, int epoch, long replayFrom, RecordVisitor visitor)
            throws IOException {
        SegmentNames names = new SegmentNames(settings.folder(), settings.log());
        SegmentTable table = new SegmentTable();
        files.createFolders(settings.folder());
        SpareSegments spares = new SpareSegments(files, names, settings);
        try {
            long start = Positions.of(settings.log(), 0);
            if (settings.durable()) {
                loadSegments(files, settings, names, table, spares);
                start = new LogRecovery(files, names, table, settings.segmentBytes(), epoch, visitor).run(replayFrom);
            } else {
                for (String name : files.list(settings.folder())) {
                    files.delete(settings.folder() + "/" + name);
                }
            }
            return new CommitLog(files, settings, names, table, spares, epoch, start);
        } catch (IOException | RuntimeException e) {
            table.close();
            throw e;
        }
    }

    private static void loadSegments(
            StoreFiles files, LogSettings settings, SegmentNames names, SegmentTable table, SpareSegments spares)
            throws IOException {
        long covered = 0;
        for (String name : files.list(settings.folder())) {
            long address = names.baseOf(name);
            if (address >= 0 && address < covered) {
                files.delete(settings.folder() + "/" + name); // a merge of segments was cut short after its rename
            } else if (address >= 0 && address % settings.segmentBytes() != 0) {
                throw new CorruptStoreException(
                        settings.folder() + "/" + name,
                        address,
                        "the name does not fit segments of " + settings.segmentBytes()
                                + " bytes; the segment size of a data folder cannot be changed");
            } else if (address >= 0) {
                long base = Positions.of(settings.log(), address);
                SegmentFile file = SegmentFile.open(files, names.segment(base), base, settings.segmentBytes());
                table.put(file);
                covered = Positions.address(file.end());
            } else if (name.endsWith(SegmentNames.SPARE_SUFFIX)) {
                spares.found(name);
            } else if (name.endsWith(SegmentNames.TEMPORARY_SUFFIX)) {
                files.delete(settings.folder() + "/" + name);
            }
        }
    }

    /** The longest body that a record may have, in bytes: see {@link LogSettings#bodyBytesMax}. Any thread. */
    public int bodyBytesMax() {
        return settings.bodyBytesMax();
    }

    /**
     * Whether a record may be appended now; ask before each {@link #append}. Core.
     *
     * <p>After {@link #failure} the ring drains no more, so that it answers {@link Room#RING_FULL} in the end.
     *
     * @throws IllegalArgumentException when the body is longer than {@link LogSettings#bodyBytesMax}
     */
    public Room room(int bodyLength, WriteClass writeClass) {
        if (!ring.fits(bodyLength)) {
            return progress.stuck ? Room.DISK_FULL : Room.RING_FULL;
        }
        boolean stopped = progress.stuck
                || (writeClass == WriteClass.PUBLISH && spares.publishStopped())
                || (writeClass == WriteClass.MAINTENANCE && spares.maintenanceStopped());
        return stopped ? Room.DISK_FULL : Room.YES;
    }

    /**
     * Appends a record; the log thread sees it after {@link #endBatch}. Core, after {@link #room} said yes.
     *
     * @param type the caller's, 1 to 127
     * @param bodyLength the bytes that the body will write
     * @return the position of the record, never 0
     */
    public long append(byte type, int bodyLength, RecordBody body) {
        if (type <= RecordLayout.TYPE_SYNCED_UP_TO) {
            throw new IllegalArgumentException("Record types are 1 to 127, not " + type);
        }
        if (!ring.fits(bodyLength)) {
            throw new IllegalStateException("No room in the log for " + bodyLength + " bytes");
        }
        return ring.append(type, bodyLength, body);
    }

    /** Ends a turn: its records are visible to the log thread, which is woken when it sleeps and is needed. Core. */
    public void endBatch(Demand demand) {
        ring.endBatch(demand);
    }

    /**
     * Appends what is known to be synced, when the log does not say it yet, so that damage below is known as such at
     * recovery. Core, between batches: call it about a second after the log went idle; it costs nothing when there is
     * no news.
     *
     * @return whether it appended
     */
    public boolean recordSynced() {
        return !progress.stuck && progress.failure == null && ring.recordSynced();
    }

    /** The position after the last record. Core. */
    public long tail() {
        return ring.tail();
    }

    /** Whether what was appended before the position is handed over, and synced, together with all up to the tail. Core. */
    public boolean syncsWithTail(long position) {
        return ring.syncsWithTail(position);
    }

    /**
     * The body of a record that is still in memory, read-only, valid until the next append; null when it has left. Core.
     */
    public ByteBuffer hot(long position) {
        int at = ring.find(position);
        return at < 0 ? null : ring.body(at);
    }

    /** As {@link #hot(long)} without allocation: points the cursor at the record, if it is in memory. Core. */
    public boolean hot(long position, HotRecord cursor) {
        int at = ring.find(position);
        if (at < 0) {
            return false;
        }
        cursor.point(at + RecordLayout.HEADER_BYTES, ring.bodyLength(at), ring.type(at));
        return true;
    }

    /** A cursor for {@link #hot(long, HotRecord)} of this log. Any thread. */
    public HotRecord hotRecord() {
        return ring.cursor();
    }

    /** All before this is with the operating system. Any thread. */
    public long written() {
        return progress.written;
    }

    /** All before this is on disk; in the transient log the same as {@link #written}. Any thread. */
    public long synced() {
        return progress.synced;
    }

    /** What ended the writing of the log for good, or null. Any thread. */
    public IOException failure() {
        return progress.failure;
    }

    /** The reader of records on disk. Any thread that may block. */
    public LogReader reader() {
        return reader;
    }

    /** Sets who hears of progress: before the first step of the writer. */
    public void onProgress(LogListener listener) {
        progress.listener = listener;
    }

    /** The log thread's work; step it from one thread only, or start a {@link LogThread}. */
    public LogWriter writer() {
        return writer;
    }

    LongSupplier nanoClock() {
        return settings.nanoClock();
    }

    /** The files of the log. Any thread; touches no file. */
    public SegmentCatalog segments() {
        return table.catalog(progress.synced);
    }

    /**
     * Deletes a sealed segment file, or keeps it as a spare, when its last reader has left. The caller knows that
     * nothing points into it, that no snapshot generation in use replays from it, and that the acks that made it dead
     * are synced. File lane.
     */
    public void delete(long segmentBase) throws IOException {
        SegmentFile segment = requireSealed(segmentBase);
        table.remove(segment);
        segment.retire(() -> {
            if (segment.cleaned() == null) {
                spares.recycle(segment.name());
            } else {
                files.delete(segment.name());
            }
        });
    }

    /**
     * Rewrites a sealed segment file in place with the given records only, positions unchanged; without any it is
     * deleted. May join it with a thin neighbour: look at {@link #segments} again afterwards. The conditions of
     * {@link #delete} hold for the records that go. File lane.
     *
     * @param livePositionsSorted the positions of records to keep, ascending
     * @throws CorruptStoreException when one of them is damaged; the file is left as it is
     */
    public void clean(long segmentBase, long[] livePositionsSorted) throws IOException {
        if (livePositionsSorted.length == 0) {
            delete(segmentBase);
        } else {
            cleaner.clean(requireSealed(segmentBase), livePositionsSorted);
        }
    }

    private SegmentFile requireSealed(long segmentBase) {
        SegmentFile segment = table.find(segmentBase);
        if (segment == null || segment.base() != segmentBase || segment.end() > progress.synced) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "No sealed segment begins at position %d", segmentBase));
        }
        return segment;
    }

    /** Whether {@link #prepare} would make a spare segment. Any thread. */
    public boolean needsSpare() {
        return spares.needed();
    }

    /**
     * Looks at the free space, and makes the spare segments that are missing. Call it each second, and when
     * {@link #needsSpare}. A full disk is no error here: it shows in {@link #room}, and ends by itself. File lane.
     */
    public void prepare() throws IOException {
        if (spares.prepare()) {
            progress.listener.spaceChanged();
        }
        if (progress.stuck) {
            progress.waker.run();
        }
    }

    /**
     * Writes and syncs what was appended, records that it is synced, and closes the files. After the log thread has
     * ended, on a thread that may block. What cannot be written any more is lost, and was never confirmed.
     *
     * @throws IOException the {@link #failure} of the log, if it has one
     */
    @Override
    public void close() throws IOException {
        try {
            if (drain()) {
                ring.recordSynced();
                drain();
            }
        } finally {
            writer.close();
            table.close();
        }
        IOException failure = progress.failure;
        if (failure != null) {
            throw failure;
        }
    }

    private boolean drain() {
        endBatch(Demand.SYNC);
        while (progress.pending() && progress.failure == null) {
            writer.step(settings.nanoClock().getAsLong());
            if (progress.stuck) {
                return false;
            }
        }
        return progress.failure == null;
    }
}
