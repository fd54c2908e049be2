// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Extension;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;

class JointTest {

    private static final QueueRef HERE = new QueueRef("T", "here", 0);
    private static final QueueRef THERE = new QueueRef("T", "there", 0);

    private final Message message = Message.to("T").text("x").build();

    private static void store(Joint joint, String abilities) {
        Command answer = Command.request(10, 1, false, Map.of(), Command.NO_BODY)
                .answer(0, null, Map.of(Extension.ABILITIES, abilities), Command.NO_BODY);
        joint.stored(new SendReceipt("id", HERE, 0, "", Optional.empty()), answer);
    }

    private ReceivedMessage received(QueueRef from) {
        ReceivedMessage.Place place =
                new ReceivedMessage.Place(from, 0, 0, "", Instant.EPOCH, "127.0.0.1:1", Instant.EPOCH);
        return new ReceivedMessage(
                "id",
                message,
                place,
                new ReceivedMessage.Delivery(1, "receipt", "G"),
                ReceivedMessage.Encoding.NONE,
                Map.of());
    }

    @Test
    void oneThatIsWantedAtABrokerSendsThereAndNowhereElse() {
        for (Joint joint : List.of(new Joint("here"), new Joint("here").anew())) {
            assertEquals(List.of(HERE), joint.here(List.of(THERE, HERE), message));
            assertDoesNotThrow(() -> joint.requireHere(HERE));
            assertThrows(UnsupportedFeatureException.class, () -> joint.requireHere(THERE));
        }
        Joint anywhere = new Joint(null);
        assertEquals(List.of(THERE, HERE), anywhere.here(List.of(THERE, HERE), message));
        assertDoesNotThrow(() -> anywhere.requireHere(THERE));
    }

    @Test
    void anAcknowledgementIsTakenWhereTheMessageIsFromAndTheBrokerCan() {
        Joint joint = new Joint("here");
        TransactionStateException empty =
                assertThrows(TransactionStateException.class, () -> joint.requireAck("ack", received(HERE)));
        assertTrue(empty.getMessage().contains("no message yet"), empty::getMessage);
        store(joint, "many,acks");
        assertDoesNotThrow(() -> joint.requireAck("ack", received(HERE)));
        UnsupportedFeatureException far =
                assertThrows(UnsupportedFeatureException.class, () -> joint.requireAck("ack", received(THERE)));
        assertTrue(far.getMessage().contains("at one broker"), far::getMessage);
    }

    @Test
    void anAcknowledgementIsRefusedWhereTheBrokerOffersMoreMessagesOnly() {
        Joint joint = new Joint(null);
        store(joint, Extension.MANY);
        UnsupportedFeatureException refused =
                assertThrows(UnsupportedFeatureException.class, () -> joint.requireAck("ack", received(HERE)));
        assertTrue(refused.getMessage().contains("TX_ACK"), refused::getMessage);
    }
}
