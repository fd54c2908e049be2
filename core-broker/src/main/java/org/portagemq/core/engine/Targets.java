// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.api.Message;
import org.portagemq.core.routing.Topic;

/**
 * Where a message that waits is published when its time has come, as one number: the id of the topic or group, or of the
 * namespace for its default topic. Ids are never used again, so that a message never reaches a topic that was declared
 * anew. Belongs to the core.
 */
final class Targets {

    private final Catalog catalog;
    private final Routing routing;
    private final Map<Integer, Target> topics = new HashMap<>();

    /** A topic, perhaps with one of its partitions; or a group. */
    record Target(Namespace namespace, Topic topic, int partition, Group group) {

        Target(Namespace namespace, Topic topic, Group group) {
            this(namespace, topic, PublisherState.ANY_PARTITION, group);
        }

        boolean isGone() {
            return namespace.isDeleted() || (topic == null ? group.isDeleted() : topic.isDeleted());
        }

        /** Of the topic, empty for the default topic; or of the group. */
        String name() {
            return group != null ? group.name() : topic.name();
        }
    }

    Targets(Catalog catalog, Routing routing) {
        this.catalog = catalog;
        this.routing = routing;
    }

    /** The id of where the publisher publishes to, which exists. */
    static int idOf(PublisherState publisher) {
        Namespace namespace = publisher.session().namespace();
        if (publisher.toGroup()) {
            return namespace.groups().get(publisher.name()).id();
        }
        if (publisher.name().isEmpty()) {
            return namespace.id();
        }
        Topic topic = namespace.topics().get(publisher.name());
        return publisher.partition() == PublisherState.ANY_PARTITION
                ? topic.id()
                : StreamCatalog.of(topic)
                        .partitions()
                        .get(publisher.partition())
                        .id();
    }

    /** What has the id, or null when it was deleted. */
    Target find(int id) {
        Group group = catalog.groups().get(id);
        if (group != null) {
            Topic stream = StreamCatalog.topicOf(group);
            return stream == null
                    ? new Target(group.namespace(), null, group)
                    : new Target(
                            group.namespace(),
                            stream,
                            StreamCatalog.of(stream).partitions().indexOf(group),
                            null);
        }
        Namespace namespace = catalog.namespace(id);
        if (namespace != null) {
            return new Target(namespace, Routing.DEFAULT_TOPIC, null);
        }
        Target known = topics.get(id);
        if (known == null) {
            topics.values().removeIf(Target::isGone);
            catalog.namespaces().forEach(this::learn);
            known = topics.get(id);
        }
        return known == null || known.isGone() ? null : known;
    }

    private void learn(Namespace namespace) {
        for (Topic topic : namespace.topics().values()) {
            topics.put(topic.id(), new Target(namespace, topic, null));
        }
    }

    /** Where the message goes to now; nobody's rights are asked. */
    RouteSet route(int id, Message message) {
        Target target = find(id);
        if (target == null) {
            return RouteSet.EMPTY;
        }
        return target.group != null
                ? routing.route(target.group)
                : routing.route(target.namespace, target.topic, target.partition, message);
    }
}
