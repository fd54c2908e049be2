// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.message;

import org.portagemq.core.api.StreamPlace;

/**
 * The number by which clients name a message to the broker: its place in a stream, or the transaction that it belongs to
 * while it has none.
 *
 * <pre>
 *   bit 63       0: a place; 1: something that waits
 *   bits 62..35  the partition's identity
 *   bits 34..0   the offset
 * </pre>
 */
public final class Handle {

    private static final long WAITING = 1L << 63;
    private static final int OFFSET_BITS = 35;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

    private Handle() {}

    public static long of(StreamPlace place) {
        return of(place.partitionId(), place.offset());
    }

    public static long of(int partitionId, long offset) {
        return ((long) partitionId << OFFSET_BITS | (offset & OFFSET_MASK)) & ~WAITING;
    }

    /** Of a message that waits: for its transaction's end, or its time. */
    public static long waiting(long id) {
        return id | WAITING;
    }

    public static boolean isWaiting(long handle) {
        return (handle & WAITING) != 0;
    }

    /** The id that a waiting message was given. */
    public static long id(long handle) {
        return handle & ~WAITING;
    }

    public static int partitionId(long handle) {
        return (int) (handle >>> OFFSET_BITS);
    }

    public static long offset(long handle) {
        return handle & OFFSET_MASK;
    }
}
