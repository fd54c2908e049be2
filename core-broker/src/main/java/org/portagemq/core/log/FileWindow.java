// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.portagemq.core.storage.StoreFile;

/** A part of a file in memory that moves forward with its reader; one thread. Beyond the file's end it has zeroes. */
final class FileWindow {
    private final StoreFile file;
    private final int windowBytes;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer;
    private long from;
    private int loaded;

    FileWindow(StoreFile file, int windowBytes) {
        this.file = file;
        this.windowBytes = windowBytes;
        this.buffer = ByteBuffer.allocate(windowBytes);
    }

    /** Makes {@code count} bytes at {@code at} present; returns their index in {@link #buffer}. */
    int load(long at, int count) throws IOException {
        if (at < from || at + count > from + loaded) {
            if (count > buffer.capacity()) {
                buffer = ByteBuffer.allocate(Math.max(count, windowBytes));
            }
            buffer.clear();
            int read = file.read(buffer, at);
            from = at;
            loaded = buffer.capacity();
            Arrays.fill(buffer.array(), read, loaded, (byte) 0);
        }
        buffer.clear();
        return (int) (at - from);
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /**
     * The bytes that an intact record of this position takes at {@code at}: its whole length, or 0 when there is none.
     * Loads it.
     */
    int record(long at, long position, long bytesMax) throws IOException {
        if (bytesMax < RecordLayout.HEADER_BYTES) {
            return 0;
        }
        int index = load(at, RecordLayout.HEADER_BYTES);
        int length = RecordLayout.length(buffer, index);
        if (length < 0
                || length > bytesMax - RecordLayout.HEADER_BYTES
                || RecordLayout.position(buffer, index) != position
                || !RecordLayout.versionKnown(buffer, index)) {
            return 0;
        }
        int total = RecordLayout.recordBytes(length);
        index = load(at, total);
        return RecordLayout.intact(buffer, index, length, crc) ? total : 0;
    }

    /**
     * The first aligned place from {@code at} on, below {@code size}, whose eight bytes for a position say what its place in a
     * file that begins at {@code base} would be; or -1. A whole segment is looked through so after a crash, hence the plain loop.
     */
    long nextCandidate(long at, long base, long size) throws IOException {
        long place = at;
        while (place + RecordLayout.HEADER_BYTES <= size) {
            int index = load(place, RecordLayout.HEADER_BYTES);
            long last = Math.min(from + loaded, size) - RecordLayout.HEADER_BYTES;
            while (place <= last) {
                if (RecordLayout.position(buffer, index) == base + place) {
                    return place;
                }
                place += RecordLayout.ALIGNMENT;
                index += RecordLayout.ALIGNMENT;
            }
        }
        return -1;
    }

    /** The bytes that an intact filler of this position skips, or 0 when there is none. */
    int filler(long at, long position, long bytesMax) throws IOException {
        int index = load(at, RecordLayout.FILLER_BYTES);
        int length = RecordLayout.length(buffer, index);
        boolean plausible =
                length <= -RecordLayout.FILLER_BYTES && length >= -bytesMax && length % RecordLayout.ALIGNMENT == 0;
        return plausible && RecordLayout.fillerIntact(buffer, index, position, crc) ? -length : 0;
    }
}
