// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.ByteBuffer;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.Positions;
import org.portagemq.core.record.Formats;
import org.portagemq.core.record.MessageRecord;

/**
 * Messages that are still in memory: as objects when they were published or read a moment ago, or as bytes in the
 * log's ring. Belongs to the core.
 */
final class Messages {

    /** Larger messages are not kept as objects: the ring has them. */
    private static final int OBJECT_BYTES_LIMIT = 16 << 10;

    private static final int OBJECT_OVERHEAD = 256;

    private final CommitLog durable;
    private final CommitLog fleeting;
    private final Formats formats;
    private final long[] positions;
    private final StoredMessage[] objects;
    private final int mask;

    /**
     * Nothing in memory yet.
     *
     * @param slots how many messages may be kept as objects; a power of two
     */
    Messages(CommitLog durable, CommitLog fleeting, Formats formats, int slots) {
        this.durable = durable;
        this.fleeting = fleeting;
        this.formats = formats;
        this.positions = new long[slots];
        this.objects = new StoredMessage[slots];
        this.mask = slots - 1;
    }

    /** As many slots as fit in a budget of bytes, if messages are of usual size. */
    static int slotsFor(long budget) {
        long slots = Math.max(64, budget / (1024 + OBJECT_OVERHEAD));
        return Integer.highestOneBit((int) Math.min(slots, 1 << 16));
    }

    void remember(long position, StoredMessage message, int size) {
        if (size <= OBJECT_BYTES_LIMIT) {
            int slot = slot(position);
            positions[slot] = position;
            objects[slot] = message;
        }
    }

    /** The message at the position if it is in memory, else null. */
    StoredMessage get(long position) {
        int slot = slot(position);
        if (positions[slot] == position && objects[slot] != null) {
            return objects[slot];
        }
        ByteBuffer body = log(position).hot(position);
        if (body == null) {
            return null;
        }
        int size = body.remaining();
        StoredMessage message = MessageRecord.decode(position, body, formats);
        remember(position, message, size);
        return message;
    }

    /** Whether {@link #get} would find the message. */
    boolean isInMemory(long position) {
        int slot = slot(position);
        return (positions[slot] == position && objects[slot] != null)
                || log(position).hot(position) != null;
    }

    CommitLog log(long position) {
        return Positions.log(position) == Positions.DURABLE ? durable : fleeting;
    }

    Formats formats() {
        return formats;
    }

    private int slot(long position) {
        return (int) ((position * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    }
}
