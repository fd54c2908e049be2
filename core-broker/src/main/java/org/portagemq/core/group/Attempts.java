// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.portagemq.core.api.Payload;

/**
 * What is known of earlier deliveries of messages: how many have failed, and what consumers noted. Belongs to the core.
 */
public final class Attempts {

    /** What the notes of one group may take in memory together. */
    public static final int NOTES_BYTES_MAX = 4 << 20;

    /** What a note takes beside its bytes, about. */
    private static final int NOTE_OVERHEAD = 100;

    private final OffsetTable counts = new OffsetTable();

    /** Null where nothing is noted, which is nearly everywhere. */
    private TreeMap<Long, Payload> notes;

    private long noteBytes;

    Attempts() {}

    /** One more attempt of the message has failed; answers how many have. */
    public int count(long offset) {
        int count = of(offset) + 1;
        counts.put(offset, count);
        return count;
    }

    public int of(long offset) {
        return counts.isEmpty() ? 0 : Math.max(0, counts.get(offset));
    }

    /** Whether attempts of it were counted, even if none has failed. */
    boolean has(long offset) {
        return counts.get(offset) != OffsetTable.ABSENT;
    }

    public void forEach(OffsetTable.Visitor visitor) {
        counts.forEach(visitor);
    }

    void put(long offset, int count) {
        counts.put(offset, count);
    }

    /** What was noted last about the message in this group, or null. */
    public Payload note(long offset) {
        return notes == null ? null : notes.get(offset);
    }

    /** How many bytes it takes more in memory to note this in place of what was noted before. */
    public long noteCost(long offset, Payload note) {
        return noteBytes(note) - noteBytes(note(offset));
    }

    /** How many bytes notes may take more. */
    public long noteRoom() {
        return NOTES_BYTES_MAX - noteBytes;
    }

    /** Notes it in place of what was noted before. */
    public void note(long offset, Payload note) {
        if (notes == null) {
            notes = new TreeMap<>();
        }
        noteBytes += noteCost(offset, note);
        notes.put(offset, note);
    }

    public boolean hasNotes() {
        return notes != null;
    }

    /** Visits all notes, in order of their messages. */
    public void forEachNote(BiConsumer<Long, Payload> visitor) {
        if (notes != null) {
            notes.forEach(visitor);
        }
    }

    /** Messages below the offset are gone. */
    void forgetNotesBelow(long offset) {
        while (notes != null && notes.firstKey() < offset) {
            forgetNote(notes.firstKey());
        }
    }

    private void forgetNote(long offset) {
        noteBytes -= noteBytes(notes.remove(offset));
        if (notes.isEmpty()) {
            notes = null;
        }
    }

    private static long noteBytes(Payload note) {
        return note == null ? 0 : note.length() + NOTE_OVERHEAD;
    }

    boolean isEmpty() {
        return counts.isEmpty() && notes == null;
    }

    void forget(long offset) {
        if (!counts.isEmpty()) {
            counts.remove(offset);
        }
        if (notes != null) {
            forgetNote(offset);
        }
    }

    void clear() {
        counts.clear();
        notes = null;
        noteBytes = 0;
    }
}
