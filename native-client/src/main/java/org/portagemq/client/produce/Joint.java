// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.List;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Extension;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.remote.Request;

/**
 * A transaction as its broker knows it: by its first message, to which the others are added. Thread-safe, but one message is sent
 * after the other.
 */
final class Joint {

    /** Of the first message; null until it is stored. */
    private volatile First first;

    private record First(SendReceipt receipt, boolean takesMore) {}

    boolean isBegun() {
        return first != null;
    }

    /** The broker that all messages go to; null while it is free. */
    String broker() {
        First begun = first;
        return begun == null ? null : begun.receipt.queue().broker();
    }

    /** The request, as part of the transaction if that has begun. */
    Request part(Request request) {
        First begun = first;
        return begun == null
                ? request
                : request.with(
                        Extension.JOINS,
                        OffsetMessageId.parse(begun.receipt.storageId()).position());
    }

    /** A message is stored; the first one begins the transaction. */
    void stored(SendReceipt receipt, Command answer) {
        if (first == null) {
            first = new First(receipt, Extension.offers(answer, Extension.MANY));
        }
    }

    /** @throws UnsupportedFeatureException when it has a message, and its broker would decide about a second one by itself */
    void requireMore(String operation) {
        First begun = first;
        if (begun != null && !begun.takesMore) {
            throw new UnsupportedFeatureException(Incident.local(
                    operation,
                    "broker '" + begun.receipt.queue().broker()
                            + "' cannot decide about several messages of a transaction at once: send one in each"));
        }
    }

    /** The queues of its broker, if there are any and the message is free to go to any. */
    List<QueueRef> here(List<QueueRef> queues, Message message) {
        String broker = broker();
        if (broker == null || message.orderingKey().isPresent()) {
            return queues;
        }
        List<QueueRef> here =
                queues.stream().filter(queue -> queue.broker().equals(broker)).toList();
        return here.isEmpty() ? queues : here;
    }

    /** @throws UnsupportedFeatureException when the queue is at another broker than the transaction */
    void requireHere(QueueRef queue) {
        String broker = broker();
        if (broker != null && !broker.equals(queue.broker())) {
            throw new UnsupportedFeatureException(Incident.local(
                    "send to topic '" + queue.topic() + "'",
                    "a transaction is at one broker: this one is at '" + broker + "', and the message belongs to queue "
                            + queue.id() + " at '" + queue.broker() + "'"));
        }
    }
}
