// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/** Looks at the queues of a topic one after the other. */
final class Queues {

    private Queues() {}

    /** What a queue holds, and when its last message came: 0 when there is none. */
    record Content(int number, long first, long end, long lastStoredAt) {}

    /** Is shown one queue: its name in bodies, and what it holds. */
    interface Visitor {
        void visit(Map<String, Object> queue, Content content, Runnable next);
    }

    static void each(Node node, Request request, TopicConfig topic, Visitor visitor, Runnable end) {
        List<Integer> numbers = IntStream.range(0, topic.partitions()).boxed().toList();
        Steps.each(numbers, (number, next) -> look(node, request, topic, number, visitor, next), end);
    }

    private static void look(
            Node node, Request request, TopicConfig topic, int number, Visitor visitor, Runnable next) {
        request.session().streamBounds(topic.coreName(), number, request.then(bounds -> {
            Map<String, Object> queue = name(node, topic.name(), number);
            if (bounds.end() == bounds.first()) {
                visitor.visit(queue, content(number, bounds, 0), next);
                return;
            }
            storedAt(
                    request,
                    topic,
                    number,
                    bounds.end() - 1,
                    time -> visitor.visit(queue, content(number, bounds, time), next));
        }));
    }

    /** When the message at an offset was stored, epoch ms; 0 when there is none. */
    static void storedAt(Request request, TopicConfig topic, int number, long offset, LongConsumer then) {
        request.session().read(topic.coreName(), number, Math.max(0, offset), 1, request.then(page -> {
            boolean there = !page.entries().isEmpty() && page.entries().get(0).offset() == offset;
            then.accept(there ? page.entries().get(0).message().storedAt() : 0);
        }));
    }

    private static Content content(int number, StreamBounds bounds, long time) {
        return new Content(number, bounds.first(), bounds.end(), time);
    }

    /** A queue as it is named in bodies. */
    static Map<String, Object> name(Node node, String topic, int number) {
        Map<String, Object> name = new LinkedHashMap<>();
        name.put("brokerName", node.settings().brokerName());
        name.put("queueId", number);
        name.put("topic", topic);
        return name;
    }
}
