// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.List;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Extension;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.remote.Request;

/**
 * A transaction as its broker knows it: by its first message, to which the others are added. Thread-safe, but one message is sent
 * after the other.
 */
final class Joint {

    /** Where it has to be; null for anywhere. */
    private final String wanted;

    /** Of the first message; null until it is stored. */
    private volatile First first;

    private record First(SendReceipt receipt, boolean takesMore, boolean takesAcks) {}

    /** @param wanted the broker where it has to be, or null */
    Joint(String wanted) {
        this.wanted = wanted;
    }

    /** One that has not begun, in place of one that could not. */
    Joint anew() {
        return new Joint(wanted);
    }

    boolean isBegun() {
        return first != null;
    }

    /** The broker that all messages go to; null while it is free. */
    String broker() {
        First begun = first;
        return begun == null ? wanted : begun.receipt.queue().broker();
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
            first = new First(
                    receipt, Extension.offers(answer, Extension.MANY), Extension.offers(answer, Extension.ACKS));
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

    /**
     * @throws TransactionStateException when it has no message yet
     * @throws UnsupportedFeatureException when its broker acknowledges nothing in transactions, or another one has handed it out
     */
    void requireAck(String operation, ReceivedMessage message) {
        First begun = first;
        if (begun == null) {
            throw new TransactionStateException(Incident.local(
                    operation,
                    "the transaction has no message yet, by which its broker asks about it: send one first, or acknowledge"
                            + " without a transaction"));
        }
        if (!begun.takesAcks) {
            throw new UnsupportedFeatureException(Incident.local(
                    operation,
                    "broker '" + broker()
                            + "' does not acknowledge messages in transactions (TX_ACK): acknowledge it by its"
                            + " consumer after the commit"));
        }
        if (!broker().equals(message.queue().broker())) {
            throw new UnsupportedFeatureException(Incident.local(
                    operation,
                    "a transaction is at one broker: this one is at '" + broker() + "', and the message is from '"
                            + message.queue().broker() + "': begin the transaction with it"));
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
