// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.portagemq.core.storage.DiskFullException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of the log thread, one step at a time: writes what the core made visible and syncs it. All that gathered
 * while a sync ran is one batch for the next (group commit); the next sync starts at once when somebody waits.
 *
 * <p>A failed write or sync ends it for good. Only a full disk is different: nothing of the refused bytes was synced, so
 * the file is cut back to the last record boundary, the bytes stay in the ring, and each step tries again.
 */
public final class LogWriter {
    /** What {@link #step} answers when only a wake-up brings work. */
    public static final long IDLE = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final long NOT_PENDING = Long.MIN_VALUE;
    private static final long NANOS_PER_MS = 1_000_000L;
    private static final long STUCK_RETRY_NANOS = 100 * NANOS_PER_MS;
    private static final int COPY_BYTES = 1 << 20;

    private final StoreFiles files;
    private final SegmentNames names;
    private final LogSettings settings;
    private final LogProgress progress;
    private final SegmentTable table;
    private final SpareSegments spares;
    private final ByteBuffer ring;
    private final int blockBytes;
    private final long intervalNanos;

    private StoreFile current;
    private SegmentFile currentEntry;
    private boolean currentPrewritten;
    private long pendingSince = NOT_PENDING;

    LogWriter(
            StoreFiles files,
            SegmentNames names,
            LogSettings settings,
            LogProgress progress,
            SegmentTable table,
            SpareSegments spares,
            ByteBuffer ring) {
        this.files = files;
        this.names = names;
        this.settings = settings;
        this.progress = progress;
        this.table = table;
        this.spares = spares;
        this.ring = ring;
        this.blockBytes = Math.min(settings.segmentBytes(), settings.ringBytes());
        this.intervalNanos = settings.flushIntervalMs() * NANOS_PER_MS;
    }

    /**
     * Writes what is visible when it is demanded or the flush interval is over, then syncs likewise. One thread.
     *
     * @param nowNanos the time by the clock of the settings
     * @return how many nanoseconds the caller may sleep unless woken: 0 for none, {@link #IDLE} for any time
     */
    public long step(long nowNanos) {
        if (progress.failure != null) {
            return IDLE;
        }
        if (!progress.pending()) {
            pendingSince = NOT_PENDING;
            return IDLE;
        }
        if (pendingSince == NOT_PENDING) {
            pendingSince = nowNanos;
        }
        try {
            return work(nowNanos);
        } catch (DiskFullException e) {
            return stuck(e);
        } catch (IOException | RuntimeException | Error e) {
            fence(e);
            return IDLE;
        }
    }

    private long work(long nowNanos) throws IOException {
        long visible = progress.visible;
        boolean due = nowNanos - pendingSince >= intervalNanos;
        long demanded = Math.max(progress.writeDemand, progress.syncDemand);
        if (visible > progress.written && (due || demanded > progress.written || progress.stuck)) {
            write(visible, nowNanos);
        }
        if (progress.written > progress.synced && (due || progress.syncDemand > progress.synced)) {
            sync();
            pendingSince = NOT_PENDING;
        }
        if (progress.demanded()) {
            return 0;
        }
        if (!progress.pending()) {
            pendingSince = NOT_PENDING;
            return IDLE;
        }
        if (pendingSince == NOT_PENDING) {
            pendingSince = nowNanos;
        }
        return Math.max(1, pendingSince + intervalNanos - nowNanos);
    }

    private void write(long upTo, long nowNanos) throws IOException {
        while (progress.written < upTo) {
            long from = progress.written;
            if (currentEntry == null || from >= currentEntry.end()) {
                roll(from, nowNanos);
            }
            int at = (int) (from & (settings.ringBytes() - 1));
            int chunk = (int) Math.min(upTo - from, blockBytes - (from & (blockBytes - 1)));
            try {
                current.write(ring.limit(at + chunk).position(at), from - currentEntry.base());
            } catch (DiskFullException e) {
                if (!moveToReserve(from)) {
                    cutBack(from);
                    throw e;
                }
                continue;
            }
            currentEntry.grown(from + chunk - currentEntry.base());
            advance(from + chunk);
        }
        if (progress.stuck) {
            progress.stuck = false;
            LOG.info("The log in {} is written again", settings.folder());
            progress.listener.spaceChanged();
        }
    }

