// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.form.Unpacking;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.TopicRoute;

/** Looks for messages, without taking them from anybody. Each call waits for the brokers, and has a twin that does not. Thread-safe. */
public final class MessageAdmin {

    private static final int MOST = 64;

    private final Cluster cluster;
    private final QueueLog log;

    MessageAdmin(Cluster cluster, QueueLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /** By the id that its producer gave it. */
    public Optional<ReceivedMessage> byId(String topic, String messageId) {
        return Futures.await(findingById(topic, messageId), "look in topic '" + topic + "'");
    }

    /** {@link #byId} without waiting. */
    public CompletableFuture<Optional<ReceivedMessage>> byIdAsync(String topic, String messageId) {
        return cluster.handOver(findingById(topic, messageId));
    }

    private CompletableFuture<Optional<ReceivedMessage>> findingById(String topic, String messageId) {
        return finding(topic, messageId, TimeRange.untilNow(), true).thenApply(found -> found.stream()
                .filter(message -> message.messageId().equals(messageId))
                .findFirst());
    }

    /** By one of its keys; at most 64 of each broker. */
    public List<ReceivedMessage> byKey(String topic, String key, TimeRange range) {
        return Futures.await(findingByKey(topic, key, range), "look in topic '" + topic + "'");
    }

    /** {@link #byKey} without waiting. */
    public CompletableFuture<List<ReceivedMessage>> byKeyAsync(String topic, String key, TimeRange range) {
        return cluster.handOver(findingByKey(topic, key, range));
    }

    private CompletableFuture<List<ReceivedMessage>> findingByKey(String topic, String key, TimeRange range) {
        return finding(topic, key, range, false).thenApply(found -> found.stream()
                .filter(message -> message.keys().contains(key))
                .toList());
    }

    private CompletableFuture<List<ReceivedMessage>> finding(
            String topic, String key, TimeRange range, boolean unique) {
        Request request = Request.of(RequestCode.QUERY_MESSAGE, "look in topic", topic)
                .fields(
                        "topic", topic,
                        "key", key,
                        "maxNum", MOST,
                        "beginTimestamp", range.from().toEpochMilli(),
                        "endTimestamp", range.to().toEpochMilli(),
                        "indexType", unique ? "U" : "K",
                        "_UNIQUE_KEY_QUERY", unique)
                .accepting(ResponseCode.QUERY_NOT_FOUND);
        return cluster.each(topic, share -> found(share, request))
                .thenApply(all -> all.stream().flatMap(List::stream).toList());
    }

    private CompletableFuture<List<ReceivedMessage>> found(TopicRoute.Share share, Request request) {
        return cluster.ask(share.endpoint(), request)
                .thenApply(answer -> answer.code() == ResponseCode.SUCCESS
                        ? Unpacking.all(share.broker(), answer.body())
                        : List.of());
    }

    /**
     * By the id that its broker gave it, which names the broker as well.
     *
     * @throws NotFoundException when the broker does not have it
     */
    public ReceivedMessage byStorageId(String topic, String storageId) {
        return Futures.await(looking(topic, storageId), "look at message '" + storageId + "'");
    }

    /** {@link #byStorageId} without waiting. */
    public CompletableFuture<ReceivedMessage> byStorageIdAsync(String topic, String storageId) {
        return cluster.handOver(looking(topic, storageId));
    }

    private CompletableFuture<ReceivedMessage> looking(String topic, String storageId) {
        OffsetMessageId id = OffsetMessageId.parse(storageId);
        Request request = Request.of(RequestCode.VIEW_MESSAGE_BY_ID, "look at message", storageId)
                .fields("topic", topic, "offset", id.position());
        return cluster.ask(Endpoint.parse(id.host().text()), request)
                .thenApply(answer -> Unpacking.all("", answer.body()).get(0));
    }

    /** @throws NotFoundException when there is none at this offset */
    public ReceivedMessage at(QueueRef queue, long offset) {
        return Futures.await(looking(queue, offset), "look at queue " + queue);
    }

    /** {@link #at} without waiting. */
    public CompletableFuture<ReceivedMessage> atAsync(QueueRef queue, long offset) {
        return cluster.handOver(looking(queue, offset));
    }

    private CompletableFuture<ReceivedMessage> looking(QueueRef queue, long offset) {
        return log.pull(queue, offset, 1, new QueueLog.Pull(Filter.all(), Duration.ZERO))
                .thenApply(page -> page.messages().stream()
                        .filter(message -> message.offset() == offset)
                        .findFirst()
                        .orElseThrow(() -> new NotFoundException(
                                Incident.local("look at queue " + queue, "there is no message at " + offset),
                                NotFoundException.Kind.MESSAGE)));
    }
}
