// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InvalidMessageException;
import org.portagemq.client.error.Phase;
import org.portagemq.client.error.RequestTimeoutException;
import org.portagemq.client.form.Packed;
import org.portagemq.client.form.Unpacking;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Membership;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.ServerCall;

/** Requests that wait for a reply of another client, and replies to such. Replies come to the client, not to a queue. */
final class Replies {

    private static final String REPLY_TOPIC = "_REPLY_TOPIC";
    private static final String TYPE_REPLY = "reply";

    private final Remote remote;
    private final Map<String, CompletableFuture<ReceivedMessage>> waiting = new ConcurrentHashMap<>();
    private final Set<Membership> announced = ConcurrentHashMap.newKeySet();

    Replies(Remote remote) {
        this.remote = remote;
        remote.serve(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, this::replied);
    }

    CompletableFuture<ReceivedMessage> ask(
            Shipping shipping, Membership membership, Message message, Duration patience) {
        String correlation =
                message.correlationId().orElseGet(() -> UUID.randomUUID().toString());
        Map<String, String> more = new LinkedHashMap<>();
        if (message.correlationId().isEmpty()) {
            more.put(MessageProperties.CORRELATION_ID, correlation);
        }
        more.put(MessageProperties.REPLY_TO_CLIENT, remote.clientId());
        more.put(MessageProperties.TTL, String.valueOf(patience.toMillis()));
        CompletableFuture<ReceivedMessage> reply = new CompletableFuture<>();
        waiting.put(correlation, reply);
        Parcel parcel = Parcel.one(shipping.pack(message, more));
        // The broker has to know the client before the reply comes, wherever the request goes.
        shipping.targets()
                .route(message.topic())
                .thenCompose(route -> announce(membership))
                .thenCompose(nothing -> shipping.ship(parcel, Deadline.in(patience)))
                .whenComplete((sent, failure) -> {
                    if (failure != null) {
                        reply.completeExceptionally(Futures.plain(failure));
                    }
                });
        Incident late =
                Incident.local("request to topic '" + message.topic() + "'", "nobody has replied within " + patience);
        CompletableFuture<ReceivedMessage> result = new CompletableFuture<>();
        reply.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).whenComplete((got, failure) -> {
            waiting.remove(correlation);
            boolean over = Futures.plain(failure) instanceof TimeoutException;
            Futures.settle(result, got, over ? new RequestTimeoutException(late, Phase.SENT) : failure);
        });
        return result;
    }

    /** Once; brokers that are connected to later hear of it then. */
    private CompletableFuture<Void> announce(Membership membership) {
        return announced.add(membership) ? membership.announce() : CompletableFuture.completedFuture(null);
    }

    private void replied(Endpoint from, Command request, Consumer<Command> answer) {
        ReceivedMessage reply =
                Unpacking.reply(request.fields().getOrDefault("topic", ""), request.fields(), request.body());
        CompletableFuture<ReceivedMessage> asked =
                waiting.remove(reply.content().correlationId().orElse(""));
        // Whoever has asked may close the client at once.
        answer.accept(ServerCall.done(request));
        if (asked != null) {
            asked.complete(reply);
        }
    }

    /** @throws InvalidMessageException when nobody waits for a reply to the message */
    Packed reply(Shipping shipping, ReceivedMessage request, byte[] body) {
        String asker = request.system().get(MessageProperties.REPLY_TO_CLIENT);
        String cluster = request.system().get(MessageProperties.CLUSTER);
        if (asker == null || cluster == null) {
            throw new InvalidMessageException(Incident.local(
                    "reply to message " + request.messageId(), "it is no request: nobody waits for a reply"));
        }
        Map<String, String> more = new LinkedHashMap<>();
        more.put(MessageProperties.TYPE, TYPE_REPLY);
        more.put(MessageProperties.REPLY_TO_CLIENT, asker);
        more.put(MessageProperties.TTL, request.system().getOrDefault(MessageProperties.TTL, "0"));
        Message reply = Message.to(cluster + REPLY_TOPIC)
                .body(body)
                .correlationId(request.content().correlationId().orElse(null))
                .build();
        return shipping.pack(reply, more);
    }
}
