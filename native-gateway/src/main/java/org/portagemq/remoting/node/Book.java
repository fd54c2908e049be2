// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.portagemq.client.codec.Json;
import org.portagemq.remoting.link.Request;

/**
 * Small settings of administrators that survive restarts: they are attributes of a topic that nobody sends to. They are read again
 * when a topic has changed. Thread-safe.
 */
public final class Book {

    /** In front of a group's name: the key of what is set for the group. */
    public static final String GROUP = "group ";

    private static final String MODE = "mode ";

    private static final String TOPIC = "rmq_sys_book";

    private final Topics topics;
    private volatile Page page = new Page(-1, Map.of());

    /** What is written, as of a change of topics. */
    private record Page(long changes, Map<String, String> all, Map<String, ConsumerRules> rules) {

        Page(long changes, Map<String, String> all) {
            this(changes, all, new ConcurrentHashMap<>());
        }

        ConsumerRules rulesOf(String group) {
            String text = all.get(GROUP + group);
            return text == null ? ConsumerRules.USUAL : rules.computeIfAbsent(group, name -> parse(text));
        }

        private static ConsumerRules parse(String text) {
            return ConsumerRules.of(Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    Book(Topics topics) {
        this.topics = topics;
    }

    /** All that is written, by key. */
    public void read(Request request, Consumer<Map<String, String>> then) {
        open(request, now -> then.accept(now.all));
    }

    /** What is set for a consumer group. At once, but after a change of topics. */
    public void rules(Request request, String group, Consumer<ConsumerRules> then) {
        open(request, now -> then.accept(now.rulesOf(group)));
    }

    private void open(Request request, Consumer<Page> then) {
        Page now = page;
        long changes = topics.changes();
        if (now.changes == changes) {
            then.accept(now);
            return;
        }
        topics.find(
                request,
                TOPIC,
                found -> then.accept(turn(new Page(changes, found.attributes()))),
                () -> then.accept(turn(new Page(changes, Map.of()))));
    }

    private Page turn(Page next) {
        page = next;
        return next;
    }

    /** Writes a value, or takes it away when it is null. */
    public void write(Request request, String key, String value, Runnable then) {
        topics.find(
                request,
                TOPIC,
                found -> change(request, found, key, value, then),
                () -> topics.create(
                        request, TopicConfig.of(TOPIC, 1, 1, 0), made -> change(request, made, key, value, then)));
    }

    /** How clients get messages of a topic for a consumer group. */
    public static String mode(String group, String topic) {
        return MODE + group + ' ' + topic;
    }

    /** Takes away all that is set for a consumer group. */
    public void forget(Request request, String group, Runnable then) {
        topics.find(
                request,
                TOPIC,
                found -> {
                    Map<String, String> left = new TreeMap<>(found.attributes());
                    left.keySet().removeIf(key -> key.equals(GROUP + group) || key.startsWith(mode(group, "")));
                    if (left.size() < found.attributes().size()) {
                        change(request, found, left, then);
                    } else {
                        then.run();
                    }
                },
                then);
    }

    private void change(Request request, TopicConfig now, String key, String value, Runnable then) {
        Map<String, String> attributes = new TreeMap<>(now.attributes());
        if (value == null) {
            attributes.remove(key);
        } else {
            attributes.put(key, value);
        }
        change(request, now, attributes, then);
    }

    private void change(Request request, TopicConfig now, Map<String, String> attributes, Runnable then) {
        TopicConfig wanted = new TopicConfig(
                now.name(), now.kind(), now.partitions(), now.readQueues(), now.writeQueues(), 0, false, attributes);
        topics.change(request, now, wanted, then);
    }
}
