// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.filter.CompiledFilter;
import org.portagemq.core.group.OffsetBits;

/**
 * What the consumers of a group that have the same filter look for: how far the group was looked through, and what was
 * found and not taken yet. Nothing is looked at twice, unless it was given back since. Belongs to the core.
 */
final class Selection {

    private final Filter filter;
    private final CompiledFilter compiled;
    private final Level[] levels;
    private final Map<Long, Kept> kept = new HashMap<>();
    private int consumers;
    private boolean reading;
    private boolean ended;

    /** One level of priority. */
    static final class Level {
        /** All that is ready below was looked at, but for {@link #again}. */
        private long pointer;

        private final OffsetBits found = new OffsetBits();

        /** Below the pointer, and ready since it was passed. */
        private final OffsetBits again = new OffsetBits();

        long pointer() {
            return pointer;
        }

        void passed(long offset) {
            if (!again.remove(offset)) {
                pointer = offset + 1;
            }
        }

        OffsetBits found() {
            return found;
        }

        OffsetBits again() {
            return again;
        }
    }

    /** A message that matched, read from disk, and its size. */
    record Kept(StoredMessage message, int size) {}

    Selection(Filter filter, CompiledFilter compiled, int levelCount) {
        this.filter = filter;
        this.compiled = compiled;
        this.levels = new Level[levelCount];
    }

    Filter filter() {
        return filter;
    }

    /** Immutable: may be asked from any thread. */
    CompiledFilter compiled() {
        return compiled;
    }

    Level level(int number) {
        if (levels[number] == null) {
            levels[number] = new Level();
        }
        return levels[number];
    }

    void joined() {
        consumers++;
    }

    /** Answers whether nobody looks for it any more. */
    boolean left() {
        ended = --consumers == 0;
        return ended;
    }

    boolean hasEnded() {
        return ended;
    }

    /** A message became ready again. */
    void returned(int level, long offset) {
        if (levels[level] != null && offset < levels[level].pointer) {
            levels[level].again.add(offset);
        }
    }

    /** Whether messages are on their way from disk: until they are there nothing is taken, so that the order holds. */
    boolean isReading() {
        return reading;
    }

    void reading(boolean isReading) {
        reading = isReading;
    }

    void keep(long offset, StoredMessage message, int size) {
        kept.put(offset, new Kept(message, size));
    }

    /** Takes out what was kept of the message; null when it was not. */
    Kept takeKept(long offset) {
        return kept.isEmpty() ? null : kept.remove(offset);
    }

    /** Forgets what was kept; answers how many bytes that were. */
    long clearKept() {
        long bytes = kept.values().stream().mapToLong(Kept::size).sum();
        kept.clear();
        return bytes;
    }
}
