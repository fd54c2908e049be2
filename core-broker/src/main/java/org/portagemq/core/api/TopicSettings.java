// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Map;
import java.util.Objects;

/**
 * What a topic is declared with.
 *
 * @param autoDelete whether it goes with its last binding
 * @param internal whether clients may not publish to it
 * @param alternate the topic that gets messages which no binding wants; empty for none
 * @param partitions for streams: how many; otherwise 0
 * @param retention for streams: what is kept
 * @param arguments further settings as the declaring protocol gave them, kept for comparison and listing
 */
public record TopicSettings(
        String name,
        TopicKind kind,
        boolean durable,
        boolean autoDelete,
        boolean internal,
        String alternate,
        int partitions,
        Retention retention,
        Map<String, Object> arguments) {

    /** Of a hashed topic: the argument that names the property whose value is hashed, in place of the routing key. */
    public static final String HASHED_PROPERTY = "hashed-property";

    /**
     * The argument with which a topic says that times count at which messages are to become visible: for publishers who
     * leave that to the topic, see {@link Publisher.Times}.
     */
    public static final String DELAYING = "delaying";

    /**
     * Of a stream: the argument that says how many of its partitions, from the first on, the stream itself chooses from for
     * messages whose publisher has chosen none. All of them where it is missing.
     */
    public static final String WRITABLE_PARTITIONS = "writable-partitions";

    /**
     * Of a stream: the argument with which it says that a message whose publisher has chosen no partition is kept in the one
     * of its priority's number, or in the last one that it chooses from, whatever its keys.
     */
    public static final String BY_PRIORITY = "by-priority";

    public TopicSettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(alternate);
        Objects.requireNonNull(retention);
        arguments = Arguments.copyOf(arguments);
    }

    /** The same with another number of partitions. */
    public TopicSettings withPartitions(int newPartitions) {
        return new TopicSettings(
                name, kind, durable, autoDelete, internal, alternate, newPartitions, retention, arguments);
    }

    /** The same with other arguments. */
    public TopicSettings withArguments(Map<String, Object> newArguments) {
        return new TopicSettings(
                name, kind, durable, autoDelete, internal, alternate, partitions, retention, newArguments);
    }

    /** How many partitions of a stream get messages whose publisher has chosen none: at least one. */
    public int writablePartitions() {
        return arguments.get(WRITABLE_PARTITIONS) instanceof Number count
                ? Math.max(1, Math.min(count.intValue(), partitions))
                : partitions;
    }

    /** Whether priorities choose the partition of a stream. */
    public boolean byPriority() {
        return Boolean.TRUE.equals(arguments.get(BY_PRIORITY));
    }

    /** Of a hashed topic: the property whose value is hashed; empty for the routing key. */
    public String hashedProperty() {
        return arguments.get(HASHED_PROPERTY) instanceof String property ? property : "";
    }

    /** Whether times of messages count here, also for publishers who leave that to the topic. */
    public boolean delaying() {
        return Boolean.TRUE.equals(arguments.get(DELAYING));
    }

    /** A topic with nothing but a name, a kind and durability. */
    public static TopicSettings of(String name, TopicKind kind, boolean durable) {
        int partitions = kind == TopicKind.STREAM ? 1 : 0;
        return new TopicSettings(name, kind, durable, false, false, "", partitions, Retention.FOREVER, Map.of());
    }
}
