// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Acknowledgements that name a transaction, where that is refused: the message is as it was. */
class JoinedAckTest {

    private static final int ACK = 200_051;
    private static final int BATCH_ACK = 200_151;

    /** As the broker names the transactions that wait: one that it has never had. */
    private static final String NO_TRANSACTION = String.valueOf(Long.MIN_VALUE | 4_711);

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");
    private final String group = RocketExtension.name("G");

    private MessageExt popped(Popper popper, DefaultMQProducer producer) throws Exception {
        producer.send(RocketExtension.message(topic, "t", "0"));
        return popper.pop(1, Popper.LONG_MS, Popper.LONG_MS, null).get(0);
    }

    private RemotingCommand join(Popper popper, int code, MessageExt message, String transaction) throws Exception {
        Map<String, String> fields = new HashMap<>();
        fields.put("consumerGroup", group);
        fields.put("topic", topic);
        fields.put("queueId", String.valueOf(message.getQueueId()));
        fields.put("offset", String.valueOf(message.getQueueOffset()));
        fields.put("extraInfo", message.getProperty(MessageConst.PROPERTY_POP_CK));
        fields.put("producerGroup", "producers");
        fields.put("portageJoins", transaction);
        return popper.ask(code, fields);
    }

    @Test
    @Tag("rocketmq.transaction.ack")
    void aTransactionThatDoesNotWaitTakesNoMessageAway() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        Popper popper = new Popper(ROCKET, producer, topic, group, false);
        MessageExt message = popped(popper, producer);
        for (String none : List.of(NO_TRANSACTION, "17")) {
            RemotingCommand refused = join(popper, ACK, message, none);
            assertEquals(4, refused.getCode(), refused::getRemark);
        }
        RemotingCommand batch = join(popper, BATCH_ACK, message, NO_TRANSACTION);
        assertEquals(3, batch.getCode(), batch::getRemark);
        assertEquals(AckStatus.OK, popper.ack(message));
        RemotingCommand gone = join(popper, ACK, message, NO_TRANSACTION);
        assertEquals(204, gone.getCode(), gone::getRemark);
    }

    @Test
    @Tag("rocketmq.transaction.ack")
    void whatWasPoppedInOrderIsNotHeldByATransaction() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        Popper popper = new Popper(ROCKET, producer, topic, group, true);
        MessageExt message = popped(popper, producer);
        RemotingCommand refused = join(popper, ACK, message, NO_TRANSACTION);
        assertEquals(3, refused.getCode(), refused::getRemark);
        assertTrue(refused.getRemark().contains("in order"), refused::getRemark);
        assertEquals(AckStatus.OK, popper.ack(message));
    }
}
