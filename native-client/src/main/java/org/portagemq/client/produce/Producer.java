// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.error.ConflictException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InvalidMessageException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.form.Packed;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.message.SendResult;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Membership;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.Role;
import org.portagemq.client.remote.TopicRoute;

/**
 * Sends messages. A send ends well when the message is stored. It is tried again within its time when that can do no harm; when it
 * may have been stored all the same, it fails with {@link org.portagemq.client.error.UnknownOutcomeException}, unless the producer
 * was told to send again. Thread-safe. Calls without {@code Async} wait for their result; all of them wait, for a bounded time, while
 * the client holds as many bytes as it may.
 */
public final class Producer implements AutoCloseable {

    private final Shipping shipping;
    private final ProducerHub hub;
    private final Membership membership;

    Producer(Shipping shipping, ProducerHub hub) {
        this.shipping = shipping;
        this.hub = hub;
        remote().children().opened(this);
        this.membership =
                remote().members().join(new Role.Sender(shipping.options().group()));
    }

    private Remote remote() {
        return shipping.remote();
    }

    /** Sends a message, and waits until it is stored. */
    public SendReceipt send(Message message) {
        Outgoing outgoing = outgoing(message);
        try {
            SendReceipt receipt =
                    Futures.await(outgoing.sent, outgoing.parcel.operation()).get(0);
            outgoing.after(new SendResult.Stored(receipt));
            return receipt;
        } catch (PortageException failed) {
            outgoing.after(new SendResult.Failed(failed));
            throw failed;
        }
    }

    /**
     * Sends a message. Messages of one ordering key are stored in the order of the calls.
     *
     * @return completed on a thread for callbacks
     */
    public CompletableFuture<SendReceipt> sendAsync(Message message) {
        Outgoing outgoing = outgoing(message);
        CompletableFuture<SendReceipt> result = new CompletableFuture<>();
        outgoing.sent.whenComplete(
                (receipts, failure) -> remote().threads().finish(() -> outgoing.finish(receipts, failure, result)));
        return result;
    }

    /** A message on its way, with what its interceptors remember. */
    private final class Outgoing {
        private final Operation operation = new Operation(shipping.options().group());
        private final Message message;
        private final Parcel parcel;
        private final CompletableFuture<List<SendReceipt>> sent;

        Outgoing(Message original) {
            message = hub.interceptors().beforeSend(operation, original);
            try {
                parcel = Parcel.one(shipping.pack(message, Map.of()));
                sent = shipping.ship(parcel, shipping.deadline());
            } catch (PortageException refused) {
                after(new SendResult.Failed(refused));
                throw refused;
            }
        }

        void finish(List<SendReceipt> receipts, Throwable failure, CompletableFuture<SendReceipt> result) {
            if (failure == null) {
                after(new SendResult.Stored(receipts.get(0)));
                result.complete(receipts.get(0));
                return;
            }
            PortageException own = Futures.own(failure);
            if (own != null) {
                after(new SendResult.Failed(own));
            }
            result.completeExceptionally(Futures.plain(failure));
        }

        void after(SendResult result) {
            hub.interceptors().afterSend(operation, message, result);
        }
    }

    private Outgoing outgoing(Message message) {
        return new Outgoing(message);
    }

    /** Sends a message, and never knows what became of it. Fails only when it cannot be handed to a connection in time. */
    public void sendOneWay(Message message) {
        Operation operation = new Operation(shipping.options().group());
        Message own = hub.interceptors().beforeSend(operation, message);
        Parcel parcel = Parcel.one(shipping.pack(own, Map.of()));
        shipping.requireOpen(parcel.operation());
        long size = parcel.size();
        remote().budget().take(size, shipping.options().overflow(), parcel.operation());
        Deadline deadline = shipping.deadline();
        CompletableFuture<Void> handed = shipping.targets()
                .route(own.topic())
                .thenCompose(route -> tell(route, parcel, deadline))
                .whenComplete((nothing, failure) -> remote().budget().release(size));
        Futures.await(handed, parcel.operation());
    }

