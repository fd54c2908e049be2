// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.group.IndexBlock;

/** Messages of one group that were read from disk before their turn. A cache: it holds no state. Core only. */
final class ReadAhead {

    private Map<Long, Item> items;
    private long bytes;
    private boolean reading;
    private int round;
    private long nextOffset;
    private IndexBlock block;

    /** A message and the size of its record. */
    private record Item(StoredMessage message, int size) {}

    /** Takes the message at the offset out, or null. */
    StoredMessage take(long offset) {
        if (items == null) {
            return null;
        }
        Item item = items.remove(offset);
        if (item == null) {
            return null;
        }
        bytes -= item.size;
        return item.message;
    }

    boolean has(long offset) {
        return items != null && items.containsKey(offset);
    }

    void put(long offset, StoredMessage message, int size) {
        if (items == null) {
            items = new HashMap<>();
        }
        if (items.put(offset, new Item(message, size)) == null) {
            bytes += size;
        }
    }

    long bytes() {
        return bytes;
    }

    int count() {
        return items == null ? 0 : items.size();
    }

    /** Forgets everything; answers how many bytes that were. */
    long clear() {
        long freed = bytes;
        items = null;
        bytes = 0;
        nextOffset = 0;
        round++;
        return freed;
    }

    /** Whether a read is going on. */
    boolean isReading() {
        return reading;
    }

    void reading(boolean isReading) {
        reading = isReading;
    }

    /** Whether the group waits for this block of its index already. */
    boolean waitsFor(IndexBlock wanted) {
        return block == wanted;
    }

    void waitFor(IndexBlock wanted) {
        block = wanted;
    }

    /** The offset behind the last one that was asked for. */
    long nextOffset() {
        return nextOffset;
    }

    void askedUpTo(long offset) {
        nextOffset = offset;
    }

    /** Changes when what was asked for is not wanted any more. */
    int round() {
        return round;
    }
}
