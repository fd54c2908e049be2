// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.core.api.Payload;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.NoteRecord;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;

/**
 * Collects what durable groups hand out and what is done with it, and logs it once a turn: acknowledgements of
 * consecutive messages become one entry, those of all groups one record. While the log has no room they stay here:
 * losing them only delivers again. Belongs to the core.
 */
final class ProgressJournal {

    private static final int ENTRIES_PER_RECORD = 1_000;

    private final TurnLog log;
    private int[] kinds = new int[64];
    private int[] groups = new int[64];
    private long[] offsets = new long[64];
    private long[] counts = new long[64];
    private long[] bytes = new long[64];
    private int count;
    /** What was noted since, the last about each message; null for nothing. */
    private Map<Noted, Payload> notes;

    private record Noted(int group, long offset) {}

    ProgressJournal(TurnLog log) {
        this.log = log;
    }

    /** Whether nothing can be logged any more, for good. */
    boolean hasFailed() {
        return log.hasFailed();
    }

    void done(int group, long first, long number, long size) {
        int last = count - 1;
        boolean continues = last >= 0
                && kinds[last] == ProgressRecord.DONE
                && groups[last] == group
                && offsets[last] + counts[last] == first;
        if (continues) {
            counts[last] += number;
            bytes[last] += size;
        } else {
            add(ProgressRecord.DONE, group, first, number, size);
        }
    }

    void attempts(int group, long offset, int number) {
        add(ProgressRecord.ATTEMPTS, group, offset, number, 0);
    }

    void note(int group, long offset, Payload note) {
        if (notes == null) {
            notes = new LinkedHashMap<>();
        }
        notes.put(new Noted(group, offset), note);
    }

    /** The cursor of a stream's group was set. */
    void committed(int group, long offset) {
        add(ProgressRecord.COMMITTED, group, offset, 0, 0);
    }

    /** Logged at once, before the next message of the group; the caller has seen that there is room. */
    void skipped(int group, long limit) {
        log.append(
                RecordType.PROGRESS,
                ProgressRecord.ENTRY_BYTES,
                target -> ProgressRecord.put(target, ProgressRecord.SKIPPED, group, limit, 0, 0));
    }

    private void add(int kind, int group, long offset, long number, long size) {
        if (count == kinds.length) {
            int larger = count * 2;
            kinds = Arrays.copyOf(kinds, larger);
            groups = Arrays.copyOf(groups, larger);
            offsets = Arrays.copyOf(offsets, larger);
            counts = Arrays.copyOf(counts, larger);
            bytes = Arrays.copyOf(bytes, larger);
        }
        kinds[count] = kind;
        groups[count] = group;
        offsets[count] = offset;
        counts[count] = number;
        bytes[count] = size;
        count++;
    }

    /** Logs what was collected; false when there was no room for all of it. */
    boolean flush() {
        int logged = 0;
        while (logged < count) {
            int entries = Math.min(ENTRIES_PER_RECORD, count - logged);
            int length = entries * ProgressRecord.ENTRY_BYTES;
            if (log.hasFailed() || log.room(length, WriteClass.RELEASE) != Room.YES) {
                break;
            }
            int from = logged;
            log.append(RecordType.PROGRESS, length, target -> write(target, from, entries));
            logged += entries;
        }
        keep(logged);
        return count == 0 && flushNotes();
    }

    /** Replay leaves out what was noted about a message that is done: the order among other progress means nothing. */
    private boolean flushNotes() {
        Iterator<Map.Entry<Noted, Payload>> left =
                notes == null ? Collections.emptyIterator() : notes.entrySet().iterator();
        while (left.hasNext()) {
            Map.Entry<Noted, Payload> next = left.next();
            int length = NoteRecord.length(next.getValue());
            if (log.hasFailed() || log.room(length, WriteClass.RELEASE) != Room.YES) {
                return false;
            }
            Noted about = next.getKey();
            log.append(
                    RecordType.NOTE,
                    length,
                    target -> NoteRecord.put(target, about.group, about.offset, next.getValue()));
            left.remove();
        }
        notes = null;
        return true;
    }

    private void write(ByteBuffer target, int from, int entries) {
        for (int i = from; i < from + entries; i++) {
            ProgressRecord.put(target, kinds[i], groups[i], offsets[i], counts[i], bytes[i]);
        }
    }

    private void keep(int logged) {
        int left = count - logged;
        if (left > 0 && logged > 0) {
            System.arraycopy(kinds, logged, kinds, 0, left);
            System.arraycopy(groups, logged, groups, 0, left);
            System.arraycopy(offsets, logged, offsets, 0, left);
            System.arraycopy(counts, logged, counts, 0, left);
            System.arraycopy(bytes, logged, bytes, 0, left);
        }
        count = left;
    }
}
