// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.codec.Command;

/** Clients that send large commands before anybody knows who they are. */
class StrangersTest {

    private static final int BUDGET = 1 << 20;
    private static final int PART = 300 << 10;

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension(Map.of("native.stranger-bytes", String.valueOf(BUDGET)));

    private static Command large(int opaque) {
        return Command.request(310, opaque, false, Map.of("b", "topic"), new byte[4 * PART]);
    }

    /** A client that has sent a part of a command. */
    private static Wire begin(int opaque, int octets) throws IOException {
        Wire wire = Wire.to(ROCKET);
        wire.send(Arrays.copyOf(Wire.frame(large(opaque)), octets));
        return wire;
    }

    private static void waitUntilKnown(Wire wire) throws IOException {
        Command members = Command.request(38, 1, false, Map.of("consumerGroup", "g"), new byte[0]);
        assertEquals(1, wire.ask(members).opaque());
    }

    @Test
    @Tag("rocketmq.wire.strangers")
    void whatIsTooMuchIsRefusedAndWhoIsKnownGoesOn() throws Exception {
        List<Wire> strangers = new ArrayList<>();
        try (Wire known = Wire.to(ROCKET)) {
            waitUntilKnown(known);
            for (int i = 0; i < 2; i++) {
                strangers.add(begin(i, PART));
            }
            // Alone it has more than is left, however the others' octets are on their way.
            Wire last = begin(77, 3 * PART);
            strangers.add(last);
            Command refused = last.answer();
            assertEquals(2, refused.code());
            assertEquals(77, refused.opaque());
            assertTrue(refused.remark().contains("native.stranger-bytes"), refused.remark());
            assertNull(last.answer());
            assertEquals(5, known.ask(large(5)).opaque());
        } finally {
            for (Wire stranger : strangers) {
                stranger.close();
            }
        }
        aClientOfRocketMqSendsAsUsual();
    }

    private static void aClientOfRocketMqSendsAsUsual() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        Message message =
                new Message(RocketExtension.name("T"), "x".repeat(PART).getBytes(StandardCharsets.US_ASCII));
        assertEquals(SendStatus.SEND_OK, producer.send(message).getSendStatus());
    }
}
