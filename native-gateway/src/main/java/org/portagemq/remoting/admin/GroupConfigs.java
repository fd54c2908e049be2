// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Book;
import org.portagemq.remoting.node.ConsumerRules;
import org.portagemq.remoting.node.Node;

/**
 * What administrators set for consumer groups. Of that the broker keeps what it honours: how often a message is tried, whether
 * the group consumes, and whether it may broadcast. Whoever
 * asks for something else that is not the usual hears that it is not done.
 */
public final class GroupConfigs implements Dispatcher.CommandSet {

    private static final String PREFIX = Book.GROUP;

    /** Only these values are possible. */
    private static final Map<String, Object> FIXED =
            Map.of("retryQueueNums", 1L, "notifyConsumerIdsChangedEnable", true);

    /** Those that are kept, and those that say where and how other brokers do things, and change nothing here. */
    private static final Set<String> POSSIBLE = Set.of(
            "brokerId",
            "consumeFromMinEnable",
            "whichBrokerWhenConsumeSlowly",
            "groupSysFlag",
            "consumeMessageOrderly",
            "consumeTimeoutMinute",
            "groupRetryPolicy",
            "subscriptionDataSet",
            "attributes",
            "groupName",
            ConsumerRules.BROADCASTS,
            ConsumerRules.CONSUMES,
            ConsumerRules.RETRIES);

    private final Node node;

    public GroupConfigs(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, this::update);
        dispatcher.on(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, this::describe);
        dispatcher.on(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, this::describeAll);
    }

    private void update(Request request) {
        Map<String, Object> wanted = request.json();
        if (!(wanted.get("groupName") instanceof String group) || group.isEmpty()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the body of the request has no 'groupName'");
        }
        wanted.forEach((name, value) -> {
            boolean usual = FIXED.containsKey(name) && FIXED.get(name).equals(value);
            if (!usual && !POSSIBLE.contains(name)) {
                throw new Refusal(
                        ResponseCode.SYSTEM_ERROR, name + " = " + value + " of group '" + group + "' is not supported");
            }
        });
        Map<String, Object> kept = ConsumerRules.of(wanted).json();
        node.book().write(request, PREFIX + group, Json.write(kept), request::done);
    }

    private void describe(Request request) {
        String group = request.text("group");
        node.book().read(request, all -> {
            String text = all.get(PREFIX + group);
            if (text == null && node.consumers().view(group).isEmpty()) {
                throw new Refusal(
                        ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "No group in this broker. group: " + group);
            }
            request.answerJson(config(group, text));
        });
    }

    private void describeAll(Request request) {
        node.book().read(request, all -> {
            Map<String, Object> table = new TreeMap<>();
            node.consumers().names().forEach(group -> table.put(group, config(group, all.get(PREFIX + group))));
            all.forEach((key, text) -> {
                if (key.startsWith(PREFIX)) {
                    String group = key.substring(PREFIX.length());
                    table.put(group, config(group, text));
                }
            });
            request.answerJson(Map.of(
                    "dataVersion", TopicAdmin.version(), "forbiddenTable", Map.of(), "subscriptionGroupTable", table));
        });
    }

    private static Map<String, Object> config(String group, String text) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("brokerId", 0);
        config.put("consumeFromMinEnable", true);
        config.putAll(FIXED);
        config.put("consumeMessageOrderly", false);
        config.put("groupName", group);
        config.putAll(ConsumerRules.USUAL.json());
        config.put("whichBrokerWhenConsumeSlowly", 1);
        if (text != null) {
            config.putAll(Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
        }
        return config;
    }
}
