// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.StaleReceiptException;
import org.portagemq.client.form.Packed;
import org.portagemq.client.form.Receipt;
import org.portagemq.client.form.SendRequests;
import org.portagemq.client.form.SettleRequests;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.TopicRoute;

/** Tells brokers what became of messages that they have handed out to a group. */
final class Settling {

    /** Why a message is with the dead letters, as a property of it. */
    static final String REASON = "DEAD_LETTER_REASON";

    private static final String DEAD = "%DLQ%";
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Remote remote;
    private final String group;
    private final Acks acks;

    /** Whether an attempt that is given up counts. */
    enum Attempt {
        COUNTED,
        UNCOUNTED
    }

    Settling(Remote remote, String group) {
        this.remote = remote;
        this.group = group;
        this.acks = new Acks(remote, group);
    }

    CompletableFuture<Void> ack(ReceivedMessage message) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        ack(message, failure -> Futures.settle(result, null, failure));
        return result;
    }

    /** The same without a future: told the failure, or null, on an event loop. */
    void ack(ReceivedMessage message, Consumer<Throwable> then) {
        Receipt receipt;
        try {
            receipt = SettleRequests.receipt(message);
        } catch (StaleReceiptException none) {
            then.accept(none);
            return;
        }
        String broker = message.queue().broker();
        Acks.Ack ack = new Acks.Ack(message.messageId(), receipt, then);
        remote.routes().find(message.topic()).whenComplete((route, failure) -> {
            Endpoint endpoint = failure == null ? route.endpoint(broker).orElse(null) : null;
            if (endpoint != null) {
                acks.add(endpoint, message.topic(), ack);
            } else {
                then.accept(failure == null ? gone(broker) : Futures.plain(failure));
            }
        });
    }

    /** It comes again after a time. */
    CompletableFuture<Void> giveBack(ReceivedMessage message, Duration delay, Attempt attempt) {
        Duration time = delay.compareTo(AT_ONCE) < 0 ? AT_ONCE : delay;
        return Futures.attempt(() -> change(message, time, attempt)).thenApply(renewed -> null);
    }

    /** The message with the receipt that is in force from now on. */
    CompletableFuture<ReceivedMessage> extend(ReceivedMessage message, Duration time) {
        return Futures.attempt(() -> change(message, time, Attempt.COUNTED));
    }

    private CompletableFuture<ReceivedMessage> change(ReceivedMessage message, Duration time, Attempt attempt) {
        Receipt receipt = SettleRequests.receipt(message);
        Object[] common = fields(message, receipt);
        Object[] all = Arrays.copyOf(common, common.length + 4);
        all[common.length] = "invisibleTime";
        all[common.length + 1] = time.toMillis();
        all[common.length + 2] = "suspend";
        all[common.length + 3] = attempt == Attempt.UNCOUNTED;
        Request request = Request.of(
                        RequestCode.CHANGE_MESSAGE_INVISIBLETIME, "change the time of message", message.messageId())
                .fields(all);
        return ask(message, request).thenApply(answer -> renewed(message, receipt, answer));
    }

    private static ReceivedMessage renewed(ReceivedMessage message, Receipt receipt, Command answer) {
        Receipt renewed = receipt.renewed(
                Long.parseLong(answer.field("popTime")),
                Long.parseLong(answer.field("invisibleTime")),
                Integer.parseInt(answer.field("reviveQid")));
        return message.with(new ReceivedMessage.Delivery(
                message.attempt(), renewed.text(), message.delivery().group()));
    }

    private Object[] fields(ReceivedMessage message, Receipt receipt) {
        return new Object[] {
            "consumerGroup", group,
            "topic", receipt.topic(message.topic(), group),
            "queueId", receipt.queue(),
            "extraInfo", receipt.text(),
            "offset", receipt.offset(),
            "bname", receipt.broker()
        };
    }

    private CompletableFuture<Command> ask(ReceivedMessage message, Request request) {
        return remote.routes()
                .find(message.topic())
                .thenCompose(route ->
                        remote.ask(endpoint(route, message.queue().broker()), request, remote.usualDeadline()));
    }

    private static Endpoint endpoint(TopicRoute route, String broker) {
        return route.endpoint(broker).orElseThrow(() -> gone(broker));
    }

    private static StaleReceiptException gone(String broker) {
        return new StaleReceiptException(
                Incident.local("settle a message", "broker '" + broker + "' has nothing of the topic any more"));
    }

    /** A copy goes to the dead letters of the group; when it is there, the message is acknowledged. */
    CompletableFuture<Void> deadLetter(ReceivedMessage message, String reason) {
        return copy(message, reason).thenCompose(stored -> ack(message));
    }

    /** A copy goes to the dead letters of the group. */
    CompletableFuture<Void> copy(ReceivedMessage message, String reason) {
        Message.Builder builder = message.content().toBuilder(DEAD + group);
        if (!reason.isBlank()) {
            builder.property(REASON, reason.replace('\u0001', ' ').replace('\u0002', ' '));
        }
        Map<String, String> more = new LinkedHashMap<>();
        more.put(MessageProperties.RETRY_TOPIC, message.topic());
        more.put(MessageProperties.DLQ_ORIGIN_TOPIC, message.topic());
        more.put(MessageProperties.DLQ_ORIGIN_MESSAGE_ID, message.messageId());
        Packed packed = Packed.of(builder.build(), message.messageId(), more);
        QueueRef queue = new QueueRef(DEAD + group, message.queue().broker(), 0);
        return remote.routes()
                .find(message.topic())
                .thenCompose(route -> remote.ask(
                        endpoint(route, queue.broker()),
                        SendRequests.one(group, queue, packed),
                        remote.usualDeadline()))
                .thenApply(answer -> null);
    }
}
