// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.filter.Filters;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.NoteMemory;
import org.portagemq.core.record.Change;
import org.portagemq.core.routing.RouteTarget;
import org.portagemq.core.routing.Topic;

/**
 * What is declared in all namespaces. {@link #apply} carries out a change, when it is made as well as at recovery.
 * Belongs to the core; only {@link #namespace(String)} may be called from anywhere.
 */
final class Catalog {

    private final Map<String, Namespace> byName = new ConcurrentHashMap<>();
    private final Map<Integer, Namespace> byId = new HashMap<>();
    private final Map<Integer, Group> groups = new HashMap<>();
    private final BiFunction<Integer, GroupSettings, Backlog> backlogs;
    private final Filters filters;
    private final StreamCatalog streams;
    private int nextId = 1;

    /** An empty catalog; {@code indexes} makes the empty index of a group by its id, whose notes count in the memory. */
    Catalog(Function<Integer, GroupIndex> indexes, NoteMemory notes, Filters filters) {
        this.backlogs =
                (id, group) -> new Backlog(indexes.apply(id), group.rules().maxPriority(), notes);
        this.filters = filters;
        this.streams = new StreamCatalog(groups, backlogs);
    }

    /** A new id for anything: never used before. */
    int newId() {
        return nextId++;
    }

    /** So many new ids in a row; answers the first. */
    int newIds(int count) {
        int first = nextId;
        nextId += count;
        return first;
    }

    int nextId() {
        return nextId;
    }

    void continueFrom(int firstFree) {
        nextId = Math.max(nextId, firstFree);
    }

    /** Thread-safe; null when it does not exist. */
    Namespace namespace(String name) {
        return byName.get(name);
    }

    /** Thread-safe. The namespace of the name, which must exist. */
    Namespace requireNamespace(String name) {
        Namespace namespace = namespace(name);
        if (namespace == null) {
            throw new BrokerException(ErrorCode.NOT_FOUND, "no namespace '" + name + "'");
        }
        return namespace;
    }

    Namespace namespace(int id) {
        return byId.get(id);
    }

    Collection<Namespace> namespaces() {
        return byId.values();
    }

    /** Groups and partitions by id. */
    Map<Integer, Group> groups() {
        return groups;
    }

    /** The change is in force afterwards. One of what does not exist, or not any more, is without effect. */
    void apply(Change change) {
        if (change instanceof Change.NamespacePut put) {
            putNamespace(put);
        } else if (change instanceof Change.NamespaceRemoved removed) {
            removeNamespace(removed.id());
        } else if (change instanceof Change.TopicPut put) {
            putTopic(namespace(put.namespace()), put);
        } else if (change instanceof Change.TopicRemoved removed) {
            removeTopic(namespace(removed.namespace()), removed.name());
        } else if (change instanceof Change.GroupPut put) {
            putGroup(namespace(put.namespace()), put);
        } else if (change instanceof Change.PartitionsAdded added) {
            addPartitions(namespace(added.namespace()), added);
        } else if (change instanceof Change.TopicArguments changed) {
            streams.changeArguments(topic(changed.namespace(), changed.topic()), changed.arguments());
        } else if (change instanceof Change.StreamGroupPut put) {
            put.cursors().forEach(id -> continueFrom(id + 1));
            streams.putGroup(topic(put.namespace(), put.settings().topic()), put);
        } else if (change instanceof Change.StreamGroupRemoved removed) {
            streams.removeGroup(topic(removed.namespace(), removed.topic()), removed.name());
        } else if (change instanceof Change.GroupPaused paused) {
            pauseGroup(namespace(paused.namespace()), paused.name(), paused.paused());
        } else if (change instanceof Change.GroupRemoved removed) {
            removeGroup(namespace(removed.namespace()), removed.name());
        } else if (change instanceof Change.BindingPut put) {
            putBinding(namespace(put.namespace()), put.binding());
        } else if (change instanceof Change.BindingRemoved removed) {
            removeBinding(namespace(removed.namespace()), removed.binding());
        } else if (change instanceof Change.PolicyPut put) {
            putPolicy(namespace(put.namespace()), put.policy());
        } else if (change instanceof Change.PolicyRemoved removed) {
            removePolicy(namespace(removed.namespace()), removed.name(), removed.cap());
        }
    }

    private void putNamespace(Change.NamespacePut put) {
        continueFrom(put.id() + 1);
        Namespace existing = byId.get(put.id());
        if (existing != null) {
            existing.change(put.settings());
            return;
        }
        Namespace namespace = new Namespace(put.id(), put.settings());
        byId.put(put.id(), namespace);
        byName.put(put.settings().name(), namespace);
    }

