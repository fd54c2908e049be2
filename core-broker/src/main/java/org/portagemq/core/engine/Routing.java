// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.filter.Subject;
import org.portagemq.core.routing.RouteTarget;
import org.portagemq.core.routing.Router;
import org.portagemq.core.routing.Topic;

/** Finds the groups that a published message reaches: each once, however many bindings match. Belongs to the core. */
final class Routing {

    /** Stands for the topic without a name, which routes by the group's name. */
    static final Topic DEFAULT_TOPIC = new Topic(0, TopicSettings.of("", TopicKind.DIRECT, true));

    private final Router router = new Router();
    private final Rights rights;
    private final Totals totals;
    private final List<Group> reached = new ArrayList<>();
    private int round;
    private long streamTurn;
    private Subject looked;
    private Topic chosenTopic;
    private int chosenPartition = PublisherState.ANY_PARTITION;

    Routing(Rights rights, Totals totals) {
        this.rights = rights;
        this.totals = totals;
    }

    /**
     * The route of a message.
     *
     * @throws BrokerException when the topic or group does not exist, is internal, or may not be written to
     */
    RouteSet route(PublisherState publisher, Message message) {
        looked = null;
        Namespace namespace = publisher.session().namespace();
        checkRights(publisher);
        String key = message.routingKey();
        boolean oneKey = message.routingKeys().size() == 1;
        RouteSet known = publisher.route(key, namespace.topologyEpoch());
        if (known != null && oneKey) {
            return known;
        }
        if (publisher.toGroup()) {
            return solo(requireGroup(namespace, publisher.name()));
        }
        if (publisher.name().isEmpty()) {
            return byName(namespace, message.routingKeys());
        }
        Topic topic = publisher.topic();
        if (topic == null || topic.isDeleted()) {
            topic = requireTopic(namespace, publisher.name());
            publisher.topic(topic);
        }
        begin();
        choosePartition(publisher, topic);
        boolean byKeyOnly = walk(namespace, topic, message);
        chosenPartition = PublisherState.ANY_PARTITION;
        RouteSet route = found();
        if (byKeyOnly) {
            publisher.remember(key, route);
        }
        return route;
    }

    /** The route of a message that the broker itself sends on: nobody's rights are asked. */
    RouteSet route(Namespace namespace, Topic topic, Message message) {
        return route(namespace, topic, PublisherState.ANY_PARTITION, message);
    }

    /** The same to a partition of the topic that was chosen before. */
    RouteSet route(Namespace namespace, Topic topic, int partition, Message message) {
        if (topic == DEFAULT_TOPIC) {
            return byName(namespace, message.routingKeys());
        }
        begin();
        chosenTopic = topic;
        chosenPartition = partition;
        walk(namespace, topic, message);
        chosenPartition = PublisherState.ANY_PARTITION;
        return found();
    }

    private void choosePartition(PublisherState publisher, Topic topic) {
        if (publisher.partition() == PublisherState.ANY_PARTITION) {
            return;
        }
        StreamTopic stream = StreamCatalog.of(topic);
        int count = stream == null ? 0 : stream.partitions().size();
        if (publisher.partition() >= count) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND,
                    "topic '" + topic.name() + "' has " + count + " partitions, and none with number "
                            + publisher.partition());
        }
        chosenTopic = topic;
        chosenPartition = publisher.partition();
    }

    private boolean walk(Namespace namespace, Topic topic, Message message) {
        boolean byKeyOnly =
                router.route(topic, message, of -> alternate(namespace, of), this::addPartition, this::addTarget);
        looked = router.lastSubject();
        if (looked.isUnreadable()) {
            totals.unreadable++;
        }
        return byKeyOnly;
    }

    private static Topic alternate(Namespace namespace, Topic topic) {
        String name = namespace.policies().alternate(topic.settings());
        return name.isEmpty() ? null : namespace.topics().get(name);
    }

    /** The message of the last route, if its properties were read for it; else null. */
    Subject lastRead() {
        return looked != null && looked.wasRead() ? looked : null;
    }

    /** The route of a message that goes straight to a group. */
    RouteSet route(Group group) {
        return solo(group);
    }

    private void checkRights(PublisherState publisher) {
        int epoch = rights.gate().epoch();
        if (publisher.isAllowedAt(epoch)) {
            return;
        }
        if (publisher.toGroup()) {
            rights.group(publisher.session(), Gate.Operation.WRITE, publisher.name());
        } else {
            rights.topic(publisher.session(), Gate.Operation.WRITE, publisher.name());
        }
        publisher.allowedAt(epoch);
    }

    static Topic requireTopic(Namespace namespace, String name) {
        Topic topic = namespace.topics().get(name);
        if (topic == null) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND, "no topic '" + name + "' in namespace '" + namespace.name() + "'");
        }
        if (topic.settings().internal()) {
            throw new BrokerException(
                    ErrorCode.ACCESS_REFUSED,
                    "topic '" + name + "' in namespace '" + namespace.name() + "' is internal: publish to a topic"
                            + " that is bound to it");
        }
        return topic;
    }

    static Group requireGroup(Namespace namespace, String name) {
        Group group = namespace.groups().get(name);
        if (group == null) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND, "no group '" + name + "' in namespace '" + namespace.name() + "'");
        }
        return group;
    }

    private RouteSet byName(Namespace namespace, List<String> keys) {
        if (keys.size() == 1) {
            Group group = namespace.groups().get(keys.get(0));
            return group == null ? RouteSet.EMPTY : solo(group);
        }
        begin();
        for (String key : keys) {
            Group group = namespace.groups().get(key);
            if (group != null) {
                addTarget(group);
            }
        }
        return found();
    }

    private static RouteSet solo(Group group) {
        if (group.soloRoute() == null) {
            group.soloRoute(RouteSet.of(new Group[] {group}));
        }
        return group.soloRoute();
    }

    private void begin() {
        round++;
        reached.clear();
    }

    private void addTarget(RouteTarget target) {
        Group group = (Group) target;
        if (group.enter(round)) {
            reached.add(group);
        }
    }

    /**
     * A stream keeps the message in one partition: the one that the publisher chose, or that of its priority where those
     * choose, of its ordering key, of its routing key, or the next one in turn.
     */
    private void addPartition(Topic topic, Message message) {
        List<Group> partitions = ((StreamTopic) topic.attachment()).partitions();
        if (chosenPartition >= 0 && topic == chosenTopic) {
            addTarget(partitions.get(chosenPartition));
            return;
        }
        addTarget(partitions.get(partition(topic.settings(), message)));
    }

    private int partition(TopicSettings settings, Message message) {
        int writable = settings.writablePartitions();
        if (settings.byPriority()) {
            return Math.min(message.priority(), writable - 1);
        }
        String key = message.orderingKey() == null ? message.routingKey() : message.orderingKey();
        long choice = key.isEmpty() ? streamTurn++ : key.hashCode();
        return (int) Math.floorMod(choice, (long) writable);
    }

    private RouteSet found() {
        if (reached.isEmpty()) {
            return RouteSet.EMPTY;
        }
        if (reached.size() == 1) {
            return solo(reached.get(0));
        }
        return RouteSet.of(reached.toArray(new Group[0]));
    }
}
