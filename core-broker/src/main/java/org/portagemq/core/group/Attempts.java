// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/** What is known of earlier deliveries of messages: how many have failed, and what was noted. Belongs to the core. */
public final class Attempts {

    private final OffsetTable counts = new OffsetTable();

    private final Notes notes;

    Attempts(Notes notes) {
        this.notes = notes;
    }

    /** What consumers noted. */
    public Notes notes() {
        return notes;
    }

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

    boolean isEmpty() {
        return counts.isEmpty() && notes.isEmpty();
    }

    void forget(long offset) {
        if (!counts.isEmpty()) {
            counts.remove(offset);
        }
        notes.forget(offset);
    }

    void clear() {
        counts.clear();
        notes.clear();
    }
}
