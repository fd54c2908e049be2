// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.portagemq.core.api.Payload;

/** What consumers of one group noted about its messages, the last about each. Belongs to the core. */
public final class Notes {

    /** What the notes of one group may take in memory together. */
    public static final int BYTES_MAX = 4 << 20;

    /** What a note takes beside its bytes, about. */
    private static final int OVERHEAD = 100;

    private final NoteMemory memory;

    /** Null where nothing is noted, which is nearly everywhere. */
    private TreeMap<Long, Payload> notes;

    private long bytes;

    Notes(NoteMemory memory) {
        this.memory = memory;
    }

    /** Nothing yet, of another group under the same limit of all together. */
    Notes beside() {
        return new Notes(memory);
    }

    /** What was noted last about the message, or null. */
    public Payload of(long offset) {
        return notes == null ? null : notes.get(offset);
    }

    public boolean isEmpty() {
        return notes == null;
    }

    /** How many bytes it takes more in memory to note this in place of what was noted before. */
    public long cost(long offset, Payload note) {
        return bytes(note) - bytes(of(offset));
    }

    /** How many bytes the group's notes take in memory. */
    public long bytes() {
        return bytes;
    }

    /** Notes it in place of what was noted before, whether there may be so much or not. */
    public void put(long offset, Payload note) {
        if (notes == null) {
            notes = new TreeMap<>();
        }
        grow(cost(offset, note));
        notes.put(offset, note);
    }

    /** Visits all, in order of their messages. */
    public void forEach(BiConsumer<Long, Payload> visitor) {
        if (notes != null) {
            notes.forEach(visitor);
        }
    }

    void forget(long offset) {
        if (notes == null) {
            return;
        }
        grow(-bytes(notes.remove(offset)));
        if (notes.isEmpty()) {
            notes = null;
        }
    }

    /** Messages below the offset are gone. */
    void forgetBelow(long offset) {
        while (notes != null && notes.firstKey() < offset) {
            forget(notes.firstKey());
        }
    }

    /** All messages are gone, or the group is. */
    public void clear() {
        grow(-bytes);
        notes = null;
    }

    private void grow(long more) {
        bytes += more;
        memory.add(more);
    }

    private static long bytes(Payload note) {
        return note == null ? 0 : note.length() + OVERHEAD;
    }
}
