// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.Extension;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnknownOutcomeException;
import org.portagemq.client.form.SettleRequests;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.HeldReceipts;
import org.portagemq.client.remote.Request;

/** The messages that are acknowledged in a transaction. Thread-safe. */
final class Consumed {

    private final String transaction;
    private final Shipping shipping;
    private final ProducerHub hub;
    private final Map<HeldReceipts.Key, Ack> acks = new LinkedHashMap<>();
    /** The message of which nobody knows whether it is acknowledged in it; null for none. */
    private String doubtful;

    private record Ack(ReceivedMessage message, CompletableFuture<Void> result) {}

    Consumed(String transaction, Shipping shipping, ProducerHub hub) {
        this.transaction = transaction;
        this.shipping = shipping;
        this.hub = hub;
    }

    /** One that is acknowledged already, or about to be, is so once. The future is completed on an event loop. */
    synchronized CompletableFuture<Void> ack(ReceivedMessage message, Half first) {
        HeldReceipts.Key key = new HeldReceipts.Key(message);
        Ack known = acks.get(key);
        if (known != null) {
            return known.result;
        }
        Request request = request(message, first);
        String other = hub.held().hold(message, transaction);
        if (other != null) {
            throw HeldReceipts.held(message, "acknowledge", other);
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        acks.put(key, new Ack(message, result));
        shipping.remote().ask(first.endpoint(), request, shipping.deadline(), (answer, failure) -> {
            Throwable why = failure == null ? null : failed(message, failure);
            Futures.settle(result, null, why);
        });
        return result;
    }

    private Request request(ReceivedMessage message, Half first) {
        String group = message.delivery().group();
        return SettleRequests.ack(group, message.topic(), message.messageId(), SettleRequests.receipt(message))
                .with("producerGroup", shipping.options().group())
                .with(Extension.JOINS, first.position());
    }

    private synchronized Throwable failed(ReceivedMessage message, Throwable failure) {
        acks.remove(new HeldReceipts.Key(message));
        hub.held().release(message);
        PortageException own = Futures.own(failure);
        if (own == null || !Sending.isUnknown(own)) {
            return failure;
        }
        doubtful = message.messageId();
        UnknownOutcomeException unknown = new UnknownOutcomeException(
                own.incident().and("; the message may be acknowledged in the transaction or not: roll it back"),
                doubtful);
        unknown.initCause(own);
        return unknown;
    }

    /** @throws TransactionStateException when nobody knows whether a message is acknowledged in it */
    synchronized void requireKnown(String operation) {
        if (doubtful != null) {
            throw new TransactionStateException(Incident.local(
                    operation, "message " + doubtful + " may be acknowledged in it or not: roll it back"));
        }
    }

    /** @throws TransactionStateException when it is not known yet whether a message is acknowledged in it */
    synchronized void requireNoneUnderway(String operation) {
        if (acks.values().stream().anyMatch(ack -> !ack.result.isDone())) {
            throw new TransactionStateException(
                    Incident.local(operation, "an acknowledgement is on its way: wait for its future first"));
        }
    }

    /** The transaction is decided: what is said about them from now on is for the broker to judge. */
    synchronized void decided() {
        acks.values().forEach(ack -> hub.held().release(ack.message));
    }

    /** The transaction is committed, and they with it. */
    void settled() {
        List<Ack> all;
        synchronized (this) {
            all = List.copyOf(acks.values());
        }
        all.forEach(ack -> {
            Operation operation = new Operation(ack.message.delivery().group());
            hub.interceptors().onSettled(operation, ack.message, ConsumeResult.ack());
        });
    }
}
