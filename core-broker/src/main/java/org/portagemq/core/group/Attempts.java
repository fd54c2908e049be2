// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/** How many deliveries of messages have failed. Belongs to the core. */
public final class Attempts {

    private final OffsetTable counts = new OffsetTable();

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

    boolean isEmpty() {
        return counts.isEmpty();
    }

    void forget(long offset) {
        if (!counts.isEmpty()) {
            counts.remove(offset);
        }
    }

    void clear() {
        counts.clear();
    }
}