    private CompletableFuture<Void> tell(TopicRoute route, Parcel parcel, Deadline deadline) {
        QueueRef queue = shipping.targets().queue(route, parcel, null);
        return remote().tell(
                        route.endpoint(queue.broker()).orElseThrow(),
                        parcel.request(shipping.options().group(), queue),
                        deadline);
    }

    // Several together.

    /**
     * Sends messages of one or more topics in few requests. Messages of one ordering key keep their order. Not all or nothing: the
     * receipt says of each what became of it.
     */
    public BatchReceipt sendBatch(List<Message> messages) {
        return Futures.await(new Batching(shipping, hub.interceptors()).send(messages), "send a batch");
    }

    /** The same without waiting. */
    public CompletableFuture<BatchReceipt> sendBatchAsync(List<Message> messages) {
        return remote().threads().handOver(new Batching(shipping, hub.interceptors()).send(messages));
    }

    // Delayed messages.

    /**
     * Takes a message back that waits for its time.
     *
     * @return whether it was in time
     * @throws InvalidMessageException when the receipt is not of a delayed message
     */
    public RecallResult recall(SendReceipt receipt) {
        return Futures.await(recalling(receipt), "recall message " + receipt.messageId());
    }

    /** The same without waiting. */
    public CompletableFuture<RecallResult> recallAsync(SendReceipt receipt) {
        return remote().threads().handOver(recalling(receipt));
    }

    private CompletableFuture<RecallResult> recalling(SendReceipt receipt) {
        String topic = receipt.queue().topic();
        String handle = receipt.recallHandle()
                .orElseThrow(() -> new InvalidMessageException(Incident.local(
                        "recall message " + receipt.messageId(), "it was not sent to be delivered later")));
        Request request = Request.of(RequestCode.RECALL_MESSAGE, "recall from topic", topic)
                .fields(
                        "producerGroup",
                        shipping.options().group(),
                        "topic",
                        topic,
                        "recallHandle",
                        handle,
                        "bname",
                        receipt.queue().broker());
        CompletableFuture<RecallResult> result = new CompletableFuture<>();
        remote().routes()
                .find(topic)
                .thenCompose(route -> remote().ask(
                                route.endpoint(receipt.queue().broker()).orElseThrow(),
                                request,
                                remote().usualDeadline()))
                .whenComplete((answer, failure) -> {
                    boolean tooLate = Futures.own(failure) instanceof ConflictException late
                            && late.incident().code() == ResponseCode.ILLEGAL_OPERATION;
                    if (failure == null || tooLate) {
                        result.complete(tooLate ? RecallResult.TOO_LATE : RecallResult.RECALLED);
                    } else {
                        result.completeExceptionally(Futures.plain(failure));
                    }
                });
        return result;
    }

    // Questions and answers.

    /** Sends a message to which somebody replies, and waits for that. */
    public ReceivedMessage request(Message message, Duration patience) {
        return Futures.await(hub.replies().ask(shipping, membership, message, patience), "request");
    }

    /** The same without waiting. */
    public CompletableFuture<ReceivedMessage> requestAsync(Message message, Duration patience) {
        return remote().threads().handOver(hub.replies().ask(shipping, membership, message, patience));
    }

    /** Replies to a message that was sent as a request. */
    public void reply(ReceivedMessage request, byte[] body) {
        Packed packed = hub.replies().reply(shipping, request, body);
        Parcel parcel = new Parcel(Parcel.Kind.REPLY, List.of(packed));
        Futures.await(shipping.ship(parcel, shipping.deadline()), "reply to message " + request.messageId());
    }

    // The end.

    /** Waits until all that was sent before is stored, or has failed. */
    public void flush() {
        Futures.await(shipping.settled(), "flush");
    }

    public CompletableFuture<Void> flushAsync() {
        return remote().threads().handOver(shipping.settled());
    }

    /** Waits for what is on its way, for the time of a send at most; what is left fails. */
    @Override
    public void close() {
        shipping.close();
        try {
            Futures.await(
                    shipping.settled()
                            .completeOnTimeout(
                                    null, shipping.options().sendTimeout().toMillis(), TimeUnit.MILLISECONDS),
                    "close the producer");
        } finally {
            shipping.abandon();
            if (!remote().isClosed()) {
                membership.leave();
            }
            remote().children().closed(this);
        }
    }
}
