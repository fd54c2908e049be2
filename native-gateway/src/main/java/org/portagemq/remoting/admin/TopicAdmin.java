// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/** Topics are made, changed, described and deleted. */
public final class TopicAdmin implements Dispatcher.CommandSet {

    private static final int MOST_QUEUES = 1_024;
    private static final int BITS = TopicConfig.READ | TopicConfig.WRITE;

    private final Node node;

    public TopicAdmin(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.UPDATE_AND_CREATE_TOPIC, this::update);
        dispatcher.on(RequestCode.GET_TOPIC_CONFIG, this::describe);
        dispatcher.on(RequestCode.GET_ALL_TOPIC_CONFIG, this::describeAll);
        dispatcher.on(RequestCode.DELETE_TOPIC_IN_BROKER, this::delete);
        // The name server knows the topics that the broker has: there the topic is gone already.
        dispatcher.on(RequestCode.DELETE_TOPIC_IN_NAMESRV, this::deleteRoute);
        dispatcher.on(
                RequestCode.WIPE_WRITE_PERM_OF_BROKER,
                request -> permit(request, "wipeTopicCount", bits -> bits & ~TopicConfig.WRITE));
        dispatcher.on(
                RequestCode.ADD_WRITE_PERM_OF_BROKER,
                request -> permit(request, "addTopicCount", bits -> bits | TopicConfig.WRITE));
        dispatcher.on(RequestCode.GET_TOPIC_STATS_INFO, this::stats);
    }

    private void update(Request request) {
        String name = request.text("topic");
        if (!TopicName.isLegal(name)) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "'" + name + "' is no name of a topic");
        }
        int readQueues = queues(request, "readQueueNums");
        int writeQueues = queues(request, "writeQueueNums");
        int permission = request.whole("perm") & BITS;
        boolean ordered = request.flag("order", false);
        node.topics()
                .find(
                        request,
                        name,
                        now -> {
                            requireStream(now);
                            Map<String, String> attributes = attributes(request, now.attributes());
                            TopicConfig wanted = new TopicConfig(
                                    name,
                                    TopicConfig.Kind.STREAM,
                                    Math.max(now.partitions(), Math.max(readQueues, writeQueues)),
                                    readQueues,
                                    writeQueues,
                                    permission,
                                    ordered,
                                    attributes);
                            node.topics().change(request, now, wanted, request::done);
                        },
                        () -> {
                            TopicConfig wanted = new TopicConfig(
                                    name,
                                    TopicConfig.Kind.STREAM,
                                    Math.max(readQueues, writeQueues),
                                    readQueues,
                                    writeQueues,
                                    permission,
                                    ordered,
                                    attributes(request, Map.of()));
                            node.topics().create(request, wanted, made -> request.done());
                        });
    }

    private static int queues(Request request, String field) {
        int count = request.whole(field);
        if (count < 1 || count > MOST_QUEUES) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, field + " is 1 to " + MOST_QUEUES + ", not " + count);
        }
        return count;
    }

    private static void requireStream(TopicConfig topic) {
        if (!topic.isStream()) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "topic '" + topic.name() + "' belongs to another protocol: it is changed there");
        }
    }

    /** Those that there are, changed as the request says: {@code +name=value} or {@code -name}, parted by commas. */
    private static Map<String, String> attributes(Request request, Map<String, String> now) {
        Map<String, String> attributes = new TreeMap<>(now);
        for (String change : request.text("attributes", "").split(",", -1)) {
            int equals = change.indexOf('=');
            if (change.startsWith("+") && equals > 1) {
                attributes.put(change.substring(1, equals), change.substring(equals + 1));
            } else if (change.startsWith("-") && change.length() > 1) {
                attributes.remove(change.substring(1));
            } else if (!change.isEmpty()) {
                throw new Refusal(ResponseCode.SYSTEM_ERROR, "attributes are +name=value or -name, not " + change);
            }
        }
        return attributes;
    }

    private void find(Request request, java.util.function.Consumer<TopicConfig> then) {
        String name = request.text("topic");
        node.topics().find(request, name, then, () -> {
            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "No topic in this broker. topic: " + name);
        });
    }

    private void describe(Request request) {
        find(request, topic -> request.answerJson(topic.json()));
    }

    private void describeAll(Request request) {
        node.topics().list(request, all -> {
            Map<String, Object> table = new LinkedHashMap<>();
            all.forEach(topic -> table.put(topic.name(), topic.json()));
            request.answerJson(Map.of("dataVersion", version(), "topicConfigTable", table));
        });
    }

    /** What is described is as it is now, whatever number it has. */
    static Map<String, Object> version() {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("counter", 1);
        version.put("stateVersion", 0);
        version.put("timestamp", 0);
        return version;
    }

    private void delete(Request request) {
        node.topics().delete(request, request.text("topic"), request::done, request::done);
    }

    private void deleteRoute(Request request) {
        node.others().forget(request.text("topic"));
        node.topics()
                .find(
                        request,
                        request.text("topic"),
                        left -> {
                            throw new Refusal(
                                    ResponseCode.SYSTEM_ERROR,
                                    "topic '" + left.name() + "' is in the broker "
                                            + node.settings().brokerName() + ": delete it there");
                        },
                        request::done);
    }

    /** Takes from all topics of the broker the permission to write, or gives it back. */
    private void permit(Request request, String counter, IntUnaryOperator change) {
        String broker = request.text("brokerName");
        if (!broker.equals(node.settings().brokerName())) {
            int changed = node.others()
                    .permit(broker, change)
                    .orElseThrow(() -> new Refusal(ResponseCode.SYSTEM_ERROR, "there is no broker '" + broker + "'"));
            request.answerFields(counter, changed);
            return;
        }
        node.topics().list(request, all -> {
            List<TopicConfig> others = all.stream()
                    .filter(topic -> change.applyAsInt(topic.permission()) != topic.permission())
                    .toList();
            Steps.each(
                    others,
                    (topic, next) -> node.topics()
                            .change(request, topic, topic.permitting(change.applyAsInt(topic.permission())), next),
                    () -> request.answerFields(counter, others.size()));
        });
    }

    private void stats(Request request) {
        find(request, topic -> {
            Map<Object, Object> table = new LinkedHashMap<>();
            Queues.each(
                    node,
                    request,
                    topic,
                    (queue, bounds, next) -> {
                        Map<String, Object> offsets = new LinkedHashMap<>();
                        offsets.put("lastUpdateTimestamp", bounds.lastStoredAt());
                        offsets.put("maxOffset", bounds.end());
                        offsets.put("minOffset", bounds.first());
                        table.put(queue, offsets);
                        next.run();
                    },
                    () -> request.answerJson(Map.of("offsetTable", table, "topicPutTps", 0.0)));
        });
    }
}
