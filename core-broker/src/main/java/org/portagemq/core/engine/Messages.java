// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.LogReader;
import org.portagemq.core.log.LogRecord;
import org.portagemq.core.log.Positions;
import org.portagemq.core.record.Formats;
import org.portagemq.core.record.MessageRecord;
import org.portagemq.core.record.MoveRecord;

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

    /** The message at the position, with its overlay if that is not 0; null when it is not in memory. */
    StoredMessage get(long position, long overlay) {
        return overlay == 0 ? get(position) : getMoved(position, overlay);
    }

    private StoredMessage get(long position) {
        StoredMessage known = remembered(position);
        if (known != null) {
            return known;
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

    private StoredMessage getMoved(long position, long overlay) {
        StoredMessage known = remembered(overlay);
        if (known != null) {
            return known;
        }
        StoredMessage original = get(position);
        ByteBuffer move = original == null ? null : log(overlay).hot(overlay);
        if (move == null) {
            return null;
        }
        StoredMessage message = MoveRecord.apply(original, move);
        remember(overlay, message, original.message().body().length());
        return message;
    }

    /** Whether {@link #get} would find the message. */
    boolean isInMemory(long position) {
        return remembered(position) != null || log(position).hot(position) != null;
    }

    private StoredMessage remembered(long position) {
        int slot = slot(position);
        return positions[slot] == position ? objects[slot] : null;
    }

    /**
     * Where a message is read from disk. Its overlay may be too new to be in a file: then its bytes come along.
     *
     * @param overlay the position of the overlay, or 0
     * @param overlayBytes the overlay if it is in memory, or null
     */
    record Place(long position, long overlay, ByteBuffer overlayBytes) {}

    /** In the core: where the message of an index entry lies. */
    Place place(IndexBlock block, int index) {
        return place(block.position(index), block.overlay(index));
    }

    /** In the core: where a message lies. */
    Place place(long position, long overlay) {
        ByteBuffer hot = overlay == 0 ? null : log(overlay).hot(overlay);
        ByteBuffer copy = hot == null
                ? null
                : ByteBuffer.allocate(hot.remaining()).put(hot).flip();
        return new Place(position, overlay, copy);
    }

    /** Reads a message from disk. Blocks: on the read lane only. */
    StoredMessage read(Place place) throws IOException {
        try (LogReader.Series series = log(place.position).reader().series(0)) {
            return read(place, series);
        }
    }

    /** The same as one of many from the log that the message lies in. */
    StoredMessage read(Place place, LogReader.Series series) throws IOException {
        try {
            LogRecord record = series.read(place.position);
            StoredMessage message = MessageRecord.decode(place.position, record.body(), formats);
            if (place.overlay == 0) {
                return message;
            }
            return MoveRecord.apply(message, readOverlay(place));
        } catch (RuntimeException undecodable) {
            throw new IOException(undecodable.getMessage(), undecodable);
        }
    }

    /** Reads the record that moved or postponed a message. Blocks: on the read lane only. */
    ByteBuffer readOverlay(Place place) throws IOException {
        return place.overlayBytes != null
                ? place.overlayBytes
                : log(place.overlay).reader().read(place.overlay).body();
    }

    CommitLog log(long position) {
        return Positions.log(position) == Positions.DURABLE ? durable : fleeting;
    }

    private int slot(long position) {
        return (int) ((position * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    }
}
