// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.apache.rocketmq.test.base;

import java.util.Map;
import org.apache.rocketmq.common.attribute.CQType;
import org.apache.rocketmq.common.attribute.TopicMessageType;
import org.apache.rocketmq.test.util.MQAdminTestUtils;

/** How Apache RocketMQ's own tests make topics; in the place of a class of theirs that starts brokers, too. */
public final class IntegrationTestBase {

    private static final int USUAL_QUEUES = 8;

    private IntegrationTestBase() {}

    /** Once it returns the topic can be sent to. */
    public static boolean initTopic(
            String topic, String nameServer, String where, int queues, CQType queueType, TopicMessageType type) {
        Map<String, String> attributes = Map.of("+queue.type", queueType.toString(), "+message.type", type.getValue());
        if (!MQAdminTestUtils.createTopic(nameServer, where, topic, queues, attributes)) {
            throw new AssertionError("topic " + topic + " was not made");
        }
        return true;
    }

    public static boolean initTopic(String topic, String nameServer, String where, int queues, CQType queueType) {
        return initTopic(topic, nameServer, where, queues, queueType, TopicMessageType.NORMAL);
    }

    public static boolean initTopic(String topic, String nameServer, String where, CQType queueType) {
        return initTopic(topic, nameServer, where, USUAL_QUEUES, queueType);
    }

    public static boolean initTopic(String topic, String nameServer, String where, TopicMessageType type) {
        return initTopic(topic, nameServer, where, USUAL_QUEUES, CQType.SimpleCQ, type);
    }
}
