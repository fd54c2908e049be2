// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a snapshot file, big endian.
 *
 * <pre>
 *   head (48):  magic (8) | version (4) | zero (4) | generation (8) | replayFrom (8) | createdAtMs (8) | zero (4) | crc32c (4)
 *   chunk:      length (4) | crc32c (4) of number of the chunk (8), length and bytes | bytes
 *   end (8):    -1 (4) | crc32c (4) of the number of chunks (8) and -1
 * </pre>
 */
final class SnapshotLayout {
    static final int HEAD_BYTES = 48;
    static final int CHUNK_HEAD_BYTES = 8;
    static final int CHUNK_BYTES_MAX = 16 << 20;
    static final int END = -1;
    private static final long MAGIC = 0x504D_5153_4E41_5053L;
    private static final int VERSION = 1;
    private static final int CRC_AT = 44;

    private SnapshotLayout() {}

    static ByteBuffer head(SnapshotHeader header) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(MAGIC).putInt(VERSION).putInt(0);
        head.putLong(header.generation()).putLong(header.replayFrom()).putLong(header.createdAtMs());
        head.putInt(0).putInt(headCrc(head));
        return head.flip();
    }

    /** The header, or null when the bytes are damaged or of another version. */
    static SnapshotHeader header(ByteBuffer head) {
        boolean intact = head.getLong(0) == MAGIC && head.getInt(8) == VERSION && head.getInt(CRC_AT) == headCrc(head);
        return intact ? new SnapshotHeader(head.getLong(16), head.getLong(24), head.getLong(32)) : null;
    }

    private static int headCrc(ByteBuffer head) {
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate().clear().limit(CRC_AT));
        return (int) crc.getValue();
    }

    /** The check of a chunk, or of the end (length -1, no bytes). */
    static int crc(long number, int length, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12).putLong(number).putInt(length).flip());
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    static ByteBuffer chunkHead(long number, int length, ByteBuffer bytes) {
        return ByteBuffer.allocate(CHUNK_HEAD_BYTES)
                .putInt(length)
                .putInt(crc(number, length, bytes))
                .flip();
    }
}
