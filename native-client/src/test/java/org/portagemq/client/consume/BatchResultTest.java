// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portagemq.client.message.ConsumeResult;

class BatchResultTest {

    private static final ConsumeResult ACK = ConsumeResult.ack();
    private static final ConsumeResult RETRY = ConsumeResult.retry();

    @Test
    void eachMessageGetsWhatWasSaid() {
        assertEquals(List.of(ACK, ACK), BatchResult.allAcked().of(2));
        assertEquals(List.of(RETRY, RETRY), BatchResult.allRetried().of(2));
        assertEquals(List.of(ACK, RETRY, RETRY), BatchResult.ackedUpTo(1).of(3));
        ConsumeResult dead = ConsumeResult.deadLetter("why");
        ConsumeResult later = ConsumeResult.retryAfter(Duration.ofSeconds(1));
        assertEquals(
                List.of(dead, later), BatchResult.each(List.of(dead, later)).of(2));
    }

    @Test
    void whatIsSaidAboutOtherMessagesThanThereAreIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> BatchResult.ackedUpTo(3).of(2));
        assertThrows(IllegalArgumentException.class, () -> BatchResult.each(List.of(ACK))
                .of(2));
        assertThrows(IllegalArgumentException.class, () -> BatchResult.each(List.of(ACK, ACK))
                .of(1));
    }
}
