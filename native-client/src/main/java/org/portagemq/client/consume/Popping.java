// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.form.Receipt;
import org.portagemq.client.form.Unpacking;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.TopicRoute;

/** Takes messages of a group from one broker, for a time within which they have to be settled. */
final class Popping {

    static final int MOST_MESSAGES = 32;
    private static final int ANY_QUEUE = -1;
    private static final Set<Integer> ANSWERS = Set.of(
            ResponseCode.SUCCESS, ResponseCode.PULL_NOT_FOUND, ResponseCode.POLLING_FULL, ResponseCode.POLLING_TIMEOUT);

    private final Remote remote;
    private final String group;
    private final GroupStart start;
    private final String settledBy;

    /** Where messages are taken from. */
    record Source(String topic, Filter filter, TopicRoute.Share share) {}

    /** @param settledBy the group where the application settles each, else empty */
    Popping(Remote remote, String group, GroupStart start, String settledBy) {
        this.remote = remote;
        this.group = group;
        this.start = start;
        this.settledBy = settledBy;
    }

    /** None when none came in time. */
    CompletableFuture<List<ReceivedMessage>> pop(Source source, ReceiveOptions options) {
        Request request = Request.of(RequestCode.POP_MESSAGE, "receive from topic", source.topic())
                .fields(
                        "consumerGroup", group,
                        "topic", source.topic(),
                        "queueId", ANY_QUEUE,
                        "maxMsgNums", Math.min(MOST_MESSAGES, options.max()),
                        "invisibleTime", options.invisible().toMillis(),
                        "pollTime", options.waiting().toMillis(),
                        "bornTime", System.currentTimeMillis(),
                        "initMode", start == GroupStart.FIRST ? 0 : 1,
                        "expType", source.filter().type(),
                        "exp", source.filter().expression(),
                        "order", false,
                        "bname", source.share().broker())
                .accepting(ANSWERS);
        Duration patience = options.waiting().plus(remote.requestTimeout());
        return remote.ask(source.share().endpoint(), request, Deadline.in(patience))
                .thenApply(answer -> answer.code() == ResponseCode.SUCCESS ? messages(source, answer) : List.of());
    }

    private List<ReceivedMessage> messages(Source source, Command answer) {
        Map<String, Long> starts = starts(answer.fields().getOrDefault("startOffsetInfo", ""));
        List<ReceivedMessage> messages = new ArrayList<>();
        for (ReceivedMessage message : Unpacking.all(source.share().broker(), answer.body())) {
            String given = message.system().get(MessageProperties.POP_HANDLE);
            String receipt = given == null ? receipt(starts, message, answer).text() : given;
            messages.add(ofTopic(source.topic(), message)
                    .with(new ReceivedMessage.Delivery(message.attempt(), receipt, settledBy)));
        }
        return messages;
    }

    /** Also when it is kept in another topic between two attempts. */
    private static ReceivedMessage ofTopic(String topic, ReceivedMessage message) {
        if (message.topic().equals(topic)) {
            return message;
        }
        Message content = message.content().toBuilder(topic).build();
        return new ReceivedMessage(
                message.messageId(),
                content,
                message.place(),
                message.delivery(),
                message.encoding(),
                message.system());
    }

    /** Where the broker began to count, by kind of topic and queue. */
    private static Map<String, Long> starts(String text) {
        Map<String, Long> starts = new HashMap<>();
        for (String item : text.split(";", -1)) {
            String[] parts = item.split(" ", -1);
            if (parts.length == 3) {
                starts.put(parts[0] + "@" + parts[1], Long.parseLong(parts[2]));
            }
        }
        return starts;
    }

    private static Receipt receipt(Map<String, Long> starts, ReceivedMessage message, Command answer) {
        String retry = Receipt.retryOf(message.queue().topic());
        int queue = message.queue().id();
        return new Receipt(
                starts.getOrDefault(retry + "@" + queue, message.offset()),
                Long.parseLong(answer.field("popTime")),
                Long.parseLong(answer.field("invisibleTime")),
                Integer.parseInt(answer.field("reviveQid")),
                retry,
                message.queue().broker(),
                queue,
                message.offset());
    }
}
