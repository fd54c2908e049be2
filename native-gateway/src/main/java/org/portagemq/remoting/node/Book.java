// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.portagemq.client.codec.Json;
import org.portagemq.remoting.link.Request;

/**
 * Small settings of administrators that survive restarts: they are attributes of a topic that nobody sends to. Thread-safe.
 */
public final class Book {

    /** In front of a group's name: the key of what is set for the group. */
    public static final String GROUP = "group ";

    public static final String RETRIES = "retryMaxTimes";

    private static final String TOPIC = "rmq_sys_book";
    private static final int USUAL_RETRIES = 16;

    private final Topics topics;

    Book(Topics topics) {
        this.topics = topics;
    }

    /** All that is written, by key. */
    public void read(Request request, Consumer<Map<String, String>> then) {
        topics.find(request, TOPIC, found -> then.accept(found.attributes()), () -> then.accept(Map.of()));
    }

    /** How often a message of the group is tried again. */
    public void retries(Request request, String group, IntConsumer then) {
        read(request, all -> {
            String text = all.get(GROUP + group);
            Object retries = text == null
                    ? null
                    : Json.readObject(text.getBytes(StandardCharsets.UTF_8)).get(RETRIES);
            then.accept(retries instanceof Long times ? times.intValue() : USUAL_RETRIES);
        });
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

    private void change(Request request, TopicConfig now, String key, String value, Runnable then) {
        Map<String, String> attributes = new TreeMap<>(now.attributes());
        if (value == null) {
            attributes.remove(key);
        } else {
            attributes.put(key, value);
        }
        TopicConfig wanted = new TopicConfig(
                now.name(), true, now.partitions(), now.readQueues(), now.writeQueues(), 0, false, attributes);
        topics.change(request, now, wanted, then);
    }
}
