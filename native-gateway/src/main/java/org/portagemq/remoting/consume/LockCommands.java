// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.consume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.QueueLocks;

/** Locks of queues, for consumers that keep the order of messages. */
public final class LockCommands implements Dispatcher.CommandSet {

    private final Node node;

    public LockCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.LOCK_BATCH_MQ, this::lock);
        dispatcher.on(RequestCode.UNLOCK_BATCH_MQ, this::unlock);
    }

    private void lock(Request request) {
        Map<String, Object> body = request.json();
        List<Map<String, Object>> locked =
                node.locks().lock(text(body, "consumerGroup"), text(body, "clientId"), queues(body)).stream()
                        .map(this::json)
                        .toList();
        request.answerJson(Map.of("lockOKMQSet", locked));
    }

    private void unlock(Request request) {
        Map<String, Object> body = request.json();
        node.locks().unlock(text(body, "consumerGroup"), text(body, "clientId"), queues(body));
        request.done();
    }

    private static String text(Map<String, Object> body, String name) {
        if (body.get(name) instanceof String text) {
            return text;
        }
        throw new Refusal(ResponseCode.SYSTEM_ERROR, "the body of the request has no '" + name + "'");
    }

    private List<QueueLocks.QueueId> queues(Map<String, Object> body) {
        List<QueueLocks.QueueId> queues = new ArrayList<>();
        if (body.get("mqSet") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> queue && queue.get("queueId") instanceof Number number) {
                    queues.add(new QueueLocks.QueueId(String.valueOf(queue.get("topic")), number.intValue()));
                }
            }
        }
        return queues;
    }

    private Map<String, Object> json(QueueLocks.QueueId queue) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("brokerName", node.settings().brokerName());
        json.put("queueId", queue.number());
        json.put("topic", queue.topic());
        return json;
    }
}
