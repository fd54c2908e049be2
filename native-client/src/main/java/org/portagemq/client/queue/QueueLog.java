// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.form.Unpacking;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.TopicRoute;

/** What brokers tell about single queues. Thread-safe. */
public final class QueueLog {

    /** Who reads without a group is this one, which every broker knows. */
    private static final String NO_GROUP = "TOOLS_CONSUMER";

    private static final int WAITS_AND_FILTERS = 2 | 4;
    private static final int MOST_BYTES = 1 << 20;
    /** By so much brokers may be late to end a wait. */
    private static final Duration GRACE = Duration.ofSeconds(6);

    private final Remote remote;
    private final Optional<String> group;

    public QueueLog(Remote remote, Optional<String> group) {
        this.remote = remote;
        this.group = group;
    }

    /** A group, or what stands for none. */
    private String name() {
        return group.orElse(NO_GROUP);
    }

    /** All queues of a topic that can be read. */
    public CompletableFuture<List<QueueRef>> queues(String topic) {
        return remote.routes().find(topic).thenApply(TopicRoute::readable);
    }

    /** Reads from an offset on. Without a message it waits so long, at most. */
    public CompletableFuture<Page> pull(QueueRef queue, long offset, int max, Pull how) {
        Request request = request(RequestCode.PULL_MESSAGE, "read queue", queue)
                .fields(
                        "consumerGroup", name(),
                        "topic", queue.topic(),
                        "queueId", queue.id(),
                        "queueOffset", offset,
                        "maxMsgNums", max,
                        "sysFlag", WAITS_AND_FILTERS,
                        "commitOffset", 0,
                        "suspendTimeoutMillis", how.waiting().toMillis(),
                        "subVersion", 0,
                        "subscription", how.filter().expression(),
                        "expressionType", how.filter().type(),
                        "maxMsgBytes", MOST_BYTES,
                        "bname", queue.broker())
                .accepting(
                        ResponseCode.PULL_NOT_FOUND,
                        ResponseCode.PULL_RETRY_IMMEDIATELY,
                        ResponseCode.PULL_OFFSET_MOVED);
        Deadline deadline = Deadline.in(how.waiting().plus(GRACE).plus(remote.requestTimeout()));
        return ask(queue, request, deadline).thenApply(answer -> page(queue, answer));
    }

    /** What a pull wants. */
    public record Pull(Filter filter, Duration waiting) {}

    private static Page page(QueueRef queue, Command answer) {
        Page.Kind kind =
                switch (answer.code()) {
                    case ResponseCode.SUCCESS -> Page.Kind.FOUND;
                    case ResponseCode.PULL_OFFSET_MOVED -> Page.Kind.MOVED;
                    default -> Page.Kind.EMPTY;
                };
        return new Page(
                kind,
                kind == Page.Kind.FOUND ? Unpacking.all(queue.broker(), answer.body()) : List.of(),
                number(answer, "nextBeginOffset"),
                number(answer, "minOffset"),
                number(answer, "maxOffset"));
    }

    private static long number(Command answer, String field) {
        return Long.parseLong(answer.field(field));
    }

    /** The first offset that is there. */
    public CompletableFuture<Long> first(QueueRef queue) {
        return offset(queue, request(RequestCode.GET_MIN_OFFSET, "find the begin of queue", queue));
    }

    /** The offset of the next message to come. */
    public CompletableFuture<Long> end(QueueRef queue) {
        return offset(queue, request(RequestCode.GET_MAX_OFFSET, "find the end of queue", queue));
    }

    private CompletableFuture<Long> offset(QueueRef queue, Request request) {
        Request whole = request.fields("topic", queue.topic(), "queueId", queue.id(), "bname", queue.broker());
        return ask(queue, whole, remote.usualDeadline()).thenApply(answer -> number(answer, "offset"));
    }

    /** That of the first message which was stored at a time, or later; the end when there is none. */
    public CompletableFuture<Long> at(QueueRef queue, Instant time) {
        Request request = request(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, "find a time in queue", queue)
                .fields(
                        "topic", queue.topic(),
                        "queueId", queue.id(),
                        "timestamp", time.toEpochMilli(),
                        "boundaryType", "LOWER",
                        "bname", queue.broker());
        return ask(queue, request, remote.usualDeadline()).thenApply(answer -> number(answer, "offset"));
    }

    /** Where the group is; empty when it has not been there. */
    public CompletableFuture<OptionalLong> committed(QueueRef queue) {
        Request request = request(RequestCode.QUERY_CONSUMER_OFFSET, "find the group's place in queue", queue)
                .fields(
                        "consumerGroup", name(),
                        "topic", queue.topic(),
                        "queueId", queue.id(),
                        "setZeroIfNotFound", false,
                        "bname", queue.broker())
                .accepting(ResponseCode.QUERY_NOT_FOUND);
        return ask(queue, request, remote.usualDeadline())
                .thenApply(answer -> answer.code() == ResponseCode.SUCCESS
                        ? OptionalLong.of(number(answer, "offset"))
                        : OptionalLong.empty());
    }

    /** The group goes on at this offset. */
    public CompletableFuture<Void> commit(QueueRef queue, long offset) {
        Request request = request(RequestCode.UPDATE_CONSUMER_OFFSET, "commit in queue", queue)
                .fields(
                        "consumerGroup", name(),
                        "topic", queue.topic(),
                        "queueId", queue.id(),
                        "commitOffset", offset,
                        "bname", queue.broker());
        return ask(queue, request, remote.usualDeadline()).thenApply(answer -> null);
    }

    private static Request request(int code, String verb, QueueRef queue) {
        return Request.of(code, verb, queue.toString());
    }

    private CompletableFuture<Command> ask(QueueRef queue, Request request, Deadline deadline) {
        return remote.routes().find(queue.topic()).thenCompose(route -> ask(route, queue, request, deadline));
    }

    private CompletableFuture<Command> ask(TopicRoute route, QueueRef queue, Request request, Deadline deadline) {
        Optional<Endpoint> broker = route.endpoint(queue.broker());
        if (broker.isEmpty()) {
            remote.routes().forget(queue.topic());
            return CompletableFuture.failedFuture(new NotFoundException(
                    Incident.local(request.operation(), "no broker '" + queue.broker() + "' has it"),
                    NotFoundException.Kind.TOPIC));
        }
        return remote.ask(broker.get(), request, deadline);
    }

    /** The same question about several queues. */
    public static <T> java.util.Map<QueueRef, T> each(
            Iterable<QueueRef> queues, Function<QueueRef, CompletableFuture<T>> question) {
        java.util.Map<QueueRef, CompletableFuture<T>> asked = new java.util.TreeMap<>();
        queues.forEach(queue -> asked.put(queue, question.apply(queue)));
        java.util.Map<QueueRef, T> answers = new java.util.TreeMap<>();
        asked.forEach((queue, answer) -> answers.put(queue, Futures.await(answer, "look at queue " + queue)));
        return answers;
    }
}
