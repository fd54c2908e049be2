// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.util.function.LongSupplier;

/**
 * The sizes and times of one log.
 *
 * @param log the number of the log in its positions
 * @param folder the folder of its files in the data folder
 * @param segmentBytes the range of addresses of one segment; a power of two; part of the on-disk format of a folder
 * @param ringBytes the size of the staging ring in memory; a power of two
 * @param flushIntervalMs how long records without a demand may stay unwritten, and written ones unsynced
 * @param reservedSpares spare segments kept for {@link WriteClass#RELEASE} when the disk is full
 * @param publishFloorBytes usable bytes on disk below which {@link WriteClass#PUBLISH} stops
 * @param maintenanceFloorBytes usable bytes on disk below which {@link WriteClass#MAINTENANCE} stops
 * @param nanoClock a clock like {@link System#nanoTime}
 */
public record LogSettings(
        int log,
        String folder,
        int segmentBytes,
        int ringBytes,
        int flushIntervalMs,
        int reservedSpares,
        long publishFloorBytes,
        long maintenanceFloorBytes,
        LongSupplier nanoClock) {

    private static final int MIN_BYTES = 4096;

    /** Checks the sizes. */
    public LogSettings {
        requireSize("segmentBytes", segmentBytes);
        requireSize("ringBytes", ringBytes);
        if (flushIntervalMs < 1 || reservedSpares < 0) {
            throw new IllegalArgumentException("flushIntervalMs must be at least 1, reservedSpares at least 0");
        }
        if (log < 0 || log > 3) {
            throw new IllegalArgumentException("no such log number: " + log);
        }
    }

    /** The durable log with default sizes: 64 MiB segments, a 32 MiB ring, a flush each 5 ms. */
    public static LogSettings durableLog() {
        return new LogSettings(
                Positions.DURABLE, "log", 64 << 20, 32 << 20, 5, 1, 256L << 20, 128L << 20, System::nanoTime);
    }

    /** The transient log with default sizes: its folder is wiped at open, it is never synced and never replayed. */
    public static LogSettings transientLog() {
        return new LogSettings(
                Positions.TRANSIENT, "transient", 64 << 20, 32 << 20, 5, 0, 256L << 20, 128L << 20, System::nanoTime);
    }

    /** These settings with other sizes. */
    public LogSettings withSizes(int newSegmentBytes, int newRingBytes) {
        return new LogSettings(
                log,
                folder,
                newSegmentBytes,
                newRingBytes,
                flushIntervalMs,
                reservedSpares,
                publishFloorBytes,
                maintenanceFloorBytes,
                nanoClock);
    }

    /** These settings with another flush interval. */
    public LogSettings withFlushIntervalMs(int newFlushIntervalMs) {
        return new LogSettings(
                log,
                folder,
                segmentBytes,
                ringBytes,
                newFlushIntervalMs,
                reservedSpares,
                publishFloorBytes,
                maintenanceFloorBytes,
                nanoClock);
    }

    /** These settings with other limits for a full disk. */
    public LogSettings withSpace(int newReservedSpares, long newPublishFloorBytes, long newMaintenanceFloorBytes) {
        return new LogSettings(
                log,
                folder,
                segmentBytes,
                ringBytes,
                flushIntervalMs,
                newReservedSpares,
                newPublishFloorBytes,
                newMaintenanceFloorBytes,
                nanoClock);
    }

    /** These settings with another clock. */
    public LogSettings withClock(LongSupplier newNanoClock) {
        return new LogSettings(
                log,
                folder,
                segmentBytes,
                ringBytes,
                flushIntervalMs,
                reservedSpares,
                publishFloorBytes,
                maintenanceFloorBytes,
                newNanoClock);
    }

    /** Whether the log survives a restart. */
    public boolean durable() {
        return log != Positions.TRANSIENT;
    }

    /** The longest body that a record may have, in bytes: with fillers around it, it fits an empty ring. */
    public int bodyBytesMax() {
        return Math.min(segmentBytes, ringBytes) / 2 - RecordLayout.HEADER_BYTES - 2 * RecordLayout.SYNCED_RECORD_BYTES;
    }

    private static void requireSize(String name, int bytes) {
        if (bytes < MIN_BYTES || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(name + " must be a power of two of at least " + MIN_BYTES);
        }
    }
}
