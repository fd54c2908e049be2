// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Map;
import java.util.function.BiFunction;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.record.Change;
import org.portagemq.core.routing.Topic;

/** The part of the catalog that knows of streams: their partitions, groups and cursors. Belongs to the core. */
final class StreamCatalog {

    private final Map<Integer, Group> groups;
    private final BiFunction<Integer, GroupSettings, Backlog> backlogs;

    StreamCatalog(Map<Integer, Group> groups, BiFunction<Integer, GroupSettings, Backlog> backlogs) {
        this.groups = groups;
        this.backlogs = backlogs;
    }

    /** The stream of the topic, null when it has none. */
    static StreamTopic of(Topic topic) {
        return topic != null && topic.attachment() instanceof StreamTopic stream ? stream : null;
    }

    /** Adds partitions with group ids from the first one on. */
    void addPartitions(Namespace namespace, Topic topic, int firstId, int count) {
        StreamTopic stream = (StreamTopic) topic.attachment();
        TopicSettings settings = topic.settings();
        for (int i = 0; i < count; i++) {
            int id = firstId + i;
            String name = settings.name() + "/" + stream.partitions().size();
            GroupSettings own = new GroupSettings(name, settings.durable(), false, false, Map.of());
            Group partition = new Group(id, namespace, own, true, backlogs.apply(id, own));
            groups.put(id, partition);
            stream.partitions().add(partition);
        }
    }

    /** A stream has other arguments. */
    void changeArguments(Topic topic, Map<String, Object> arguments) {
        if (of(topic) != null) {
            topic.change(topic.settings().withArguments(arguments));
        }
    }

    /** The topic of a partition; null when the group is another one, or the topic is gone. */
    static Topic topicOf(Group partition) {
        int end = partition.isPartition() ? partition.name().lastIndexOf('/') : -1;
        Topic topic = end < 0
                ? null
                : partition.namespace().topics().get(partition.name().substring(0, end));
        StreamTopic stream = of(topic);
        return stream != null && stream.partitions().contains(partition) ? topic : null;
    }

    /** The group of a stream that has the cursor; null when the group is another one, or its stream is gone. */
    static StreamGroupSettings groupOf(Group cursor) {
        Topic topic = cursor.source() == null ? null : topicOf(cursor.source());
        if (topic == null || cursor.isReader()) {
            return null;
        }
        int begin = cursorName(topic.name(), "").length();
        StreamGroup group = of(topic)
                .groups()
                .get(cursor.name().substring(begin, cursor.name().lastIndexOf('/')));
        return group == null ? null : group.settings();
    }

    private static String cursorName(String topic, String group) {
        return topic + "::" + group;
    }

    /** A group of a stream is new, owned in another way, or has more cursors. */
    void putGroup(Topic topic, Change.StreamGroupPut put) {
        StreamTopic stream = of(topic);
        if (stream == null) {
            return;
        }
        StreamGroupSettings settings = put.settings();
        StreamGroup group =
                stream.groups().computeIfAbsent(settings.name(), name -> new StreamGroup(settings, put.ownership()));
        group.own(put.ownership());
        for (int i = group.cursors().size(); i < put.cursors().size(); i++) {
            Group cursor =
                    cursor(put.cursors().get(i), settings, stream.partitions().get(i));
            groups.put(cursor.id(), cursor);
            group.cursors().add(cursor);
        }
    }

    private static Group cursor(int id, StreamGroupSettings settings, Group partition) {
        String name = cursorName(settings.topic(), settings.name())
                + partition.name().substring(settings.topic().length());
        GroupSettings own = new GroupSettings(name, partition.isDurable(), false, false, Map.of(), settings.rules());
        Group cursor = new Group(id, own, partition);
        partition.addReader(cursor);
        return cursor;
    }

    void removeGroup(Topic topic, String name) {
        StreamTopic stream = of(topic);
        StreamGroup group = stream == null ? null : stream.groups().remove(name);
        if (group != null) {
            drop(group);
        }
    }

    /** The topic goes, with its groups. */
    void removeAll(StreamTopic stream) {
        stream.groups().values().forEach(this::drop);
        stream.groups().clear();
    }

    private void drop(StreamGroup group) {
        for (Group cursor : group.cursors()) {
            cursor.markDeleted();
            cursor.source().removeReader(cursor);
            groups.remove(cursor.id());
        }
    }
}
