// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.remoting.link.ClientLink;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.NativeVocabulary;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;

/** The groups that pop, each opened by the first who asks. Thread-safe. */
public final class PopGroups {

    private final Node node;
    private final Map<Key, PopGroup> groups = new ConcurrentHashMap<>();

    /**
     * A group with one filter, that pops in one way.
     *
     * @param group empty for a queue of another protocol, which has no groups
     */
    record Key(String topic, String group, String expression, PopWay way) {

        /** Of such a queue, or of the same group. */
        boolean isOf(String otherTopic, String otherGroup) {
            return topic.equals(otherTopic) && (group.isEmpty() || group.equals(otherGroup));
        }
    }

    public PopGroups(Node node) {
        this.node = node;
    }

    /** @param group its name in the broker, or empty */
    PopGroup open(Request request, TopicConfig topic, String group, Subscription wanted, PopWay way) {
        Key key = key(topic, group, wanted, way);
        PopGroup found = groups.computeIfAbsent(key, absent -> make(request, key));
        if (found.queues() < Math.max(1, topic.partitions())) {
            found.run(() -> found.consume(sources(topic, group, filter(wanted))));
        }
        return found;
    }

    /** As {@link #open}, when somebody has popped; or null. */
    PopGroup opened(TopicConfig topic, String group, Subscription wanted, PopWay way) {
        return groups.get(key(topic, group, wanted, way));
    }

    private static Key key(TopicConfig topic, String group, Subscription wanted, PopWay way) {
        return new Key(topic.coreName(), group, wanted.type() + wanted.expression(), way);
    }

    private PopGroup make(Request request, Key key) {
        ClientLink link = request.link();
        PopGroup[] made = new PopGroup[1];
        SessionRequest uncounted = SessionRequest.uncounted(
                request.session().principal(), request.session().namespace(), link.info(), task -> made[0].run(task));
        Session session = node.broker().open(uncounted, new SessionListener() {});
        made[0] = new PopGroup(link.loop(), node::now, session, key.way, reason -> groups.remove(key));
        return made[0];
    }

    /** One for each queue of the topic. */
    private static List<SubscribeRequest> sources(TopicConfig topic, String group, Filter filter) {
        if (!topic.isStream()) {
            return List.of(new SubscribeRequest(topic.coreName(), false, false, 0).filtered(filter));
        }
        return IntStream.range(0, topic.partitions())
                .mapToObj(queue -> StreamSource.group(topic.coreName(), queue, group))
                .map(source -> SubscribeRequest.ofStream(source, false, 0).filtered(filter))
                .toList();
    }

    static Filter filter(Subscription wanted) {
        if (wanted.isSelector() || wanted.tags().isAll()) {
            return wanted.filter();
        }
        String tags = wanted.tags().wanted().stream()
                .map(tag -> "'" + tag.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        return Filter.selector("TAGS IN (" + tags + ")", NativeVocabulary.INSTANCE);
    }

    Set<Map.Entry<Key, PopGroup>> all() {
        return groups.entrySet();
    }

    /** Those, one for each filter, in which a message of the group may be out. */
    List<PopGroup> of(String topic, String group) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().isOf(topic, group))
                .map(Map.Entry::getValue)
                .toList();
    }
}
