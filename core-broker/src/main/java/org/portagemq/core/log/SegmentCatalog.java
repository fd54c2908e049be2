// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.util.List;

/**
 * The segments of a log at one moment, oldest first; immutable.
 *
 * @param segments the files of the log
 */
public record SegmentCatalog(List<Segment> segments) {
    /** The number of live records of a segment that was never cleaned. */
    public static final int NOT_CLEANED = -1;

    /** Copies the list. */
    public SegmentCatalog {
        segments = List.copyOf(segments);
    }

    /** Bytes on disk of all segments, without spares. */
    public long bytesOnDisk() {
        return segments.stream().mapToLong(Segment::bytesOnDisk).sum();
    }

    /**
     * One file of the log.
     *
     * @param base the position where it starts
     * @param end the position after its range; more than one segment after {@code base} when neighbours were merged
     * @param bytesOnDisk the size of the file
     * @param sealed whether nothing will be appended to it and all of it is synced: it may be cleaned or deleted
     * @param liveRecords the records left after the last cleaning, or {@link #NOT_CLEANED}
     */
    public record Segment(long base, long end, long bytesOnDisk, boolean sealed, int liveRecords) {
        /** Whether a position is in the range of this file. */
        public boolean covers(long position) {
            return position >= base && position < end;
        }
    }
}
