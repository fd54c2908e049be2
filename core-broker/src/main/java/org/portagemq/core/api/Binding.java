// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Map;
import java.util.Objects;

/**
 * A wish of a target for messages of a topic. Two bindings are the same when all their parts are equal.
 *
 * @param key meaning by the topic's kind: key, pattern, or nothing
 * @param arguments for headers topics what to compare; otherwise only identity
 * @param filter which of the messages that the key and the arguments choose are wanted
 */
public record Binding(String topic, Target target, String key, Map<String, Object> arguments, Filter filter) {

    public Binding {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(target);
        Objects.requireNonNull(key);
        arguments = Arguments.copyOf(arguments);
        Objects.requireNonNull(filter);
    }

    /** A wish for all messages that the key and the arguments choose. */
    public Binding(String topic, Target target, String key, Map<String, Object> arguments) {
        this(topic, target, key, arguments, Filter.ALL);
    }

    /** The same wish, for messages that pass the filter only. */
    public Binding filtered(Filter newFilter) {
        return new Binding(topic, target, key, arguments, newFilter);
    }

    public static Binding toGroup(String topic, String group, String key) {
        return new Binding(topic, new Target.Group(group), key, Map.of());
    }

    public static Binding toTopic(String topic, String target, String key) {
        return new Binding(topic, new Target.Topic(target), key, Map.of());
    }

    /** Where a binding leads. */
    public sealed interface Target {

        String name();

        record Group(String name) implements Target {}

        record Topic(String name) implements Target {}
    }
}
