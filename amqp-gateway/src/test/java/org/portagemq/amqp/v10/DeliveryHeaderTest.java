// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.junit.jupiter.api.Test;

class DeliveryHeaderTest {

    private static final long LONGEST_MS = 0xFFFF_FFFFL;

    /** As the library reads it. */
    private static Header read(ByteBuffer encoded) {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return Codec.read(Header.class, bytes, 0, bytes.length);
    }

    @Test
    void whatIsSaidIsRead() {
        for (int count : new int[] {0, 1, 255, 256, Integer.MAX_VALUE}) {
            Header header = read(DeliveryHeader.write(true, 255, LONGEST_MS, false, count));
            assertEquals(true, header.getDurable());
            assertEquals(UnsignedByte.valueOf((byte) 255), header.getPriority());
            assertEquals(UnsignedInteger.MAX_VALUE, header.getTtl());
            assertEquals(false, header.getFirstAcquirer());
            assertEquals(UnsignedInteger.valueOf(count), header.getDeliveryCount());
        }
    }

    @Test
    void whatThereIsNotIsNotSaid() {
        Header header = read(DeliveryHeader.write(false, DeliveryHeader.NONE, DeliveryHeader.NONE, true, 0));
        assertEquals(false, header.getDurable());
        assertNull(header.getPriority());
        assertNull(header.getTtl());
        assertEquals(true, header.getFirstAcquirer());
        assertEquals(UnsignedInteger.ZERO, header.getDeliveryCount());
    }
}
