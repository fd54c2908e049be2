// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/** How far consumer groups are: in each queue, and by time. */
public final class GroupStatistics implements Dispatcher.CommandSet {

    private static final int MOST_TOPICS = 1_000;

    private final Node node;

    public GroupStatistics(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.GET_CONSUME_STATS, this::group);
        dispatcher.on(RequestCode.GET_BROKER_CONSUME_STATS, this::all);
        dispatcher.on(RequestCode.QUERY_CONSUME_TIME_SPAN, this::times);
        dispatcher.on(RequestCode.VIEW_BROKER_STATS_DATA, GroupStatistics::rates);
    }

    private void group(Request request) {
        String group = request.text("consumerGroup");
        Progress progress = new Progress(request, group);
        Runnable answer = () -> request.answerJson(progress.json());
        List<String> named = named(request);
        if (named.isEmpty()) {
            GroupTopics.find(node, request, group, topics -> Steps.each(topics, progress::add, answer));
        } else {
            // One that is not there has no queues in the answer, as with brokers of Apache RocketMQ.
            Steps.each(
                    named,
                    (name, next) -> node.topics().find(request, name, topic -> progress.add(topic, next), next),
                    answer);
        }
    }

    /** The topics that are asked about; none: all that the group has consumed from. */
    private static List<String> named(Request request) {
        String several = request.text("topicList", "");
        String all = several.isBlank() ? request.text("topic", "") : several;
        List<String> names = Stream.of(all.split(";", -1))
                .filter(name -> !name.isBlank())
                .distinct()
                .toList();
        if (names.size() > MOST_TOPICS) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "the request asks about " + names.size() + " topics, of at most " + MOST_TOPICS);
        }
        return names;
    }

    /** How far a group is in the queues of some topics. */
    private final class Progress {

        private final Request request;
        private final String group;
        private final Map<Object, Object> table = new LinkedHashMap<>();
        private long behind;
        private long inFlight;

        Progress(Request request, String group) {
            this.request = request;
            this.group = group;
        }

        void add(TopicConfig topic, Runnable next) {
            if (!topic.isStream()) {
                // A queue of another protocol, which has no offsets.
                next.run();
                return;
            }
            Queues.each(node, request, topic, (queue, content, more) -> add(topic, queue, content, more), next);
        }

        private void add(TopicConfig topic, Map<String, Object> queue, Queues.Content content, Runnable next) {
            position(request, group, topic, content, at -> {
                long pulled = Math.max(at, node.consumers().pulledTo(group, topic.name(), content.number()));
                // When what the group had last was stored, as it is asked for.
                Queues.storedAt(request, topic, content.number(), at - 1, time -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("brokerOffset", content.end());
                    row.put("consumerOffset", at);
                    row.put("lastTimestamp", time);
                    row.put("pullOffset", pulled);
                    table.put(queue, row);
                    behind += content.end() - at;
                    inFlight += pulled - at;
                    next.run();
                });
            });
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("consumeTps", 0.0);
            json.put("offsetTable", table);
            return json;
        }
    }

    /** The next offset that the group wants of a queue. */
    private static void position(
            Request request, String group, TopicConfig topic, Queues.Content content, LongConsumer then) {
        request.session()
                .committedOffset(
                        TopicName.decode(group),
                        topic.coreName(),
                        content.number(),
                        request.then(offset -> then.accept(offset.orElse(content.first()))));
    }

    // All groups of the broker.

    private void all(Request request) {
        Map<String, List<Progress>> byGroup = new TreeMap<>();
        node.topics()
                .list(
                        request,
                        topics -> Steps.each(
                                topics,
                                (topic, next) -> request.session()
                                        .admin()
                                        .listStreamGroups(
                                                topic.coreName(),
                                                request.then(groups -> Steps.each(
                                                        groups,
                                                        (group, more) -> add(request, byGroup, group, topic, more),
                                                        next))),
                                () -> answer(request, byGroup)));
    }

    private void add(
            Request request,
            Map<String, List<Progress>> byGroup,
            StreamGroupSettings group,
            TopicConfig topic,
            Runnable next) {
        String name = TopicName.encode(group.name());
        Progress progress = new Progress(request, name);
        byGroup.computeIfAbsent(name, key -> new ArrayList<>()).add(progress);
        progress.add(topic, next);
    }

    private void answer(Request request, Map<String, List<Progress>> byGroup) {
        List<Object> list = new ArrayList<>();
        long behind = 0;
        long inFlight = 0;
        for (Map.Entry<String, List<Progress>> group : byGroup.entrySet()) {
            list.add(Map.of(
                    group.getKey(),
                    group.getValue().stream().map(Progress::json).toList()));
            behind += group.getValue().stream().mapToLong(one -> one.behind).sum();
            inFlight += group.getValue().stream().mapToLong(one -> one.inFlight).sum();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("brokerAddr", node.address(request.link()));
        body.put("consumeStatsList", list);
        body.put("totalDiff", behind);
        body.put("totalInflightDiff", inFlight);
        request.answerJson(body);
    }

    // By time.

    private void times(Request request) {
        String name = request.text("topic");
        String group = request.text("group");
        node.topics()
                .find(
                        request,
                        name,
                        topic -> {
                            List<Object> spans = new ArrayList<>();
                            Queues.each(
                                    node,
                                    request,
                                    topic,
                                    (queue, content, next) -> span(request, group, topic, queue, content, span -> {
                                        spans.add(span);
                                        next.run();
                                    }),
                                    () -> request.answerJson(Map.of("consumeTimeSpanSet", spans)));
                        },
                        () -> {
                            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "No topic in this broker. topic: " + name);
                        });
    }

    private interface Span {
        void accept(Map<String, Object> json);
    }

    private void span(
            Request request,
            String group,
            TopicConfig topic,
            Map<String, Object> queue,
            Queues.Content content,
            Span then) {
        int number = content.number();
        Queues.storedAt(
                request,
                topic,
                number,
                content.first(),
                oldest -> position(
                        request,
                        group,
                        topic,
                        content,
                        at -> Queues.storedAt(
                                request,
                                topic,
                                number,
                                at - 1,
                                last -> Queues.storedAt(request, topic, number, at, waiting -> {
                                    Map<String, Object> json = new LinkedHashMap<>();
                                    json.put("consumeTimeStamp", last == 0 ? oldest : last);
                                    json.put("delayTime", waiting == 0 ? 0 : Math.max(0, node.now() - waiting));
                                    json.put("maxTimeStamp", content.lastStoredAt());
                                    json.put("messageQueue", queue);
                                    json.put("minTimeStamp", oldest);
                                    then.accept(json);
                                }))));
    }

    /** Rates by the minute, the hour and the day are not kept. */
    private static void rates(Request request) {
        throw new Refusal(ResponseCode.SYSTEM_ERROR, "The stats <" + request.text("statsName") + "> not exist");
    }
}
