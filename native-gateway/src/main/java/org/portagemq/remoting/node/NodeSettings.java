// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.core.settings.Setting;

/**
 * What the broker calls itself, and what it does by itself.
 *
 * @param advertised the address that clients are told, if it is not the one they have connected to
 * @param createsTopics whether a topic is made when it is sent to first
 * @param topicQueues as many as such a topic has
 * @param messageBytes of a body
 */
public record NodeSettings(
        String cluster,
        String brokerName,
        Optional<String> advertised,
        boolean createsTopics,
        int topicQueues,
        int messageBytes) {

    public static final Setting<Boolean> CREATE_TOPICS = Setting.flag(
            "native.create-topics", true, "Whether a topic is made when a RocketMQ client sends to it first.");

    public static final Setting<Long> TOPIC_QUEUES =
            Setting.number("native.topic-queues", 4, 1, 1_024, "Queues of a topic that is made in that way, at most.");

    /** These with another say in topics that are sent to first. */
    public NodeSettings creatingTopics(boolean creates) {
        return new NodeSettings(cluster, brokerName, advertised, creates, topicQueues, messageBytes);
    }

    /**
     * Topics that have a route and keep nothing. After one of them topics are made that are sent to first; those with the
     * names of the cluster and of the broker tell who makes a topic by its administration where there are brokers.
     */
    public Map<String, TopicConfig> templates() {
        Map<String, TopicConfig> templates = new LinkedHashMap<>();
        for (String name : List.of(cluster, brokerName)) {
            templates.put(name, TopicConfig.template(name, topicQueues));
        }
        if (createsTopics) {
            templates.put(TopicConfig.TEMPLATE, TopicConfig.template(TopicConfig.TEMPLATE, topicQueues));
        }
        return templates;
    }

    /** These with another number of queues of such topics. */
    public NodeSettings topicQueues(int queues) {
        return new NodeSettings(cluster, brokerName, advertised, createsTopics, queues, messageBytes);
    }
}
