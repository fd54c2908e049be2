// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.HeldReceipts;
import org.portagemq.client.remote.Membership;
import org.portagemq.client.remote.Remote;

/**
 * Asks for messages of a group, and settles each. Any number of consumers share the messages of a group; one that is not settled in
 * its time comes again, to any of them. Thread-safe. Calls without {@code Async} wait for their result.
 *
 * <p>Once settled, or when its time is over, a message is settled by nobody: {@link
 * org.portagemq.client.error.StaleReceiptException}. One that is acknowledged in a transaction of this client is settled by its end
 * only: {@link org.portagemq.client.error.TransactionStateException}.
 */
public final class SimpleConsumer implements AutoCloseable {

    private final Remote remote;
    private final ConsumerOptions options;
    private final Interceptors interceptors;
    private final HeldReceipts held;
    private final Popping popping;
    private final Settling settling;
    private final Sources sources;
    private final Membership membership;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean closed;

    SimpleConsumer(ConsumerHub hub, ConsumerOptions options) {
        this.remote = hub.remote();
        this.options = options;
        this.interceptors = hub.interceptors();
        this.held = hub.held();
        this.popping = new Popping(remote, options.group(), options.start(), options.group());
        this.settling = new Settling(remote, options.group());
        this.sources = new Sources(remote, options.subscriptions());
        this.membership = remote.members().join(options.role());
        remote.children().opened(this);
    }

    /** Waits for messages; none when none came in time. */
    public List<ReceivedMessage> receive(ReceiveOptions wanted) {
        return Futures.await(receiving(wanted), operation("receive"));
    }

    public CompletableFuture<List<ReceivedMessage>> receiveAsync(ReceiveOptions wanted) {
        return remote.threads().handOver(receiving(wanted));
    }

    /** Waits for one message, to be settled within a minute. */
    public Optional<ReceivedMessage> receiveOne(Duration wait) {
        return receive(ReceiveOptions.max(1).waiting(wait)).stream().findFirst();
    }

    CompletableFuture<List<ReceivedMessage>> receiving(ReceiveOptions wanted) {
        if (closed) {
            throw new ClosedException(Incident.local(operation("receive"), "the consumer is closed"));
        }
        return sources.find()
                .thenCompose(found -> new Receiving(popping, found, wanted, turn).start())
                .thenApply(this::unlessClosed);
    }

    /** What came too late is not kept from others. */
    private List<ReceivedMessage> unlessClosed(List<ReceivedMessage> messages) {
        if (!closed) {
            return messages;
        }
        messages.forEach(message -> settling.giveBack(message, Duration.ZERO, Settling.Attempt.UNCOUNTED));
        return List.of();
    }

    private String operation(String verb) {
        return verb + " for group '" + options.group() + "'";
    }

    // What becomes of messages.

    /** Done: the message does not come again. */
    public void ack(ReceivedMessage message) {
        Futures.await(acking(message), operation("acknowledge"));
    }

    public CompletableFuture<Void> ackAsync(ReceivedMessage message) {
        return remote.threads().handOver(acking(message));
    }

    private CompletableFuture<Void> acking(ReceivedMessage message) {
        return settled(unlessHeld(message, "acknowledge", () -> settling.ack(message)), message, ConsumeResult.ack());
    }

    /** Acknowledges each of them, whatever becomes of the others. */
    public AckReport ackAll(Collection<ReceivedMessage> messages) {
        Map<ReceivedMessage, CompletableFuture<Void>> all = new LinkedHashMap<>();
        messages.forEach(message -> all.put(message, acking(message)));
        List<ReceivedMessage> acknowledged = new ArrayList<>();
        Map<ReceivedMessage, PortageException> failures = new LinkedHashMap<>();
        all.forEach((message, acked) -> {
            try {
                Futures.await(acked, operation("acknowledge"));
                acknowledged.add(message);
            } catch (PortageException failed) {
                failures.put(message, failed);
            }
        });
        return new AckReport(acknowledged, failures);
    }

    /** Not done: the message comes again after a time, as one attempt more. */
    public void nack(ReceivedMessage message, Duration delay) {
        Futures.await(nacking(message, delay), operation("give back"));
    }

    public CompletableFuture<Void> nackAsync(ReceivedMessage message, Duration delay) {
        return remote.threads().handOver(nacking(message, delay));
    }

    private CompletableFuture<Void> nacking(ReceivedMessage message, Duration delay) {
        CompletableFuture<Void> given =
                unlessHeld(message, "give back", () -> settling.giveBack(message, delay, Settling.Attempt.COUNTED));
        return settled(given, message, ConsumeResult.retryAfter(delay));
    }

    /**
     * More time, from now on.
     *
     * @return the message as it has to be settled from now on; the one that was given cannot be settled any more
     */
    public ReceivedMessage extend(ReceivedMessage message, Duration invisible) {
        return Futures.await(extending(message, invisible), operation("extend"));
    }

    public CompletableFuture<ReceivedMessage> extendAsync(ReceivedMessage message, Duration invisible) {
        return remote.threads().handOver(extending(message, invisible));
    }

    private CompletableFuture<ReceivedMessage> extending(ReceivedMessage message, Duration invisible) {
        return unlessHeld(message, "extend", () -> settling.extend(message, invisible));
    }

    /** Never to be done: the message goes to the dead letters of the group, topic {@code %DLQ%GROUP}. */
    public void deadLetter(ReceivedMessage message, String reason) {
        Futures.await(killing(message, reason), operation("give up"));
    }

    public CompletableFuture<Void> deadLetterAsync(ReceivedMessage message, String reason) {
        return remote.threads().handOver(killing(message, reason));
    }

    private CompletableFuture<Void> killing(ReceivedMessage message, String reason) {
        return settled(
                unlessHeld(message, "give up", () -> settling.deadLetter(message, reason)),
                message,
                ConsumeResult.deadLetter(reason));
    }

    /** Fails when the message is acknowledged in a transaction. */
    private <T> CompletableFuture<T> unlessHeld(
            ReceivedMessage message, String verb, Supplier<CompletableFuture<T>> settlement) {
        return Futures.attempt(() -> {
            held.requireFree(message, verb);
            return settlement.get();
        });
    }

    private CompletableFuture<Void> settled(
            CompletableFuture<Void> settlement, ReceivedMessage message, ConsumeResult result) {
        return settlement.thenRun(() -> interceptors.onSettled(new Operation(options.group()), message, result));
    }

    // Reactive.

    /**
     * Messages as they are demanded. Each subscriber gets others; each message is to be settled as if it was received. What was
     * taken and is not demanded when a subscription is cancelled goes back.
     */
    public Flow.Publisher<ReceivedMessage> publisher(ReceiveOptions each) {
        return subscriber -> new Demand(this, remote.threads(), each, subscriber).begin();
    }

    /** For a publisher: what nobody wants any more. */
    void returnUnwanted(ReceivedMessage message) {
        settling.giveBack(message, Duration.ZERO, Settling.Attempt.UNCOUNTED);
    }

    boolean isClosed() {
        return closed;
    }

    /** What was received and is not settled comes again when its time is over. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        remote.children().closed(this);
        if (!remote.isClosed()) {
            Futures.await(membership.leave(), operation("leave"));
        }
    }
}
