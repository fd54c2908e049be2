// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The end of the log in memory: where the core encodes records, and the log thread takes them from.
 *
 * <p>The byte of position {@code p} is at {@code p mod ring size}. No record crosses a multiple of the smaller of ring
 * and segment (a <em>block</em>): a filler takes the rest, so that each record is contiguous. The first record of each
 * segment is the store's own, so position 0 is never a caller's record. Core thread only, except {@link #bytes}.
 */
final class StagingRing {
    private final ByteBuffer ring;
    private final ByteBuffer bodyWindow;
    private final ByteBuffer readOnly;
    private final CRC32C crc = new CRC32C();
    private final LogProgress progress;
    private final int epoch;
    private final int ringBytes;
    private final int blockBytes;
    private final int segmentBytes;
    private final int bodyBytesMax;
    private final long start;

    private long tail;
    private long recordedSynced;
    private long lastRecordEnd;
    private boolean batchOpen;
    private long writtenSeen;

    StagingRing(LogSettings settings, LogProgress progress, int epoch, long start) {
        this.ringBytes = settings.ringBytes();
        this.segmentBytes = settings.segmentBytes();
        this.blockBytes = Math.min(ringBytes, segmentBytes);
        this.bodyBytesMax = settings.bodyBytesMax();
        this.ring = ByteBuffer.allocateDirect(ringBytes);
        this.bodyWindow = ring.duplicate();
        this.readOnly = ring.asReadOnlyBuffer();
        this.progress = progress;
        this.epoch = epoch;
        this.start = start;
        this.tail = start;
        this.recordedSynced = start;
        this.lastRecordEnd = start;
        this.writtenSeen = start;
    }

    /** The memory, for the log thread's own view of what is published. */
    ByteBuffer bytes() {
        return ring.duplicate();
    }

    long tail() {
        return tail;
    }

    /** Not handed over yet, and in one segment: the end of a segment is synced before the next one is begun. */
    boolean syncsWithTail(long position) {
        return position > progress.visible && (((position - 1) ^ (tail - 1)) & -(long) segmentBytes) == 0;
    }

    boolean fits(int bodyLength) {
        requireBody(bodyLength);
        long end = place(place(tail, RecordLayout.SYNCED_RECORD_BYTES), RecordLayout.recordBytes(bodyLength));
        if (end - ringBytes > writtenSeen) {
            writtenSeen = progress.written;
        }
        return end - ringBytes <= writtenSeen;
    }

    private long place(long from, int bytes) {
        long at = from;
        if (untilBlockEnd(at) < bytes) {
            at += untilBlockEnd(at);
        }
        if (at % segmentBytes == 0) {
            at += RecordLayout.SYNCED_RECORD_BYTES;
        }
        return at + bytes;
    }

    long append(byte type, int bodyLength, RecordBody body) {
        requireBody(bodyLength);
        if (!batchOpen) {
            batchOpen = true;
            if (progress.synced > recordedSynced) {
                putSynced();
            }
        }
        long position = put(type, bodyLength, body);
        lastRecordEnd = tail;
        return position;
    }

    void endBatch(Demand demand) {
        batchOpen = false;
        progress.publish(tail, demand);
    }

    /** Appends the synced position when the records of callers were synced further than the log says. */
    boolean recordSynced() {
        if (Math.min(progress.synced, lastRecordEnd) <= recordedSynced || !fits(RecordLayout.SYNCED_BODY_BYTES)) {
            return false;
        }
        putSynced();
        endBatch(Demand.NONE);
        return true;
    }

    private void putSynced() {
        long synced = progress.synced;
        put(RecordLayout.TYPE_SYNCED_UP_TO, RecordLayout.SYNCED_BODY_BYTES, target -> target.putLong(synced));
        recordedSynced = synced;
    }

    private long put(byte type, int bodyLength, RecordBody body) {
        int total = RecordLayout.recordBytes(bodyLength);
        int left = untilBlockEnd(tail);
        if (left < total) {
            RecordLayout.fill(ring, at(tail), tail, left, crc);
            tail += left;
        }
        if (tail % segmentBytes == 0 && type != RecordLayout.TYPE_SYNCED_UP_TO) {
            putSynced();
        }
        long position = tail;
        int at = at(position);
        int bodyAt = at + RecordLayout.HEADER_BYTES;
        bodyWindow.limit(bodyAt + bodyLength).position(bodyAt);
        body.writeTo(bodyWindow);
        if (bodyWindow.position() != bodyAt + bodyLength) {
            throw new IllegalStateException("A record of type " + type + " announced " + bodyLength
                    + " bytes and wrote " + (bodyWindow.position() - bodyAt));
        }
        RecordLayout.seal(ring, at, position, epoch, type, bodyLength, crc);
        tail = position + total;
        return position;
    }

    /** The place of a record in the ring, or -1 when it has left memory. */
    int find(long position) {
        if (position < start || position >= tail || position < tail - ringBytes) {
            return -1;
        }
        int at = at(position);
        return RecordLayout.position(ring, at) == position ? at : -1;
    }

    int bodyLength(int at) {
        return RecordLayout.length(ring, at);
    }

    byte type(int at) {
        return RecordLayout.type(ring, at);
    }

    ByteBuffer body(int at) {
        return readOnly.slice(at + RecordLayout.HEADER_BYTES, bodyLength(at));
    }

    HotRecord cursor() {
        return new HotRecord(readOnly);
    }

    private int at(long position) {
        return (int) (position & (ringBytes - 1));
    }

    private int untilBlockEnd(long position) {
        return blockBytes - (int) (position & (blockBytes - 1));
    }

    private void requireBody(int bodyLength) {
        if (bodyLength < 0 || bodyLength > bodyBytesMax) {
            throw new IllegalArgumentException(
                    "A record's body of " + bodyLength + " bytes is over the limit of " + bodyBytesMax);
        }
    }
}
