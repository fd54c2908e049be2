// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a record, big endian, at addresses that are multiples of 8.
 *
 * <pre>
 *   0        4        8                 16       20   21   22       24
 *   +--------+--------+-----------------+--------+----+----+--------+----------------+-------+
 *   | crc32c | length | position        | epoch  |type|vers| zero   | body (length)  | 0..7  |
 *   +--------+--------+-----------------+--------+----+----+--------+----------------+-------+
 *            |&lt;------------------- the checksum covers this -------------------------&gt;|
 *
 *   A filler is 8 bytes in front of bytes that mean nothing, up to the end of a block or a segment:
 *   +--------+--------+
 *   | crc32c | -skip  |   skip counts the filler too; the checksum covers -skip and the position (not stored)
 *   +--------+--------+
 * </pre>
 *
 * <p>Position and epoch are in the checksum, so that bytes left from an earlier use of the file, or from an earlier
 * boot, are no records. Nobody else knows these offsets.
 */
final class RecordLayout {
    static final int ALIGNMENT = 8;
    static final int HEADER_BYTES = 24;
    static final int FILLER_BYTES = 8;

    /** A record of the store's own: its body is the position known to be synced when it was appended. */
    static final byte TYPE_SYNCED_UP_TO = 0;

    static final int SYNCED_BODY_BYTES = 8;
    static final int SYNCED_RECORD_BYTES = HEADER_BYTES + SYNCED_BODY_BYTES;

    private static final int CRC_AT = 0;
    private static final int LENGTH_AT = 4;
    private static final int POSITION_AT = 8;
    private static final int EPOCH_AT = 16;
    private static final int TYPE_AT = 20;
    private static final int VERSION_AT = 21;
    private static final int RESERVED_AT = 22;
    private static final byte VERSION = 1;

    private RecordLayout() {}

    /** The bytes that a record with such a body takes. */
    static int recordBytes(int bodyLength) {
        return (HEADER_BYTES + bodyLength + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Writes the header of a record whose body is in place, and zeroes the padding. {@code buffer}'s window is lost. */
    static void seal(ByteBuffer buffer, int at, long position, int epoch, byte type, int bodyLength, CRC32C crc) {
        buffer.putInt(at + LENGTH_AT, bodyLength);
        buffer.putLong(at + POSITION_AT, position);
        buffer.putInt(at + EPOCH_AT, epoch);
        buffer.put(at + TYPE_AT, type);
        buffer.put(at + VERSION_AT, VERSION);
        buffer.putShort(at + RESERVED_AT, (short) 0);
        int end = at + HEADER_BYTES + bodyLength;
        for (int pad = end; pad < at + recordBytes(bodyLength); pad++) {
            buffer.put(pad, (byte) 0);
        }
        buffer.putInt(at + CRC_AT, checksum(buffer, at, bodyLength, crc));
    }

    /** Writes a filler over {@code skip} bytes (a multiple of 8, at least 8). */
    static void fill(ByteBuffer buffer, int at, long position, int skip, CRC32C crc) {
        buffer.putInt(at + CRC_AT, fillerChecksum(position, skip, crc));
        buffer.putInt(at + LENGTH_AT, -skip);
    }

    static int length(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LENGTH_AT);
    }

    static long position(ByteBuffer buffer, int at) {
        return buffer.getLong(at + POSITION_AT);
    }

    static int epoch(ByteBuffer buffer, int at) {
        return buffer.getInt(at + EPOCH_AT);
    }

    static byte type(ByteBuffer buffer, int at) {
        return buffer.get(at + TYPE_AT);
    }

    static byte version(ByteBuffer buffer, int at) {
        return buffer.get(at + VERSION_AT);
    }

    static boolean versionKnown(ByteBuffer buffer, int at) {
        return version(buffer, at) == VERSION;
    }

    /** Whether the checksum of a record that lies wholly in the buffer is right. The buffer's window is lost. */
    static boolean intact(ByteBuffer buffer, int at, int bodyLength, CRC32C crc) {
        return buffer.getInt(at + CRC_AT) == checksum(buffer, at, bodyLength, crc);
    }

    static boolean fillerIntact(ByteBuffer buffer, int at, long position, CRC32C crc) {
        return buffer.getInt(at + CRC_AT) == fillerChecksum(position, -length(buffer, at), crc);
    }

    private static int checksum(ByteBuffer buffer, int at, int bodyLength, CRC32C crc) {
        crc.reset();
        buffer.limit(at + HEADER_BYTES + bodyLength).position(at + LENGTH_AT);
        crc.update(buffer);
        buffer.clear();
        return (int) crc.getValue();
    }

    private static int fillerChecksum(long position, int skip, CRC32C crc) {
        crc.reset();
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            crc.update((int) (position >>> shift));
        }
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            crc.update(-skip >>> shift);
        }
        return (int) crc.getValue();
    }
}
