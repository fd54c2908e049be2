// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LoadShapeTest {

    private static final int BYTES = 100;

    @Test
    void aShapeIsReadAsItWasWritten() {
        LoadShape shape = LoadShape.of(7, BYTES)
                .withThreads(3)
                .atRate(2_000)
                .receiving(Receiving.FAN_OUT)
                .transientOnly();
        assertEquals(shape, LoadShape.parse(shape.toString()));
    }

    @Test
    void aBodyTellsWhenItWasSent() {
        byte[] body = Payload.of(Long.MAX_VALUE, BYTES);
        assertEquals(BYTES, body.length);
        assertEquals(Long.MAX_VALUE, Payload.sentAt(body));
        assertEquals(17, Payload.sentAt(Payload.of(17, BYTES)));
        assertThrows(IllegalArgumentException.class, () -> Payload.sentAt(new byte[3]));
    }

    @Test
    void aPaceKeepsItsTimesWhenTheSenderIsLate() {
        Pace pace = new Pace(1_000_000);
        long first = pace.next();
        long last = first;
        for (int i = 0; i < 1_000; i++) {
            last = pace.next();
        }
        assertEquals(1_000_000, last - first);
        assertTrue(System.nanoTime() >= last);
    }
}
