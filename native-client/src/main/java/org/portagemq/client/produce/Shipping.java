// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.PayloadTooLargeException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.form.MessageIds;
import org.portagemq.client.form.Packed;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Remote;

/** Sends parcels within the client's budget of bytes, and knows which are on their way. Thread-safe. */
final class Shipping {

    private final Remote remote;
    private final SendTargets targets;
    private final ProducerOptions options;
    private final MessageIds ids;
    private final KeyLanes lanes = new KeyLanes();
    private final Map<Long, CompletableFuture<?>> underway = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;

    Shipping(Remote remote, SendTargets targets, ProducerOptions options, MessageIds ids) {
        this.remote = remote;
        this.targets = targets;
        this.options = options;
        this.ids = ids;
    }

    Remote remote() {
        return remote;
    }

    SendTargets targets() {
        return targets;
    }

    ProducerOptions options() {
        return options;
    }

    /** @param more properties of the client's own */
    Packed pack(Message message, Map<String, String> more) {
        Packed packed = Packed.of(message, ids.next(), more);
        if (packed.body().length > options.messageBytes()) {
            throw new PayloadTooLargeException(
                    Incident.local(
                            "send to topic '" + message.topic() + "'",
                            "the body has " + packed.body().length + " bytes, and may have " + options.messageBytes()
                                    + " (maxMessageBytes)"),
                    packed.body().length,
                    options.messageBytes());
        }
        return packed;
    }

    Deadline deadline() {
        return Deadline.in(options.sendTimeout());
    }

    /** Waits while the budget is used up. The future is completed on an event loop. */
    CompletableFuture<List<SendReceipt>> ship(Parcel parcel, Deadline deadline) {
        requireOpen(parcel::operation);
        long size = parcel.size();
        remote.budget().take(size, options.overflow(), parcel::operation);
        CompletableFuture<List<SendReceipt>> sent;
        try {
            String key = parcel.message().orderingKey().orElse(null);
            sent = key == null
                    ? start(parcel, deadline)
                    : lanes.run(parcel.topic() + '\u0000' + key, () -> start(parcel, deadline));
        } catch (RuntimeException unstarted) {
            remote.budget().release(size);
            throw unstarted;
        }
        Long number = numbers.getAndIncrement();
        underway.put(number, sent);
        sent.whenComplete((receipts, failure) -> {
            underway.remove(number);
            remote.budget().release(size);
        });
        return sent;
    }

    private CompletableFuture<List<SendReceipt>> start(Parcel parcel, Deadline deadline) {
        return new Sending(remote, targets, parcel, deadline).start();
    }

    /** @param operation for people, asked for when it is closed */
    void requireOpen(Supplier<String> operation) {
        if (closed) {
            throw new ClosedException(Incident.local(operation.get(), "the producer is closed"));
        }
    }

    /** Completed when all that was shipped before is done with, well or not. */
    CompletableFuture<Void> settled() {
        CompletableFuture<?>[] all = underway.values().stream()
                .map(one -> one.exceptionally(failed -> null))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all);
    }

    /** Nothing more is shipped. */
    void close() {
        closed = true;
    }

    /** What is still on its way fails. */
    void abandon() {
        PortageException why =
                new ClosedException(Incident.local("send", "the producer was closed before the broker has answered"));
        underway.values().forEach(one -> one.completeExceptionally(why));
    }
}