    private void removeNamespace(int id) {
        Namespace namespace = byId.remove(id);
        if (namespace != null) {
            namespace.markDeleted();
            byName.remove(namespace.name());
            List.copyOf(namespace.groups().keySet()).forEach(name -> removeGroup(namespace, name));
            List.copyOf(namespace.topics().keySet()).forEach(name -> removeTopic(namespace, name));
        }
    }

    private static void putPolicy(Namespace namespace, PolicySettings policy) {
        if (namespace != null) {
            namespace.policies().put(policy);
            namespace.topologyChanged();
        }
    }

    private static void removePolicy(Namespace namespace, String name, boolean cap) {
        if (namespace != null) {
            namespace.policies().remove(name, cap);
            namespace.topologyChanged();
        }
    }

    private void putTopic(Namespace namespace, Change.TopicPut put) {
        int partitions = put.settings().partitions();
        continueFrom(Math.max(put.id() + 1, put.firstPartition() + partitions));
        if (namespace == null) {
            return;
        }
        Topic topic = new Topic(put.id(), put.settings());
        if (partitions > 0) {
            topic.attach(new StreamTopic());
            streams.addPartitions(namespace, topic, put.firstPartition(), partitions);
        }
        namespace.topics().put(put.settings().name(), topic);
        namespace.topologyChanged();
    }

    private void removeTopic(Namespace namespace, String name) {
        Topic topic = namespace == null ? null : namespace.topics().remove(name);
        if (topic == null) {
            return;
        }
        topic.markDeleted();
        List.copyOf(topic.bindings()).forEach(binding -> removeBinding(namespace, topic, binding));
        removeInbound(namespace, new Binding.Target.Topic(name));
        if (topic.attachment() instanceof StreamTopic stream) {
            streams.removeAll(stream);
            stream.partitions().forEach(this::dropGroup);
        }
        namespace.topologyChanged();
    }

    private void putGroup(Namespace namespace, Change.GroupPut put) {
        continueFrom(put.id() + 1);
        if (namespace == null) {
            return;
        }
        GroupSettings settings = put.settings();
        Group group = addGroup(new Group(
                put.id(), namespace, settings, settings.rules().stream() != null, backlogs.apply(put.id(), settings)));
        namespace.groups().put(put.settings().name(), group);
        namespace.topologyChanged();
    }

    private Topic topic(int namespace, String name) {
        Namespace found = namespace(namespace);
        return found == null ? null : found.topics().get(name);
    }

    private void addPartitions(Namespace namespace, Change.PartitionsAdded added) {
        continueFrom(added.firstPartition() + added.count());
        Topic topic = namespace == null ? null : namespace.topics().get(added.topic());
        if (StreamCatalog.of(topic) != null) {
            streams.addPartitions(namespace, topic, added.firstPartition(), added.count());
            topic.change(topic.settings().withPartitions(topic.settings().partitions() + added.count()));
            namespace.topologyChanged();
        }
    }

    private static void pauseGroup(Namespace namespace, String name, boolean paused) {
        Group group = namespace == null ? null : namespace.groups().get(name);
        if (group != null) {
            group.pause(paused);
        }
    }

    private Group addGroup(Group group) {
        groups.put(group.id(), group);
        return group;
    }

    private void removeGroup(Namespace namespace, String name) {
        Group group = namespace == null ? null : namespace.groups().remove(name);
        if (group != null) {
            removeInbound(namespace, new Binding.Target.Group(name));
            dropGroup(group);
            namespace.topologyChanged();
        }
    }

    private void dropGroup(Group group) {
        group.markDeleted();
        groups.remove(group.id());
        group.backlog().index().clear();
    }

    private static void removeInbound(Namespace namespace, Binding.Target target) {
        for (Binding binding : List.copyOf(namespace.inbound(target))) {
            removeBinding(namespace, binding);
        }
    }

    private void putBinding(Namespace namespace, Binding binding) {
        if (namespace == null) {
            return;
        }
        Topic topic = namespace.topics().get(binding.topic());
        RouteTarget target = target(namespace, binding.target());
        if (topic != null && target != null && topic.bind(binding, target, filters)) {
            namespace.addInbound(binding);
            namespace.topologyChanged();
        }
    }

    private static void removeBinding(Namespace namespace, Binding binding) {
        Topic topic = namespace == null ? null : namespace.topics().get(binding.topic());
        if (topic != null) {
            removeBinding(namespace, topic, binding);
        }
    }

    private static void removeBinding(Namespace namespace, Topic topic, Binding binding) {
        if (topic.unbind(binding)) {
            namespace.removeInbound(binding);
            namespace.topologyChanged();
        }
    }

    /** The object behind a target, or null. */
    static RouteTarget target(Namespace namespace, Binding.Target target) {
        return target instanceof Binding.Target.Group
                ? namespace.groups().get(target.name())
                : namespace.topics().get(target.name());
    }
}
