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
 */
public record Binding(String topic, Target target, String key, Map<String, Object> arguments) {

    public Binding {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(target);
        Objects.requireNonNull(key);
        arguments = Arguments.copyOf(arguments);
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
