// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.message.ReceivedMessage;

/** Which messages are acknowledged in transactions of this client that are open: nobody settles them otherwise. Thread-safe. */
public final class HeldReceipts {

    private final Map<Key, String> transactions = new ConcurrentHashMap<>();

    /** By which a message that was handed out is told from all others. */
    public record Key(String topic, ReceivedMessage.Delivery delivery) {
        public Key(ReceivedMessage message) {
            this(message.topic(), message.delivery());
        }
    }

    /** @return the transaction that has it already, or null */
    public String hold(ReceivedMessage message, String transaction) {
        return transactions.putIfAbsent(new Key(message), transaction);
    }

    public void release(ReceivedMessage message) {
        transactions.remove(new Key(message));
    }

    /**
     * @param verb what is to be done with the message
     * @throws TransactionStateException when a transaction has it
     */
    public void requireFree(ReceivedMessage message, String verb) {
        if (transactions.isEmpty()) {
            return;
        }
        String transaction = transactions.get(new Key(message));
        if (transaction != null) {
            throw held(message, verb, transaction);
        }
    }

    public static TransactionStateException held(ReceivedMessage message, String verb, String transaction) {
        return new TransactionStateException(Incident.local(
                verb + " message " + message.messageId(),
                "it is acknowledged in transaction " + transaction + ", whose end decides what becomes of it"));
    }
}
