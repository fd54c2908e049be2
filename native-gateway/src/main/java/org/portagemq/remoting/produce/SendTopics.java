// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;

/** Finds the topic that a message is sent to, and makes it where that is wanted. */
final class SendTopics {

    /** The topic after which clients have others made. */
    static final String TEMPLATE = "TBW102";

    /** Topics in which other brokers of this protocol keep what this one keeps in other ways. */
    private static final Set<String> RESERVED = Set.of(
            TEMPLATE,
            "SCHEDULE_TOPIC_XXXX",
            "RMQ_SYS_TRANS_HALF_TOPIC",
            "RMQ_SYS_TRANS_OP_HALF_TOPIC",
            "TRANS_CHECK_MAX_TIME_TOPIC",
            "rmq_sys_wheel_timer");

    private static final int READ_WRITE = TopicConfig.READ | TopicConfig.WRITE;

    private final Node node;

    SendTopics(Node node) {
        this.node = node;
    }

    void find(SendRequest send, Consumer<TopicConfig> then) {
        String name = send.topic();
        if (!TopicName.isLegal(name)) {
            throw new Refusal(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "'" + name + "' is no name of a topic: letters, digits and % | - _, up to 127 of them");
        }
        if (RESERVED.contains(name)) {
            throw new Refusal(ResponseCode.NO_PERMISSION, "topic '" + name + "' is not sent to");
        }
        node.topics().find(send.request(), name, topic -> use(topic, then), () -> make(send, name, then));
    }

    private static void use(TopicConfig topic, Consumer<TopicConfig> then) {
        if (!topic.isWritable()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION, "the broker does not let anybody send to topic '" + topic.name() + "'");
        }
        then.accept(topic);
    }

    private void make(SendRequest send, String name, Consumer<TopicConfig> then) {
        if (TopicName.isOwn(name)) {
            node.topics().create(send.request(), TopicConfig.of(name, 1, 1, READ_WRITE), then);
            return;
        }
        if (!node.settings().createsTopics() || !send.template().equals(TEMPLATE)) {
            throw new Refusal(
                    ResponseCode.TOPIC_NOT_EXIST, "topic[" + name + "] not exist: make it before it is sent to");
        }
        int most = node.settings().topicQueues();
        int queues = send.templateQueues() <= 0 ? most : Math.min(send.templateQueues(), most);
        node.topics().create(send.request(), TopicConfig.of(name, queues, queues, READ_WRITE), then);
    }
}
