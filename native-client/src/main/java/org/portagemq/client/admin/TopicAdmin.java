// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.ConflictException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.form.SendRequests;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Request;

/** Topics of all brokers. Each call waits for the brokers, and has a twin that does not. Thread-safe. */
public final class TopicAdmin {

    private static final int READ_WRITE = 6;

    private final Cluster cluster;
    private final QueueLog log;

    TopicAdmin(Cluster cluster, QueueLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /** @throws ConflictException when there is one of this name */
    public void create(TopicSpec spec) {
        Futures.await(creating(spec), "create topic '" + spec.name() + "'");
    }

    /** {@link #create} without waiting. */
    public CompletableFuture<Void> createAsync(TopicSpec spec) {
        return cluster.handOver(creating(spec));
    }

    private CompletableFuture<Void> creating(TopicSpec spec) {
        return exists(spec.name()).thenCompose(exists -> {
            if (exists) {
                throw new ConflictException(
                        Incident.local("create topic '" + spec.name() + "'", "it exists: change it with update"));
            }
            return updating(spec);
        });
    }

    private CompletableFuture<Boolean> exists(String name) {
        return cluster.route(name)
                .thenApply(route -> !route.shares().isEmpty())
                .exceptionallyCompose(failure -> Futures.own(failure) instanceof NotFoundException
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Changes a topic, or makes it. Queues beyond a smaller number keep their messages. */
    public void update(TopicSpec spec) {
        Futures.await(updating(spec), "update topic '" + spec.name() + "'");
    }

    /** {@link #update} without waiting. */
    public CompletableFuture<Void> updateAsync(TopicSpec spec) {
        return cluster.handOver(updating(spec));
    }

    private CompletableFuture<Void> updating(TopicSpec spec) {
        Request request = Request.of(RequestCode.UPDATE_AND_CREATE_TOPIC, "create topic", spec.name())
                .fields(
                        "topic",
                        spec.name(),
                        "defaultTopic",
                        SendRequests.TEMPLATE_TOPIC,
                        "readQueueNums",
                        spec.readQueues(),
                        "writeQueueNums",
                        spec.writeQueues(),
                        "perm",
                        READ_WRITE,
                        "topicFilterType",
                        "SINGLE_TAG",
                        "topicSysFlag",
                        0,
                        "order",
                        false);
        return cluster.askAll(request).thenAccept(answers -> forget(spec.name()));
    }

    private void forget(String name) {
        cluster.remote().routes().forget(name);
    }

    /** With all its messages, for good. */
    public void delete(String name) {
        Futures.await(deleting(name), "delete topic '" + name + "'");
    }

    /** {@link #delete} without waiting. */
    public CompletableFuture<Void> deleteAsync(String name) {
        return cluster.handOver(deleting(name));
    }

    private CompletableFuture<Void> deleting(String name) {
        Request brokers = Request.of(RequestCode.DELETE_TOPIC_IN_BROKER, "delete topic", name)
                .fields("topic", name);
        Request names = Request.of(RequestCode.DELETE_TOPIC_IN_NAMESRV, "delete topic", name)
                .fields("topic", name);
        return cluster.askAll(brokers)
                .thenCompose(answers -> cluster.askNames(names))
                .thenAccept(answer -> forget(name));
    }

    /** Names of all topics, those that brokers keep for themselves as well. */
    public List<String> list() {
        return Futures.await(listing(), "list topics");
    }

    /** {@link #list} without waiting. */
    public CompletableFuture<List<String>> listAsync() {
        return cluster.handOver(listing());
    }

    private CompletableFuture<List<String>> listing() {
        return cluster.askNames(Request.of(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, "list topics", ""))
                .thenApply(answer -> Cluster.texts(answer, "topicList"));
    }

    /** @throws NotFoundException when there is none of this name */
    public TopicInfo describe(String name) {
        return Futures.await(describing(name), "describe topic '" + name + "'");
    }

    /** {@link #describe} without waiting. */
    public CompletableFuture<TopicInfo> describeAsync(String name) {
        return cluster.handOver(describing(name));
    }

    private CompletableFuture<TopicInfo> describing(String name) {
        return cluster.route(name)
                .thenCompose(route -> Cluster.inTurn(route.readable(), this::look))
                .thenApply(queues -> new TopicInfo(name, queues));
    }

    private CompletableFuture<QueueInfo> look(QueueRef queue) {
        return log.first(queue).thenCombine(log.end(queue), (first, end) -> new QueueInfo(queue, first, end));
    }
}
