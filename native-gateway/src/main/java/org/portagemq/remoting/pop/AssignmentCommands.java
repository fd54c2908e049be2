// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Book;
import org.portagemq.remoting.node.ConsumerData;
import org.portagemq.remoting.node.ConsumerGroups;
import org.portagemq.remoting.node.Member;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;

/** Which queues a client consumes from, where the broker decides that; and whether it pulls or pops. */
public final class AssignmentCommands implements Dispatcher.CommandSet {

    private static final String POP = "POP";
    private static final String PULL = "PULL";
    private static final int ANY_QUEUE = -1;

    private final Node node;

    public AssignmentCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.SET_MESSAGE_REQUEST_MODE, this::setMode);
        dispatcher.on(RequestCode.QUERY_ASSIGNMENT, this::assign);
    }

    private static String text(Map<String, Object> body, String name) {
        if (body.get(name) instanceof String text) {
            return text;
        }
        throw new Refusal(ResponseCode.SYSTEM_ERROR, "the body of the request has no '" + name + "'");
    }

    private void setMode(Request request) {
        Map<String, Object> body = request.json();
        String topic = text(body, "topic");
        String mode = text(body, "mode");
        if (topic.startsWith(TopicName.RETRY)) {
            throw new Refusal(ResponseCode.NO_PERMISSION, "what a group has given back is always pulled");
        }
        if (!mode.equals(POP) && !mode.equals(PULL)) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the mode is POP or PULL, not " + mode);
        }
        node.book().write(request, Book.mode(text(body, "consumerGroup"), topic), mode, request::done);
    }

    private void assign(Request request) {
        Map<String, Object> body = request.json();
        String topic = text(body, "topic");
        node.topics().find(request, topic, found -> assign(request, body, found), () -> {
            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "topic[" + topic + "] not exist");
        });
    }

    private void assign(Request request, Map<String, Object> body, TopicConfig topic) {
        String group = text(body, "consumerGroup");
        node.book().read(request, all -> {
            boolean asked = POP.equals(all.get(Book.mode(group, topic.name())))
                    && !ConsumerData.BROADCASTING.equals(body.get("messageModel"));
            // A queue of another protocol has no offsets to pull from.
            boolean pops = asked || !topic.isStream();
            List<Integer> queues = pops ? List.of(ANY_QUEUE) : queues(body, group, topic);
            List<Map<String, Object>> assignments = new ArrayList<>();
            for (int queue : queues) {
                Map<String, Object> assignment = new LinkedHashMap<>();
                assignment.put("attachments", Map.of());
                assignment.put("messageQueue", queue(topic, queue));
                assignment.put("mode", pops ? POP : PULL);
                assignments.add(assignment);
            }
            request.answerJson(Map.of("messageQueueAssignments", assignments));
        });
    }

    private Map<String, Object> queue(TopicConfig topic, int number) {
        Map<String, Object> queue = new LinkedHashMap<>();
        queue.put("brokerName", node.settings().brokerName());
        queue.put("queueId", number);
        queue.put("topic", topic.name());
        return queue;
    }

    /** As equal shares as possible, neighbours together; all of them for each client of a broadcast group. */
    private List<Integer> queues(Map<String, Object> body, String group, TopicConfig topic) {
        List<Integer> all = IntStream.range(0, topic.readQueues()).boxed().toList();
        if (ConsumerData.BROADCASTING.equals(body.get("messageModel"))) {
            return all;
        }
        List<String> clients = node.consumers().view(group).map(ConsumerGroups.View::members).orElse(List.of()).stream()
                .map(Member::clientId)
                .toList();
        int index = clients.indexOf(text(body, "clientId"));
        if (index < 0) {
            return List.of();
        }
        int share = all.size() / clients.size();
        int larger = all.size() % clients.size();
        int from = index * share + Math.min(index, larger);
        return all.subList(from, from + share + (index < larger ? 1 : 0));
    }
}
