// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/**
 * What is declared in a namespace, and whom a message reaches by it: a second opinion on routing, as simple as it can
 * be.
 */
final class Topology {

    private final Map<String, TopicSettings> topics = new TreeMap<>();
    private final Map<String, GroupSettings> groups = new TreeMap<>();
    private final Set<Binding> bindings = new LinkedHashSet<>();

    Topology copy() {
        Topology copy = new Topology();
        copy.topics.putAll(topics);
        copy.groups.putAll(groups);
        copy.bindings.addAll(bindings);
        return copy;
    }

    Map<String, TopicSettings> topics() {
        return topics;
    }

    Map<String, GroupSettings> groups() {
        return groups;
    }

    Set<Binding> bindings() {
        return bindings;
    }

    /** What is left of it after a restart. */
    Topology durable() {
        Topology left = copy();
        left.groups.values().removeIf(group -> !group.durable() || group.exclusive());
        left.topics.values().removeIf(topic -> !topic.durable());
        left.bindings.removeIf(
                binding -> !left.topics.containsKey(binding.topic()) || !left.hasTarget(binding.target()));
        return left;
    }

    void removeTopic(String name) {
        topics.remove(name);
        removeBindings(
                binding -> binding.topic().equals(name) || binding.target().equals(new Binding.Target.Topic(name)));
    }

    void removeGroup(String name) {
        groups.remove(name);
        removeBindings(binding -> binding.target().equals(new Binding.Target.Group(name)));
    }

    void unbind(Binding binding) {
        removeBindings(binding::equals);
    }

    /** Topics that delete themselves go with their last binding, and may take others with them. */
    private void removeBindings(java.util.function.Predicate<Binding> which) {
        List<Binding> gone = bindings.stream().filter(which).toList();
        gone.forEach(bindings::remove);
        for (Binding binding : gone) {
            TopicSettings source = topics.get(binding.topic());
            boolean abandoned =
                    bindings.stream().noneMatch(other -> other.topic().equals(binding.topic()));
            if (source != null && source.autoDelete() && abandoned) {
                removeTopic(binding.topic());
            }
        }
    }

    private boolean hasTarget(Binding.Target target) {
        return target instanceof Binding.Target.Group
                ? groups.containsKey(target.name())
                : topics.containsKey(target.name());
    }

    /** The names of the groups and partitions that a message with the key reaches through the topic. */
    Set<String> route(String topic, String key) {
        Set<String> reached = new LinkedHashSet<>();
        if (topic.isEmpty()) {
            if (groups.containsKey(key)) {
                reached.add(key);
            }
            return reached;
        }
        walk(topic, key, reached, new LinkedHashSet<>());
        return reached;
    }

    /** Answers whether the topic led anywhere. */
    private boolean walk(String name, String key, Set<String> reached, Set<String> visited) {
        TopicSettings topic = topics.get(name);
        if (topic == null || !visited.add(name)) {
            return false;
        }
        boolean led = false;
        if (topic.partitions() > 0) {
            reached.add(partition(name, Math.floorMod(key.hashCode(), topic.partitions())));
            led = true;
        }
        for (Binding binding : List.copyOf(bindings)) {
            if (binding.topic().equals(name) && matches(topic.kind(), binding, key)) {
                if (binding.target() instanceof Binding.Target.Group) {
                    reached.add(binding.target().name());
                    led = true;
                } else {
                    led |= walk(binding.target().name(), key, reached, visited);
                }
            }
        }
        if (!led && !topic.alternate().isEmpty()) {
            led = walk(topic.alternate(), key, reached, visited);
        }
        return led;
    }

    static String partition(String topic, int number) {
        return topic + "/" + number;
    }

    private static boolean matches(TopicKind kind, Binding binding, String key) {
        return switch (kind) {
            case DIRECT -> binding.key().equals(key);
            case FANOUT, STREAM -> true;
            case PATTERN -> matches(words(binding.key()), 0, words(key), 0);
            case HEADERS -> KeyProperties.match(binding.arguments(), key);
            case HASHED -> throw new IllegalArgumentException(kind + " is not simulated");
        };
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : new ArrayList<>(List.of(text.split("\\.", -1)));
    }

    private static boolean matches(List<String> pattern, int at, List<String> key, int word) {
        if (at == pattern.size()) {
            return word == key.size();
        }
        if (pattern.get(at).equals("#")) {
            return matches(pattern, at + 1, key, word) || (word < key.size() && matches(pattern, at, key, word + 1));
        }
        return word < key.size()
                && (pattern.get(at).equals("*") || pattern.get(at).equals(key.get(word)))
                && matches(pattern, at + 1, key, word + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Topology that
                && topics.equals(that.topics)
                && groups.equals(that.groups)
                && bindings.equals(that.bindings);
    }

    @Override
    public int hashCode() {
        return topics.hashCode() + groups.hashCode() + bindings.hashCode();
    }

    @Override
    public String toString() {
        return "topics " + topics.keySet() + " groups " + groups.keySet() + " bindings " + bindings;
    }
}
