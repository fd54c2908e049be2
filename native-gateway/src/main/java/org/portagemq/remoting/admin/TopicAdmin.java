// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/** Topics are described and deleted, and taken the permission to write. */
public final class TopicAdmin implements Dispatcher.CommandSet {

    private final Node node;

    public TopicAdmin(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
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

    private void find(Request request, Consumer<TopicConfig> then) {
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
