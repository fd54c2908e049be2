// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Bytes that grow as more of them arrive: never by what a peer announces. */
final class Bytes {

    private static final byte[] EMPTY = new byte[0];
    private static final int LEAST = 512;

    byte[] array = EMPTY;
    int length;

    /** Appends so many bytes of the buffer. */
    void append(ByteBuf in, int more, int limit) {
        ensure(more, limit);
        in.readBytes(array, length, more);
        length += more;
    }

    private void ensure(int more, int limit) {
        if (length + more > array.length) {
            int roomy = (int) Math.min(limit, Math.max(LEAST, array.length * 2L));
            array = Arrays.copyOf(array, Math.max(length + more, roomy));
        }
    }

    /** The bytes, given away: it is empty then. */
    byte[] take() {
        byte[] taken = length == array.length ? array : Arrays.copyOf(array, length);
        length = 0;
        array = EMPTY;
        return taken;
    }

    /** Empties it; what it had grown to is let go when it is much. */
    void clear(int keep) {
        length = 0;
        if (array.length > keep) {
            array = EMPTY;
        }
    }
}
