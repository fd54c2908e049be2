// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Request;

/** Groups of consumers. Each call waits for the brokers, and has a twin that does not. Thread-safe. */
public final class GroupAdmin {

    private final Cluster cluster;

    GroupAdmin(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Makes a group on all brokers, or says how often each of its messages is tried again. */
    public void update(String name, int retries) {
        Futures.await(updating(name, retries), "update group '" + name + "'");
    }

    /** {@link #update} without waiting. */
    public CompletableFuture<Void> updateAsync(String name, int retries) {
        return cluster.handOver(updating(name, retries));
    }

    private CompletableFuture<Void> updating(String name, int retries) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("groupName", name);
        body.put("consumeEnable", true);
        body.put("consumeFromMinEnable", true);
        body.put("consumeBroadcastEnable", true);
        body.put("consumeMessageOrderly", false);
        body.put("retryQueueNums", 1);
        body.put("retryMaxTimes", retries);
        body.put("brokerId", 0);
        body.put("whichBrokerWhenConsumeSlowly", 1);
        body.put("notifyConsumerIdsChangedEnable", true);
        Request request = Request.of(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, "update group", name)
                .json(body);
        return cluster.askAll(request).thenApply(answers -> null);
    }

    /** Its members go on as a new group. */
    public void delete(String name) {
        Futures.await(deleting(name), "delete group '" + name + "'");
    }

    /** {@link #delete} without waiting. */
    public CompletableFuture<Void> deleteAsync(String name) {
        return cluster.handOver(deleting(name));
    }

    private CompletableFuture<Void> deleting(String name) {
        Request request = Request.of(RequestCode.DELETE_SUBSCRIPTIONGROUP, "delete group", name)
                .fields("groupName", name, "cleanOffset", true);
        return cluster.askAll(request).thenApply(answers -> null);
    }

    /** Names of the groups that have consumed a topic. */
    public List<String> ofTopic(String topic) {
        return Futures.await(listing(topic), "list the groups of topic '" + topic + "'");
    }

    /** {@link #ofTopic} without waiting. */
    public CompletableFuture<List<String>> ofTopicAsync(String topic) {
        return cluster.handOver(listing(topic));
    }

    private CompletableFuture<List<String>> listing(String topic) {
        Request request = Request.of(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, "list the groups of topic", topic)
                .fields("topic", topic);
        return cluster.each(topic, share -> cluster.ask(share.endpoint(), request))
                .thenApply(answers -> answers.stream()
                        .flatMap(answer -> Cluster.texts(answer, "groupList").stream())
                        .distinct()
                        .toList());
    }

    /** Who is there now. */
    public List<GroupMember> members(String name) {
        return Futures.await(findingMembers(name), "list the members of group '" + name + "'");
    }

    /** {@link #members} without waiting. */
    public CompletableFuture<List<GroupMember>> membersAsync(String name) {
        return cluster.handOver(findingMembers(name));
    }

    private CompletableFuture<List<GroupMember>> findingMembers(String name) {
        Request request = Request.of(RequestCode.GET_CONSUMER_CONNECTION_LIST, "list the members of group", name)
                .fields("consumerGroup", name)
                .accepting(ResponseCode.CONSUMER_NOT_ONLINE);
        return cluster.askAll(request).thenApply(GroupAdmin::members);
    }

    private static List<GroupMember> members(List<Command> answers) {
        List<GroupMember> members = new ArrayList<>();
        for (Command answer : answers) {
            if (answer.code() == ResponseCode.SUCCESS
                    && Json.readObject(answer.body()).get("connectionSet") instanceof List<?> all) {
                all.forEach(one -> add(one, members));
            }
        }
        return members.stream().distinct().toList();
    }

    private static void add(Object json, List<GroupMember> members) {
        if (json instanceof Map<?, ?> one) {
            members.add(new GroupMember(String.valueOf(one.get("clientId")), String.valueOf(one.get("clientAddr"))));
        }
    }

    /** How far it is in each queue of a topic. */
    public List<GroupProgress> progress(String name, String topic) {
        return Futures.await(looking(name, topic), "look at group '" + name + "'");
    }

    /** {@link #progress} without waiting. */
    public CompletableFuture<List<GroupProgress>> progressAsync(String name, String topic) {
        return cluster.handOver(looking(name, topic));
    }

    private CompletableFuture<List<GroupProgress>> looking(String name, String topic) {
        QueueLog log = new QueueLog(cluster.remote(), Optional.of(name));
        return cluster.route(topic).thenCompose(route -> Cluster.inTurn(route.readable(), queue -> look(log, queue)));
    }

    private static CompletableFuture<GroupProgress> look(QueueLog log, QueueRef queue) {
        return log.committed(queue)
                .thenCombine(log.end(queue), (committed, end) -> new GroupProgress(queue, committed, end));
    }

    /** The group goes on at the first message that was stored then or later, whether its members are there or not. */
    public void resetOffsets(String name, String topic, Instant time) {
        Futures.await(resetting(name, topic, time), "reset group '" + name + "'");
    }

    /** {@link #resetOffsets} without waiting. */
    public CompletableFuture<Void> resetOffsetsAsync(String name, String topic, Instant time) {
        return cluster.handOver(resetting(name, topic, time));
    }

    private CompletableFuture<Void> resetting(String name, String topic, Instant time) {
        Request request = Request.of(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, "reset group", name)
                .fields(
                        "group",
                        name,
                        "topic",
                        topic,
                        "queueId",
                        -1,
                        "offset",
                        -1,
                        "timestamp",
                        time.toEpochMilli(),
                        "isForce",
                        true);
        return cluster.each(topic, share -> cluster.ask(share.endpoint(), request))
                .thenApply(answers -> null);
    }
}
