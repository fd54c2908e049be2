// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Request;

/**
 * A message that is stored and not visible yet.
 *
 * @param place its number among those that wait
 * @param position the broker's handle
 */
record Half(String topic, String broker, Endpoint endpoint, String messageId, long place, long position) {

    static Half of(SendReceipt receipt, Endpoint endpoint) {
        return new Half(
                receipt.queue().topic(),
                receipt.queue().broker(),
                endpoint,
                receipt.messageId(),
                receipt.offset(),
                OffsetMessageId.parse(receipt.storageId()).position());
    }

    /** @param asked whether the broker has asked for it */
    Request end(String group, Decision decision, Asked asked) {
        return Request.of(RequestCode.END_TRANSACTION, "end transaction of message", messageId)
                .fields(
                        "topic", topic,
                        "producerGroup", group,
                        "tranStateTableOffset", place,
                        "commitLogOffset", position,
                        "commitOrRollback", decision == Decision.COMMIT ? SysFlag.COMMIT : SysFlag.ROLLBACK,
                        "fromTransactionCheck", asked == Asked.BY_BROKER,
                        "msgId", messageId,
                        "transactionId", messageId,
                        "bname", broker);
    }

    /** Who wants to know the end. */
    enum Asked {
        BY_BROKER,
        BY_NOBODY
    }
}