    private void advance(long written) {
        progress.written = written;
        progress.listener.written(written);
        if (!settings.durable()) {
            progress.synced = written;
            progress.listener.synced(written);
        }
    }

    private void sync() throws IOException {
        long written = progress.written;
        if (settings.durable()) {
            current.sync();
            progress.synced = written;
            progress.listener.synced(written);
        }
    }

    /** Goes on in the segment of {@code base}; all before it is synced first, so only the last segment can be torn. */
    private void roll(long base, long nowNanos) throws IOException {
        if (current != null) {
            if (progress.written > progress.synced) {
                sync();
            }
            current.close();
            current = null;
            currentEntry = null;
        }
        String name = names.segment(base);
        String spare = spares.take(false);
        if (spare == null) {
            createOrReserve(name);
        } else {
            useSpare(spare, name);
        }
        currentEntry = SegmentFile.open(files, name, base, settings.segmentBytes());
        table.put(currentEntry);
        spares.rolled(nowNanos);
    }

    private void createOrReserve(String name) throws IOException {
        try {
            files.delete(name);
            current = files.open(name, StoreFiles.Mode.CREATE);
            currentPrewritten = false;
            files.syncFolder(names.folder());
        } catch (DiskFullException e) {
            refused();
            closeCurrent();
            String spare = spares.take(true);
            if (spare == null) {
                throw e;
            }
            useSpare(spare, name);
        }
    }

    private void useSpare(String spare, String name) throws IOException {
        files.rename(spare, name);
        files.syncFolder(names.folder());
        current = files.open(name, StoreFiles.Mode.WRITE);
        currentPrewritten = true;
    }

    /** A segment that was not pre-written met the full disk: its bytes move into a reserved spare, which has room. */
    private boolean moveToReserve(long written) throws IOException {
        refused();
        String spare = currentPrewritten ? null : spares.take(true);
        if (spare == null) {
            return false;
        }
        long length = written - currentEntry.base();
        StoreFile target = files.open(spare, StoreFiles.Mode.WRITE);
        ByteBuffer copy = ByteBuffer.allocate((int) Math.min(COPY_BYTES, Math.max(1, length)));
        for (long at = 0; at < length; at += copy.limit()) {
            copy.clear().limit((int) Math.min(copy.capacity(), length - at));
            currentEntry.file().read(copy, at);
            target.write(copy.flip(), at);
        }
        target.sync();
        files.rename(spare, currentEntry.name());
        files.syncFolder(names.folder());
        current.close();
        current = target;
        currentPrewritten = true;
        SegmentFile before = currentEntry;
        currentEntry = SegmentFile.open(files, before.name(), before.base(), settings.segmentBytes());
        table.put(currentEntry);
        before.retire(() -> {});
        return true;
    }

    private void refused() {
        if (spares.refused()) {
            progress.listener.spaceChanged();
        }
    }

    private void cutBack(long written) throws IOException {
        if (!currentPrewritten) {
            current.truncate(written - currentEntry.base());
        }
    }

    private long stuck(DiskFullException e) {
        spares.refused();
        if (!progress.stuck) {
            progress.stuck = true;
            LOG.warn("The log in {} cannot be written; it goes on when there is space", settings.folder(), e);
            progress.listener.spaceChanged();
        }
        return STUCK_RETRY_NANOS;
    }

    private void fence(Throwable e) {
        IOException failure = e instanceof IOException known ? known : new IOException("The log thread failed", e);
        LOG.error("Writing the log in {} failed; nothing is confirmed until a restart", settings.folder(), failure);
        progress.failure = failure;
        progress.listener.failed(failure);
    }

    private void closeCurrent() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** Closes the file that is written; after the last step. */
    void close() throws IOException {
        closeCurrent();
    }

    /** Whether the log thread must not sleep after all: something was published since its step. */
    boolean mustStay(long sleepNanos) {
        if (progress.failure != null || progress.stuck) {
            return false;
        }
        return progress.demanded() || (sleepNanos == IDLE && progress.pending());
    }

    LogProgress progress() {
        return progress;
    }
}
