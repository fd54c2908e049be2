// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.portagemq.core.storage.DiskFullException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/**
 * Segment files made before they are needed, and what is known of the free space. A spare is already as long as a
 * segment and written, so that writing and syncing it needs no new blocks; what it holds are no records, because
 * their position is another.
 *
 * <p>{@link #prepare} and recycling: file lane and readers; taking: log thread; questions: any thread. The lock guards
 * a list of names and is never held over file work.
 */
final class SpareSegments {
    private static final int ZERO_BYTES = 1 << 20;
    /** When segments fill faster than this, pre-writing would only take half of the disk's bandwidth. */
    private static final long FAST_FILL_NANOS = 300_000_000L;

    private final StoreFiles files;
    private final SegmentNames names;
    private final LogSettings settings;
    private final ArrayDeque<String> ready = new ArrayDeque<>();
    private long nextNumber;
    private volatile long lastRollNanos;
    private volatile long fillNanos = Long.MAX_VALUE;
    private volatile boolean full;
    private volatile long usable;

    /** Looks at the free space, so that a disk without any is known before the first message. */
    SpareSegments(StoreFiles files, SegmentNames names, LogSettings settings) throws IOException {
        this.files = files;
        this.names = names;
        this.settings = settings;
        this.lastRollNanos = settings.nanoClock().getAsLong();
        this.usable = files.usableBytes();
    }

    /** A spare found at start: kept when whole. */
    void found(String fileName) throws IOException {
        String name = names.folder() + "/" + fileName;
        boolean whole;
        try (StoreFile file = files.open(name, StoreFiles.Mode.READ)) {
            whole = file.size() == settings.segmentBytes();
        }
        String number = fileName.substring(0, fileName.length() - SegmentNames.SPARE_SUFFIX.length());
        if (!whole || !number.matches("[0-9]{1,18}") || count() >= wanted()) {
            files.delete(name);
            return;
        }
        synchronized (ready) {
            nextNumber = Math.max(nextNumber, Long.parseLong(number) + 1);
            ready.add(name);
        }
    }

    int count() {
        synchronized (ready) {
            return ready.size();
        }
    }

    private int wanted() {
        return settings.reservedSpares() + 1;
    }

    boolean needed() {
        int count = count();
        return count < settings.reservedSpares() || (count < wanted() && !fillsFast());
    }

    private boolean fillsFast() {
        long sinceRoll = settings.nanoClock().getAsLong() - lastRollNanos;
        return Math.max(fillNanos, sinceRoll) < FAST_FILL_NANOS;
    }

    /** Remembers how fast segments fill; log thread. */
    void rolled(long nowNanos) {
        fillNanos = nowNanos - lastRollNanos;
        lastRollNanos = nowNanos;
    }

    /** A spare's name, or null; the reserved ones only when the disk is nearly full, or {@code reserveToo}. */
    String take(boolean reserveToo) {
        synchronized (ready) {
            boolean allowed = reserveToo || publishStopped() || ready.size() > settings.reservedSpares();
            return allowed ? ready.poll() : null;
        }
    }

    /** Keeps the file of a dead segment as a spare, or deletes it. */
    void recycle(String name) throws IOException {
        try (StoreFile file = files.open(name, StoreFiles.Mode.READ)) {
            if (file.size() != settings.segmentBytes() || count() >= wanted()) {
                files.delete(name);
                return;
            }
        }
        String spare = newName();
        files.rename(name, spare);
        synchronized (ready) {
            ready.add(spare);
        }
    }

    private String newName() {
        synchronized (ready) {
            return names.spare(nextNumber++);
        }
    }

    /** The disk refused a write; returns whether that is news. */
    boolean refused() {
        boolean news = !full;
        full = true;
        return news;
    }

    boolean publishStopped() {
        return full || usable < settings.publishFloorBytes();
    }

    boolean maintenanceStopped() {
        return full || usable < settings.maintenanceFloorBytes();
    }

    /** Looks at the free space and makes missing spares; returns whether room for writes may have changed. */
    boolean prepare() throws IOException {
        boolean publishBefore = publishStopped();
        boolean maintenanceBefore = maintenanceStopped();
        usable = files.usableBytes();
        boolean refusedNow = false;
        while (!refusedNow && needed() && worthMaking()) {
            refusedNow = !make();
        }
        // With space for a segment the next write may try again, also when spares are not to be made now.
        full = refusedNow || (full && usable < settings.segmentBytes());
        return publishBefore != publishStopped() || maintenanceBefore != maintenanceStopped();
    }

    private boolean worthMaking() {
        return count() < settings.reservedSpares() || usable - settings.segmentBytes() >= settings.publishFloorBytes();
    }

    private boolean make() throws IOException {
        String name = newName();
        try (StoreFile file = files.open(name, StoreFiles.Mode.CREATE)) {
            ByteBuffer zeroes = ByteBuffer.allocateDirect(Math.min(ZERO_BYTES, settings.segmentBytes()));
            for (long at = 0; at < settings.segmentBytes(); at += zeroes.capacity()) {
                file.write(zeroes.clear(), at);
            }
            file.sync();
        } catch (DiskFullException e) {
            files.delete(name);
            return false;
        }
        files.syncFolder(names.folder());
        synchronized (ready) {
            ready.add(name);
        }
        return true;
    }
}
