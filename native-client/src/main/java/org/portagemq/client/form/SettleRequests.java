// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.form;

import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.StaleReceiptException;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Request;

/** What brokers are told of messages that they have handed out. */
public final class SettleRequests {

    private SettleRequests() {}

    /** @throws StaleReceiptException when the message was not handed out to be settled */
    public static Receipt receipt(ReceivedMessage message) {
        try {
            return Receipt.parse(message.delivery().receipt());
        } catch (IllegalArgumentException none) {
            throw new StaleReceiptException(Incident.local(
                    "settle message " + message.messageId(),
                    "it was not handed out to be settled: " + none.getMessage()));
        }
    }

    /** @param topic for which the group has got the message */
    public static Request ack(String group, String topic, String messageId, Receipt receipt) {
        return Request.of(RequestCode.ACK_MESSAGE, "acknowledge message", messageId)
                .fields(
                        "consumerGroup", group,
                        "topic", receipt.topic(topic, group),
                        "queueId", receipt.queue(),
                        "extraInfo", receipt.text(),
                        "offset", receipt.offset(),
                        "bname", receipt.broker());
    }
}
