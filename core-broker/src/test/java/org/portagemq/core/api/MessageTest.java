// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {

    private static Message message(List<String> routingKeys, List<String> keys) {
        return new Message(
                routingKeys,
                true,
                0,
                Message.NO_TTL,
                FlushPolicy.DEFAULT,
                keys,
                MessageFormat.PLAIN,
                Payload.EMPTY,
                Payload.EMPTY);
    }

    private static void refused(List<String> routingKeys, List<String> keys) {
        BrokerException refusal = assertThrows(BrokerException.class, () -> message(routingKeys, keys));
        assertEquals(ErrorCode.INVALID, refusal.code());
    }

    @Test
    void whatARecordHasNoRoomForIsRefused() {
        List<String> tooMany = Collections.nCopies(Message.TEXTS_MAX + 1, "k");
        List<String> tooLong = List.of("k".repeat(Message.TEXT_LENGTH_MAX + 1));
        refused(tooMany, List.of());
        refused(tooLong, List.of());
        refused(List.of("k"), tooMany);
        refused(List.of("k"), tooLong);
    }

    @Test
    void whatFitsIsTaken() {
        List<String> most = Collections.nCopies(Message.TEXTS_MAX, "k");
        List<String> longest = List.of("\u20ac".repeat(Message.TEXT_LENGTH_MAX));
        assertEquals(most, message(most, longest).routingKeys());
    }
}
