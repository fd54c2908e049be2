// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.util.List;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.ConflictException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.form.SendRequests;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Request;

/** Topics of all brokers. Calls wait for the brokers. Thread-safe. */
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
        if (exists(spec.name())) {
            throw new ConflictException(
                    Incident.local("create topic '" + spec.name() + "'", "it exists: change it with update"));
        }
        update(spec);
    }

    /** Changes a topic, or makes it. Queues beyond a smaller number keep their messages. */
    public void update(TopicSpec spec) {
        cluster.askAll(Request.of(RequestCode.UPDATE_AND_CREATE_TOPIC, "create topic", spec.name())
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
                        false));
        cluster.remote().routes().forget(spec.name());
    }

    private boolean exists(String name) {
        try {
            return !cluster.route(name).shares().isEmpty();
        } catch (NotFoundException missing) {
            return false;
        }
    }

    /** With all its messages, for good. */
    public void delete(String name) {
        cluster.askAll(Request.of(RequestCode.DELETE_TOPIC_IN_BROKER, "delete topic", name)
                .fields("topic", name));
        cluster.askNames(Request.of(RequestCode.DELETE_TOPIC_IN_NAMESRV, "delete topic", name)
                .fields("topic", name));
        cluster.remote().routes().forget(name);
    }

    /** Names of all topics, those that brokers keep for themselves as well. */
    public List<String> list() {
        Request request = Request.of(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, "list topics", "");
        return Cluster.texts(cluster.askNames(request), "topicList");
    }

    /** @throws NotFoundException when there is none of this name */
    public TopicInfo describe(String name) {
        List<QueueRef> queues = cluster.route(name).readable();
        return new TopicInfo(
                name,
                queues.stream()
                        .map(queue -> new QueueInfo(
                                queue,
                                Futures.await(log.first(queue), "describe topic"),
                                Futures.await(log.end(queue), "describe topic")))
                        .toList());
    }
}
