// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Request;

/** Groups of consumers. Calls wait for the brokers. Thread-safe. */
public final class GroupAdmin {

    private final Cluster cluster;

    GroupAdmin(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Makes a group on all brokers, or says how often each of its messages is tried again. */
    public void update(String name, int retries) {
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
        cluster.askAll(Request.of(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, "update group", name)
                .json(body));
    }

    /** Its members go on as a new group. */
    public void delete(String name) {
        cluster.askAll(Request.of(RequestCode.DELETE_SUBSCRIPTIONGROUP, "delete group", name)
                .fields("groupName", name, "cleanOffset", true));
    }

    /** Names of the groups that have consumed a topic. */
    public List<String> ofTopic(String topic) {
        Request request = Request.of(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, "list the groups of topic", topic)
                .fields("topic", topic);
        return cluster.each(topic, share -> cluster.ask(share.endpoint(), request)).stream()
                .flatMap(answer -> Cluster.texts(answer, "groupList").stream())
                .distinct()
                .toList();
    }

    /** Who is there now. */
    public List<GroupMember> members(String name) {
        Request request = Request.of(RequestCode.GET_CONSUMER_CONNECTION_LIST, "list the members of group", name)
                .fields("consumerGroup", name)
                .accepting(ResponseCode.CONSUMER_NOT_ONLINE);
        List<GroupMember> members = new ArrayList<>();
        for (Command answer : cluster.askAll(request)) {
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
        QueueLog log = new QueueLog(cluster.remote(), Optional.of(name));
        List<GroupProgress> all = new ArrayList<>();
        for (QueueRef queue : cluster.route(topic).readable()) {
            all.add(new GroupProgress(
                    queue,
                    Futures.await(log.committed(queue), "look at group '" + name + "'"),
                    Futures.await(log.end(queue), "look at group '" + name + "'")));
        }
        return all;
    }

    /** The group goes on at the first message that was stored then or later, whether its members are there or not. */
    public void resetOffsets(String name, String topic, Instant time) {
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
        cluster.each(topic, share -> cluster.ask(share.endpoint(), request));
    }
}
