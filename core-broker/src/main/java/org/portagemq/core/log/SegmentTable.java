// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The segment files of a log by their base position. Safe for concurrent use. */
final class SegmentTable {
    private final ConcurrentSkipListMap<Long, SegmentFile> files = new ConcurrentSkipListMap<>();

    /** The file whose range has the position, or null. */
    SegmentFile find(long position) {
        Map.Entry<Long, SegmentFile> entry = files.floorEntry(position);
        return entry != null && entry.getValue().covers(position) ? entry.getValue() : null;
    }

    /** As {@link #find}, entered: the caller releases it. */
    SegmentFile acquire(long position) {
        SegmentFile file = find(position);
        while (file != null && !file.acquire()) {
            file = find(position); // replaced or removed under us
        }
        return file;
    }

    /** The file after a position, or null. */
    SegmentFile higher(long position) {
        Map.Entry<Long, SegmentFile> entry = files.higherEntry(position);
        return entry == null ? null : entry.getValue();
    }

    /** The file before a base position, or null. */
    SegmentFile lower(long base) {
        Map.Entry<Long, SegmentFile> entry = files.lowerEntry(base);
        return entry == null ? null : entry.getValue();
    }

    /** Adds a file; returns the one that had its base, or null. */
    SegmentFile put(SegmentFile file) {
        return files.put(file.base(), file);
    }

    void remove(SegmentFile file) {
        files.remove(file.base(), file);
    }

    List<SegmentFile> all() {
        return List.copyOf(files.values());
    }

    SegmentCatalog catalog(long synced) {
        List<SegmentCatalog.Segment> segments = new ArrayList<>();
        for (SegmentFile file : files.values()) {
            int live = file.cleaned() == null
                    ? SegmentCatalog.NOT_CLEANED
                    : file.cleaned().records();
            segments.add(new SegmentCatalog.Segment(file.base(), file.end(), file.bytes(), file.end() <= synced, live));
        }
        return new SegmentCatalog(segments);
    }

    void close() throws IOException {
        for (SegmentFile file : all()) {
            remove(file);
            file.retire(() -> {});
        }
    }
}
