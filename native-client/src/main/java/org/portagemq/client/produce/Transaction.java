// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnknownOutcomeException;
import org.portagemq.client.form.Packed;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.message.SendResult;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;

/**
 * Messages that become visible when it is committed. Each of them becomes so by itself; after a crash each is decided by the
 * checker of the group, all alike if the checker goes by what the local transaction has left behind. Not thread-safe.
 */
public final class Transaction implements AutoCloseable {

    private final String id = UUID.randomUUID().toString();
    private final Shipping shipping;
    private final ProducerHub hub;
    private final List<Half> halves = new ArrayList<>();
    private Decision decided = Decision.UNKNOWN;

    Transaction(Shipping shipping, ProducerHub hub) {
        this.shipping = shipping;
        this.hub = hub;
        hub.interceptors().onBegin(id);
    }

    public String id() {
        return id;
    }

    /**
     * Stores a message that nobody sees yet, and waits until it is stored. Messages of one ordering key are in one queue, in the
     * order in which they are committed.
     *
     * @throws TransactionStateException when the transaction has ended
     */
    public SendReceipt send(Message message) {
        requireOpen("send in transaction " + id);
        Operation operation = new Operation(shipping.options().group());
        Message own = hub.interceptors().beforeSend(operation, message);
        Packed half = half(own);
        hub.checks().begun(half.id());
        try {
            SendReceipt receipt = Futures.await(
                            shipping.ship(Parcel.one(half), shipping.deadline()), "send in transaction " + id)
                    .get(0);
            halves.add(Half.of(receipt, endpoint(receipt)));
            hub.interceptors().afterSend(operation, own, new SendResult.Stored(receipt));
            return receipt;
        } catch (PortageException failed) {
            // It may be stored all the same; what nobody commits is rolled back when the broker asks.
            hub.checks().decided(half.id(), Decision.ROLLBACK);
            hub.interceptors().afterSend(operation, own, new SendResult.Failed(failed));
            throw failed;
        }
    }

    private Packed half(Message message) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put(MessageProperties.PREPARED, "true");
        more.put(MessageProperties.PRODUCER_GROUP, shipping.options().group());
        Packed packed = shipping.pack(message, more);
        return new Packed(
                packed.message(), packed.id(), packed.body(), packed.sysFlag() | SysFlag.PREPARED, packed.properties());
    }

    private Endpoint endpoint(SendReceipt receipt) {
        return Futures.await(shipping.targets().route(receipt.queue().topic()), "find topic")
                .endpoint(receipt.queue().broker())
                .orElseThrow();
    }

    /**
     * Makes the messages visible.
     *
     * @throws UnknownOutcomeException when a broker was not told in time; it asks, and is told then
     * @throws TransactionStateException when it was rolled back
     */
    public void commit() {
        Futures.await(end(Decision.COMMIT), "commit transaction " + id);
    }

    public CompletableFuture<Void> commitAsync() {
        return shipping.remote().threads().handOver(end(Decision.COMMIT));
    }

    /**
     * Drops the messages; fails as {@link #commit()} does.
     *
     * @throws TransactionStateException when it was committed
     */
    public void rollback() {
        Futures.await(end(Decision.ROLLBACK), "roll back transaction " + id);
    }

    public CompletableFuture<Void> rollbackAsync() {
        return shipping.remote().threads().handOver(end(Decision.ROLLBACK));
    }

    private CompletableFuture<Void> end(Decision decision) {
        if (decided == decision) {
            return CompletableFuture.completedFuture(null);
        }
        requireOpen(decision == Decision.COMMIT ? "commit transaction " + id : "roll back transaction " + id);
        decided = decision;
        hub.interceptors().onDecision(id, decision);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (Half half : halves) {
            hub.checks().decided(half.messageId(), decision);
            all.add(end(half, decision));
        }
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
    }

    private CompletableFuture<Void> end(Half half, Decision decision) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        shipping.remote()
                .ask(
                        half.endpoint(),
                        half.end(shipping.options().group(), decision, Half.Asked.BY_NOBODY),
                        shipping.deadline(),
                        (answer, failure) -> {
                            if (failure == null) {
                                result.complete(null);
                            } else {
                                result.completeExceptionally(unknown(half, decision, failure));
                            }
                        });
        return result;
    }

    private UnknownOutcomeException unknown(Half half, Decision decision, Throwable failure) {
        UnknownOutcomeException unknown = new UnknownOutcomeException(
                Incident.local(
                        "end transaction " + id,
                        "the broker was not told of the " + decision + "; it will ask: " + failure.getMessage()),
                half.messageId());
        unknown.initCause(failure);
        return unknown;
    }

    private void requireOpen(String operation) {
        if (decided != Decision.UNKNOWN) {
            throw new TransactionStateException(Incident.local(operation, "it has ended with " + decided + " before"));
        }
    }

    /** Rolls back what is not decided. */
    @Override
    public void close() {
        if (decided == Decision.UNKNOWN) {
            rollback();
        }
    }
}
