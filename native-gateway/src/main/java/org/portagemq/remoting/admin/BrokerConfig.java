// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.portagemq.client.codec.BodyWriter;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.NodeSettings;

/**
 * The broker's settings by the names that RocketMQ has for them. Some can be changed while it runs, until it is started again: what
 * is to stay is written in the settings that it is started with.
 */
public final class BrokerConfig implements Dispatcher.CommandSet {

    private static final String CREATES_TOPICS = "autoCreateTopicEnable";
    private static final String TOPIC_QUEUES = "defaultTopicQueueNums";

    private static final Map<String, BiFunction<NodeSettings, String, NodeSettings>> CHANGES = Map.of(
            CREATES_TOPICS,
            (settings, text) ->
                    settings.creatingTopics(NodeSettings.CREATE_TOPICS.parser().apply(text)),
            TOPIC_QUEUES,
            (settings, text) -> settings.topicQueues(
                    Math.toIntExact(NodeSettings.TOPIC_QUEUES.parser().apply(text))));

    private final Node node;

    public BrokerConfig(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.GET_BROKER_CONFIG, this::describe);
        dispatcher.on(RequestCode.UPDATE_BROKER_CONFIG, this::update);
    }

    private Map<String, String> all() {
        NodeSettings settings = node.settings();
        Map<String, String> all = new TreeMap<>();
        all.put("brokerClusterName", settings.cluster());
        all.put("brokerName", settings.brokerName());
        all.put("brokerId", "0");
        all.put(CREATES_TOPICS, String.valueOf(settings.createsTopics()));
        all.put(TOPIC_QUEUES, String.valueOf(settings.topicQueues()));
        all.put("maxMessageSize", String.valueOf(settings.messageBytes()));
        return all;
    }

    private void describe(Request request) {
        StringBuilder text = new StringBuilder();
        all().forEach((name, value) ->
                text.append(name).append('=').append(value).append('\n'));
        String version = "{\"counter\":1,\"stateVersion\":0,\"timestamp\":" + node.startedAt() + "}";
        request.answer(
                ResponseCode.SUCCESS,
                null,
                Request.fields("version", version),
                BodyWriter.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void update(Request request) {
        if (!request.session().principal().isAdministrator()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION,
                    "user '" + request.session().principal().name()
                            + "' may not change the broker's settings: only administrators may");
        }
        Map<String, String> known = all();
        NodeSettings changed = node.settings();
        for (Map.Entry<Object, Object> one : properties(request).entrySet()) {
            String name = String.valueOf(one.getKey());
            String value = String.valueOf(one.getValue()).trim();
            if (!value.equals(known.get(name))) {
                changed = change(changed, name, value);
            }
        }
        node.change(changed);
        request.done();
    }

    private static NodeSettings change(NodeSettings settings, String name, String value) {
        BiFunction<NodeSettings, String, NodeSettings> change = CHANGES.get(name);
        if (change == null) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "setting '" + name + "' cannot be changed while the broker runs: only "
                            + String.join(", ", new TreeMap<>(CHANGES).keySet()) + " can");
        }
        try {
            return change.apply(settings, value);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "setting '" + name + "': " + wrong.getMessage());
        }
    }

    private static Properties properties(Request request) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(request.body(), StandardCharsets.UTF_8)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR, "the body of the request has no settings: " + malformed.getMessage());
        }
        if (properties.isEmpty()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the body of the request names no setting");
        }
        return properties;
    }
}
