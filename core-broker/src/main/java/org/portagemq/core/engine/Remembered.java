// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.portagemq.core.record.PrepareRecord;

/**
 * What the core remembers besides groups and declarations, at recovery filled before anything else: what waits for its
 * time, by which clock, what waits for a decision, and which messages are known when they are sent again. All of it is
 * in the head of a snapshot, with one stamp. Belongs to the core.
 */
record Remembered(SteadyClock clock, Timetable timetable, PreparedTable prepared, DeduplicationTable deduplication) {

    /** The items of a snapshot, without the keys of {@link #deduplication}, which may be many. */
    List<ByteBuffer> items(long stamp) {
        List<ByteBuffer> items = new ArrayList<>();
        items.add(TimetableCodec.item(timetable, clock.offset(), stamp));
        prepared.all().forEach(one -> items.add(SnapshotCodec.prepared(one)));
        return items;
    }

    /** Puts an item back; false when it is of another kind. */
    boolean restore(byte kind, ByteBuffer item, BitSet usedSlots) {
        switch (kind) {
            case SnapshotCodec.TIMETABLE -> TimetableCodec.restore(item, timetable, clock, usedSlots);
            case SnapshotCodec.PREPARED -> prepared.add(new Prepared(PrepareRecord.read(item)));
            case SnapshotCodec.DEDUPLICATION -> deduplication.restore(item);
            default -> {
                return false;
            }
        }
        return true;
    }
}
