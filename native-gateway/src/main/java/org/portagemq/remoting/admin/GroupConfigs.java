// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
import org.portagemq.remoting.node.Steps;

/**
 * What administrators set for consumer groups. Of that the broker keeps what it honours: how often a message is tried, whether
 * the group consumes, whether it may broadcast, whether it is to be popped in order, and how often by priorities. Whoever asks for
 * something else that is not the usual hears that it is not done.
 */
public final class GroupConfigs implements Dispatcher.CommandSet {

    private static final String PREFIX = Book.GROUP;

    /** Only these values are possible, or none. */
    private static final Map<String, Object> FIXED = Map.of(
            "retryQueueNums",
            1L,
            "notifyConsumerIdsChangedEnable",
            true,
            "groupSysFlag",
            0L,
            "consumeTimeoutMinute",
            15L,
            "groupRetryPolicy",
            Map.of("type", "CUSTOMIZED"),
            "subscriptionDataSet",
            List.of());

    /** Those that are kept, and those that say from which copy of a broker is read, of which there is one. */
    private static final Set<String> POSSIBLE = Set.of(
            "brokerId",
            "consumeFromMinEnable",
            "whichBrokerWhenConsumeSlowly",
            "groupName",
            ConsumerRules.ATTRIBUTES,
            ConsumerRules.BROADCASTS,
            ConsumerRules.CONSUMES,
            ConsumerRules.ORDERED,
            ConsumerRules.RETRIES);

    private final Node node;

    public GroupConfigs(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, this::update);
        dispatcher.on(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, this::updateSome);
        dispatcher.on(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, this::describe);
        dispatcher.on(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, this::describeAll);
    }

    /**
     * A group, and what is kept of its settings.
     *
     * @param rules all of them, with the changes of its attributes in place of these
     */
    private record Wanted(String group, ConsumerRules rules) {

        Wanted {
            rules.attributes().forEach(Attributes.OF_GROUPS::require);
        }

        /** @throws Refusal when something is wanted that is not done */
        static Wanted of(Map<?, ?> config) {
            if (!(config.get("groupName") instanceof String group) || group.isEmpty()) {
                throw new Refusal(ResponseCode.SYSTEM_ERROR, "the settings of a group have no 'groupName'");
            }
            Map<String, Object> settings = new LinkedHashMap<>();
            config.forEach((name, value) -> {
                String setting = String.valueOf(name);
                boolean usual = FIXED.containsKey(setting)
                        && (value == null || FIXED.get(setting).equals(value));
                if (!usual && !POSSIBLE.contains(setting)) {
                    throw new Refusal(
                            ResponseCode.SYSTEM_ERROR,
                            setting + " = " + value + " of group '" + group + "' is not supported");
                }
                settings.put(setting, value);
            });
            return new Wanted(group, ConsumerRules.of(settings));
        }
    }

    private void update(Request request) {
        write(request, Wanted.of(request.json()), request::done);
    }

    /** Looks at all of them before the first one is touched. */
    private void updateSome(Request request) {
        List<Wanted> all = new ArrayList<>();
        if (request.json().get("groupConfigList") instanceof List<?> configs) {
            configs.forEach(config -> all.add(Wanted.of(config instanceof Map<?, ?> json ? json : Map.of())));
        }
        if (all.isEmpty()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the body of the request has no groups in 'groupConfigList'");
        }
        Steps.each(all, (wanted, next) -> write(request, wanted, next), request::done);
    }

    private void write(Request request, Wanted wanted, Runnable then) {
        node.book().rules(request, wanted.group, now -> {
            ConsumerRules rules = wanted.rules.with(Attributes.changed(now.attributes(), wanted.rules.attributes()));
            node.book().write(request, PREFIX + wanted.group, Json.write(rules.json()), then);
        });
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
        config.put("groupName", group);
        config.putAll(ConsumerRules.USUAL.json());
        config.put("whichBrokerWhenConsumeSlowly", 1);
        if (text != null) {
            config.putAll(Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
        }
        return config;
    }
}
