// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InterruptedRequestException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnknownOutcomeException;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.form.Packed;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.message.SendResult;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;

/**
 * Messages that become visible together when it is committed, or never, and messages that are acknowledged at the same moment, or
 * go back to their group. All of them are kept by one broker; of another one than those of this project there can be one message in
 * each, a second one is refused, and so is an acknowledgement. Not thread-safe.
 */
public final class Transaction implements AutoCloseable {

    private final String id = UUID.randomUUID().toString();
    private final Shipping shipping;
    private final ProducerHub hub;
    private final Consumed consumed;
    private Joint joint;
    /** The message by which the broker asks about it; null until it is stored. */
    private Half first;

    /** The message of which nobody knows whether it is part of it; null for none. */
    private String doubtful;

    private Decision decided = Decision.UNKNOWN;
    private CompletableFuture<Void> ending = CompletableFuture.completedFuture(null);

    /** @param broker where it has to be, or null */
    Transaction(Shipping shipping, ProducerHub hub, String broker) {
        this.shipping = shipping;
        this.hub = hub;
        this.joint = new Joint(broker);
        this.consumed = new Consumed(id, shipping, hub);
        hub.interceptors().onBegin(id);
    }

    public String id() {
        return id;
    }

    /**
     * Stores a message that nobody sees yet, and waits until it is stored. Messages of one ordering key are in one queue, in the
     * order in which they are sent here. When it fails the message is not part of the transaction, which goes on; but for an
     * unknown outcome, after which it can only be rolled back.
     *
     * @throws TransactionStateException when the transaction has ended, or the broker has given it up
     * @throws UnsupportedFeatureException when the broker cannot add a second message, or another broker has the queue
     */
    public SendReceipt send(Message message) {
        String what = "send in transaction " + id;
        requireOpen(what);
        requireKnown(what);
        joint.requireMore(what);
        Operation operation = new Operation(shipping.options().group());
        Message own = hub.interceptors().beforeSend(operation, message);
        Packed half = half(own);
        boolean begins = first == null;
        if (begins) {
            hub.checks().begun(half.id());
        }
        try {
            SendReceipt receipt = Futures.await(shipping.ship(Parcel.half(half, joint), shipping.deadline()), what)
                    .get(0);
            if (begins) {
                first = Half.of(receipt, endpoint(receipt));
            }
            hub.interceptors().afterSend(operation, own, new SendResult.Stored(receipt));
            return receipt;
        } catch (PortageException failed) {
            failed(half.id(), begins, failed);
            hub.interceptors().afterSend(operation, own, new SendResult.Failed(failed));
            throw failed;
        }
    }

    private void failed(String messageId, boolean begins, PortageException why) {
        if (begins) {
            // It may be stored all the same; what nobody commits is rolled back when the broker asks.
            hub.checks().decided(messageId, Decision.ROLLBACK);
            joint = joint.anew();
        } else if (why instanceof UnknownOutcomeException
                || why instanceof InterruptedRequestException
                || why instanceof ClosedException) {
            doubtful = messageId;
        }
    }

    /**
     * Acknowledges a message that a {@link org.portagemq.client.consume.SimpleConsumer} of this client has received, with the commit;
     * waits until its broker holds it. From then on nobody gets it, and it has no time that runs out. When the transaction is rolled
     * back, here or by a broker that was not told its end, the message is there for its group again at once, and that is no failed
     * attempt. To acknowledge it here again changes nothing. When it fails the message is as it was and the transaction goes on; but
     * for an unknown outcome, after which it can only be rolled back.
     *
     * @throws org.portagemq.client.error.StaleReceiptException when the message is not out to who received it any more
     * @throws TransactionStateException when the transaction has no message yet, has ended, or was given up by its broker; when
     *     another transaction has the message
     * @throws UnsupportedFeatureException when the broker does not acknowledge in transactions, when another broker has the message,
     *     or when it is one of a push consumer or of a log reader
     */
    public void ack(ReceivedMessage message) {
        Futures.await(acking(message), acknowledging(message));
    }

    /** The same without waiting. The future has to be completed before the commit. */
    public CompletableFuture<Void> ackAsync(ReceivedMessage message) {
        return shipping.remote().threads().handOver(Futures.attempt(() -> acking(message)));
    }

    private CompletableFuture<Void> acking(ReceivedMessage message) {
        String what = acknowledging(message);
        requireOpen(what);
        requireKnown(what);
        if (message.delivery().group().isEmpty()) {
            throw new UnsupportedFeatureException(Incident.local(
                    what,
                    "only what a simple consumer has received is acknowledged in a transaction: a push consumer settles by what"
                            + " its listener returns, and a log reader commits offsets"));
        }
        joint.requireAck(what, message);
        return consumed.ack(message, first);
    }

    private String acknowledging(ReceivedMessage message) {
        return "acknowledge message " + message.messageId() + " in transaction " + id;
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
     * Makes the messages visible, all at once. To call it again changes nothing.
     *
     * @throws UnknownOutcomeException when a broker was not told in time; it asks, and is told then
     * @throws TransactionStateException when it was rolled back, or it is not known what is part of it
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
            return ending;
        }
        String what = decision == Decision.COMMIT ? "commit transaction " + id : "roll back transaction " + id;
        requireOpen(what);
        if (decision == Decision.COMMIT) {
            requireKnown(what);
            consumed.requireNoneUnderway(what);
        }
        decided = decision;
        consumed.decided();
        hub.interceptors().onDecision(id, decision);
        if (first != null) {
            hub.checks().decided(first.messageId(), decision);
            ending = end(first, decision);
            if (decision == Decision.COMMIT) {
                ending.thenRun(consumed::settled);
            }
        }
        return ending;
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

    private void requireKnown(String operation) {
        consumed.requireKnown(operation);
        if (doubtful != null) {
            throw new TransactionStateException(
                    Incident.local(operation, "message " + doubtful + " may be part of it or not: roll it back"));
        }
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
