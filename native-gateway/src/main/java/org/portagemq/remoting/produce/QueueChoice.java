// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.node.TopicConfig;

/** Into which queue of a topic a message goes. Thread-safe. */
final class QueueChoice {

    private static final int NONE = -1;

    private final AtomicInteger turn = new AtomicInteger();

    /** That of its priority where those choose; else the one that the client has chosen, or the next one. */
    int of(SendRequest send, TopicConfig topic) {
        return ofPriority(topic, send.properties(), chosen(send, topic));
    }

    private int chosen(SendRequest send, TopicConfig topic) {
        int chosen = send.queueId();
        if (chosen < 0) {
            return Math.floorMod(turn.getAndIncrement(), Math.max(1, topic.writeQueues()));
        }
        if (chosen >= topic.writeQueues()) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "request queueId[" + chosen + "] is illegal: topic '" + topic.name() + "' has "
                            + topic.writeQueues() + " queues to write to");
        }
        return chosen;
    }

    /** @param otherwise where the message goes if the topic has no queues for priorities, or it has none */
    static int ofPriority(TopicConfig topic, Map<String, String> properties, int otherwise) {
        if (!topic.isByPriority()) {
            return otherwise;
        }
        int priority = priority(properties.get(MessageProperties.PRIORITY));
        return priority == NONE ? otherwise : Math.min(priority, topic.writeQueues() - 1);
    }

    /** As RocketMQ reads it: what is no number from 0 on is none. */
    private static int priority(String text) {
        try {
            return text == null ? NONE : Math.max(NONE, Integer.parseInt(text));
        } catch (NumberFormatException none) {
            return NONE;
        }
    }
}
