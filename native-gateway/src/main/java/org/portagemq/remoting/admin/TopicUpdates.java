// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/** Administrators make topics and change them: one, or several together. */
public final class TopicUpdates implements Dispatcher.CommandSet {

    private static final int BITS = TopicConfig.READ | TopicConfig.WRITE;
    private static final int MOST_QUEUES = 1_024;

    private final Node node;

    public TopicUpdates(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.UPDATE_AND_CREATE_TOPIC, this::update);
        dispatcher.on(RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, this::updateSome);
    }

    /**
     * How a topic is to be.
     *
     * @param changes of its attributes: {@code +name} with a value, or {@code -name}
     */
    private record Wanted(
            String name,
            int readQueues,
            int writeQueues,
            int permission,
            boolean ordered,
            Map<String, String> changes) {

        Wanted {
            if (!TopicName.isLegal(name)) {
                throw new Refusal(ResponseCode.SYSTEM_ERROR, "'" + name + "' is no name of a topic");
            }
            requireQueues("readQueueNums", readQueues);
            requireQueues("writeQueueNums", writeQueues);
            permission &= BITS;
            changes.forEach(Attributes.OF_TOPICS::require);
        }

        private static void requireQueues(String field, int count) {
            if (count < 1 || count > MOST_QUEUES) {
                throw new Refusal(ResponseCode.SYSTEM_ERROR, field + " is 1 to " + MOST_QUEUES + ", not " + count);
            }
        }

        TopicConfig config(int partitions, Map<String, String> attributes) {
            int queues = Math.max(partitions, Math.max(readQueues, writeQueues));
            return new TopicConfig(
                    name,
                    TopicConfig.Kind.STREAM,
                    queues,
                    readQueues,
                    writeQueues,
                    permission,
                    ordered,
                    Attributes.changed(attributes, changes));
        }
    }

    private void update(Request request) {
        Wanted wanted = new Wanted(
                request.text("topic"),
                request.whole("readQueueNums"),
                request.whole("writeQueueNums"),
                request.whole("perm"),
                request.flag("order", false),
                changes(request.text("attributes", "")));
        update(request, wanted, request::done);
    }

    /** Parted by commas. */
    private static Map<String, String> changes(String text) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String change : text.split(",", -1)) {
            int equals = change.indexOf('=');
            if (change.startsWith("+") && equals < 0) {
                throw new Refusal(ResponseCode.SYSTEM_ERROR, "attributes are +name=value or -name, not " + change);
            }
            if (!change.isEmpty()) {
                changes.put(equals < 0 ? change : change.substring(0, equals), change.substring(equals + 1));
            }
        }
        return changes;
    }

    /** Looks at all of them before the first one is touched. */
    private void updateSome(Request request) {
        List<Wanted> all = new ArrayList<>();
        if (request.json().get("topicConfigList") instanceof List<?> configs) {
            configs.forEach(config -> all.add(wanted(config)));
        }
        if (all.isEmpty()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the body of the request has no topics in 'topicConfigList'");
        }
        Steps.each(all, (wanted, next) -> update(request, wanted, next), request::done);
    }

    private static Wanted wanted(Object config) {
        if (config instanceof Map<?, ?> json
                && json.get("topicName") instanceof String name
                && json.get("readQueueNums") instanceof Long readQueues
                && json.get("writeQueueNums") instanceof Long writeQueues
                && json.get("perm") instanceof Long permission) {
            Map<String, String> changes = new LinkedHashMap<>();
            if (json.get("attributes") instanceof Map<?, ?> attributes) {
                attributes.forEach((change, value) -> changes.put(String.valueOf(change), String.valueOf(value)));
            }
            return new Wanted(
                    name,
                    (int) Math.min(Integer.MAX_VALUE, readQueues),
                    (int) Math.min(Integer.MAX_VALUE, writeQueues),
                    permission.intValue(),
                    Boolean.TRUE.equals(json.get("order")),
                    changes);
        }
        throw new Refusal(
                ResponseCode.SYSTEM_ERROR,
                "a topic has topicName, readQueueNums, writeQueueNums and perm; this one has not: " + config);
    }

    private void update(Request request, Wanted wanted, Runnable then) {
        node.topics()
                .find(
                        request,
                        wanted.name,
                        now -> {
                            requireStream(now);
                            TopicConfig changed = wanted.config(now.partitions(), now.attributes());
                            node.topics().change(request, now, changed, then);
                        },
                        () -> node.topics().create(request, wanted.config(0, Map.of()), made -> then.run()));
    }

    private static void requireStream(TopicConfig topic) {
        if (!topic.isStream()) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "topic '" + topic.name() + "' belongs to another protocol: it is changed there");
        }
    }
}
