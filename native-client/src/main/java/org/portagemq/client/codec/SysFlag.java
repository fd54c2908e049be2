// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

/** The bits in which a message says how it is stored. */
public final class SysFlag {

    public static final int COMPRESSED = 1;
    public static final int PREPARED = 4;
    public static final int COMMIT = 8;
    public static final int ROLLBACK = 12;
    /** Both bits that say where a transaction is. */
    public static final int TRANSACTION = 12;

    public static final int BORN_HOST_V6 = 16;
    public static final int STORE_HOST_V6 = 32;
    private static final int COMPRESSION_SHIFT = 8;
    private static final int COMPRESSION_MASK = 7;

    /** How a body is compressed. */
    public enum Compression {
        NONE,
        LZ4,
        ZSTD,
        ZLIB
    }

    private SysFlag() {}

    /** Old clients say that a body is compressed and not how: by zlib. */
    public static Compression compression(int sysFlag) {
        if ((sysFlag & COMPRESSED) == 0) {
            return Compression.NONE;
        }
        return switch (sysFlag >> COMPRESSION_SHIFT & COMPRESSION_MASK) {
            case 1 -> Compression.LZ4;
            case 2 -> Compression.ZSTD;
            default -> Compression.ZLIB;
        };
    }
}
