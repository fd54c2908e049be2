// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;

/** The header of a message that is handed out, encoded: each delivery has one of its own, so that it is written by hand. */
final class DeliveryHeader {

    /** In place of a priority or a lifetime that there is not. */
    static final int NONE = -1;

    /** A section 0x70, whose value is a list with one octet of size. */
    private static final int BEGIN = 0x00_53_70_C0;

    private static final int SIZE_AT = 4;
    private static final byte FIELDS = 5;
    private static final int BYTES_MAX = 20;

    private static final byte NULL = 0x40;
    private static final byte TRUE = 0x41;
    private static final byte FALSE = 0x42;
    private static final byte UINT_ZERO = 0x43;
    private static final byte UBYTE = 0x50;
    private static final byte UINT_SMALL = 0x52;
    private static final byte UINT = 0x70;
    private static final int SMALL_MAX = 0xFF;

    private DeliveryHeader() {}

    /**
     * Encodes it.
     *
     * @param ttlMs an unsigned int
     */
    static ByteBuffer write(boolean durable, int priority, long ttlMs, boolean firstAcquirer, int deliveryCount) {
        ByteBuffer target = ByteBuffer.allocate(BYTES_MAX);
        target.putInt(BEGIN).put((byte) 0).put(FIELDS);
        target.put(durable ? TRUE : FALSE);
        if (priority == NONE) {
            target.put(NULL);
        } else {
            target.put(UBYTE).put((byte) priority);
        }
        if (ttlMs == NONE) {
            target.put(NULL);
        } else {
            target.put(UINT).putInt((int) ttlMs);
        }
        target.put(firstAcquirer ? TRUE : FALSE);
        if (deliveryCount == 0) {
            target.put(UINT_ZERO);
        } else if (deliveryCount <= SMALL_MAX) {
            target.put(UINT_SMALL).put((byte) deliveryCount);
        } else {
            target.put(UINT).putInt(deliveryCount);
        }
        target.put(SIZE_AT, (byte) (target.position() - SIZE_AT - 1));
        return target.flip();
    }
}
