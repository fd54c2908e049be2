// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.remoting.message.TopicName;

/**
 * A topic as this protocol's clients see it.
 *
 * @param name as clients spell it
 * @param kind what it is to the broker
 * @param partitions queues that there are, also those beyond the two counts
 * @param readQueues from which consumers are told to read
 * @param writeQueues to which producers may send
 * @param permission bits of {@link #READ} and {@link #WRITE}
 * @param attributes what administrators have set beside that
 */
public record TopicConfig(
        String name,
        Kind kind,
        int partitions,
        int readQueues,
        int writeQueues,
        int permission,
        boolean ordered,
        Map<String, String> attributes) {

    /** What is behind the name. */
    public enum Kind {
        /** Messages are kept in queues, and read by offset or popped. */
        STREAM,
        /** A topic of another protocol: it is sent to. */
        ROUTES,
        /** A queue of another protocol: it is sent to and popped; whoever pops takes its messages, whatever the group. */
        TAKEN
    }

    public static final int READ = 4;
    public static final int WRITE = 2;
    public static final String TEMPLATE = "TBW102";

    /** The attribute that says what kind of messages a topic is for. */
    public static final String MESSAGE_TYPE = "message.type";

    private static final String OF_PRIORITIES = "PRIORITY";

    private static final int INHERIT = 1;

    private static final String READABLE = "readable-partitions";
    private static final String PERMISSION = "permission";
    private static final String ORDERED = "ordered";
    private static final String ATTRIBUTES = "attributes";

    public TopicConfig {
        attributes = Map.copyOf(attributes);
    }

    public static TopicConfig of(String name, int readQueues, int writeQueues, int permission) {
        int partitions = Math.max(1, Math.max(readQueues, writeQueues));
        return new TopicConfig(name, Kind.STREAM, partitions, readQueues, writeQueues, permission, false, Map.of());
    }

    static TopicConfig of(TopicSettings settings) {
        String name = TopicName.encode(settings.name());
        if (settings.kind() != TopicKind.STREAM) {
            return new TopicConfig(name, Kind.ROUTES, 0, 0, 1, WRITE, false, Map.of());
        }
        Map<String, Object> arguments = settings.arguments();
        Map<String, String> attributes = new LinkedHashMap<>();
        if (arguments.get(ATTRIBUTES) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> attributes.put(String.valueOf(key), String.valueOf(value)));
        }
        return new TopicConfig(
                name,
                Kind.STREAM,
                settings.partitions(),
                whole(arguments.get(READABLE), settings.partitions()),
                whole(arguments.get(TopicSettings.WRITABLE_PARTITIONS), settings.partitions()),
                whole(arguments.get(PERMISSION), READ | WRITE),
                Boolean.TRUE.equals(arguments.get(ORDERED)),
                attributes);
    }

    /** Those of the topics that have queues, in order of their names. */
    public static List<TopicConfig> streams(List<TopicSettings> topics) {
        return topics.stream()
                .map(TopicConfig::of)
                .filter(TopicConfig::isStream)
                .sorted(Comparator.comparing(TopicConfig::name))
                .toList();
    }

    /** A topic after which others are made: those that are sent to first, or those that administrators ask for. */
    public static TopicConfig template(String name, int queues) {
        return of(name, queues, queues, READ | WRITE | INHERIT);
    }

    private static int whole(Object value, int otherwise) {
        return value instanceof Number number ? number.intValue() : otherwise;
    }

    public String coreName() {
        return TopicName.decode(name);
    }

    /** A queue of another protocol. */
    static TopicConfig taken(String coreName) {
        return new TopicConfig(TopicName.encode(coreName), Kind.TAKEN, 0, 1, 1, READ | WRITE, false, Map.of());
    }

    public boolean isStream() {
        return kind == Kind.STREAM;
    }

    public boolean isReadable() {
        return (permission & READ) != 0;
    }

    public boolean isWritable() {
        return (permission & WRITE) != 0;
    }

    /** Whether it has a queue for each priority: the higher the number of the queue, the sooner are its messages popped. */
    public boolean isByPriority() {
        return OF_PRIORITIES.equals(attributes.get(MESSAGE_TYPE));
    }

    /** What the broker keeps of it. */
    Map<String, Object> arguments() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put(READABLE, (long) readQueues);
        arguments.put(TopicSettings.WRITABLE_PARTITIONS, (long) writeQueues);
        arguments.put(PERMISSION, (long) permission);
        if (ordered) {
            arguments.put(ORDERED, true);
        }
        if (isByPriority()) {
            arguments.put(TopicSettings.BY_PRIORITY, true);
        }
        if (!attributes.isEmpty()) {
            arguments.put(ATTRIBUTES, attributes);
        }
        return arguments;
    }

    TopicSettings settings(Retention retention) {
        return new TopicSettings(
                coreName(), TopicKind.STREAM, true, false, false, "", partitions, retention, arguments());
    }

    /** The same with another permission. */
    public TopicConfig permitting(int bits) {
        return new TopicConfig(name, kind, partitions, readQueues, writeQueues, bits, ordered, attributes);
    }

    /** For bodies of answers. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("attributes", attributes);
        json.put("order", ordered);
        json.put("perm", permission);
        json.put("readQueueNums", readQueues);
        json.put("topicFilterType", "SINGLE_TAG");
        json.put("topicName", name);
        json.put("topicSysFlag", 0);
        json.put("writeQueueNums", writeQueues);
        return json;
    }
}
