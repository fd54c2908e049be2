// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InvalidMessageException;

/** What messages have to be like so that brokers take them. */
final class Rules {

    private static final int TOPIC_LENGTH = 127;

    /** Names of properties by which clients and brokers tell each other something. */
    private static final int HIGHEST = 9;

    private static final Set<String> RESERVED = Set.of(
            MessageProperties.KEYS,
            MessageProperties.TAGS,
            MessageProperties.WAIT,
            MessageProperties.UNIQUE_KEY,
            MessageProperties.DELAY_LEVEL,
            MessageProperties.TIMER_DELAY_MS,
            MessageProperties.TIMER_DELAY_SEC,
            MessageProperties.TIMER_DELIVER_MS,
            MessageProperties.REAL_TOPIC,
            MessageProperties.REAL_QUEUE,
            MessageProperties.RETRY_TOPIC,
            MessageProperties.ORIGIN_MESSAGE_ID,
            MessageProperties.RECONSUME_TIME,
            MessageProperties.PREPARED,
            MessageProperties.PRODUCER_GROUP,
            MessageProperties.TRANSACTION_ID,
            MessageProperties.CHECK_TIMES,
            MessageProperties.CHECK_IMMUNITY,
            MessageProperties.CLUSTER,
            MessageProperties.REGION,
            MessageProperties.TRACE,
            MessageProperties.TYPE,
            MessageProperties.REPLY_TO_CLIENT,
            MessageProperties.CORRELATION_ID,
            MessageProperties.TTL,
            MessageProperties.PUSH_REPLY_TIME,
            MessageProperties.POP_HANDLE,
            MessageProperties.FIRST_POP_TIME,
            MessageProperties.SHARDING_KEY,
            MessageProperties.PRIORITY,
            MessageProperties.DLQ_ORIGIN_TOPIC,
            MessageProperties.DLQ_ORIGIN_MESSAGE_ID,
            "MIN_OFFSET",
            "MAX_OFFSET",
            "CONSUME_START_TIME",
            "MAX_RECONSUME_TIMES",
            "TRAN_PREPARED_QUEUE_OFFSET",
            "INSTANCE_ID",
            "ARRIVE_TIME",
            "ORIGIN_GROUP",
            "INNER_MULTI_DISPATCH",
            "INNER_MULTI_QUEUE_OFFSET",
            "INNER_NUM",
            "INNER_BASE",
            "TIMER_OUT_MS",
            "TIMER_ENQUEUE_MS",
            "TIMER_DEQUEUE_MS",
            "TIMER_ROLL_TIMES",
            "TIMER_DEL_UNIQKEY",
            "__LITE_TOPIC",
            "__CRC32#");

    private Rules() {}

    static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    static String topic(String topic) {
        if (topic == null || topic.isEmpty() || topic.length() > TOPIC_LENGTH) {
            throw invalid(topic, "the name of a topic has 1 to " + TOPIC_LENGTH + " characters");
        }
        return topic;
    }

    static String tag(String topic, String tag) {
        text(topic, "the tag", tag);
        if (tag.isBlank() || tag.contains("||") || !tag.equals(tag.strip())) {
            throw invalid(topic, "'" + tag + "' is no tag: it is one word, without || in it");
        }
        return tag;
    }

    static String key(String topic, String key) {
        text(topic, "the key", key);
        if (key.isEmpty() || key.indexOf(' ') >= 0) {
            throw invalid(topic, "'" + key + "' is no key: it is one word, without blanks");
        }
        return key;
    }

    static String name(String topic, String name) {
        text(topic, "the name of a property", name);
        if (isReserved(name)) {
            throw invalid(topic, "'" + name + "' is a property that brokers use themselves: take another name");
        }
        return name;
    }

    static String text(String topic, String what, String text) {
        if (text == null || text.isEmpty() || !MessageProperties.isPossible(text)) {
            throw invalid(topic, what + " is empty, or has the characters 1 or 2 in it, which the protocol needs");
        }
        return text;
    }

    static int priority(String topic, int priority) {
        if (priority < 0 || priority > HIGHEST) {
            throw invalid(topic, "a priority is a number from 0 to " + HIGHEST + ", not " + priority);
        }
        return priority;
    }

    /** What a broker says, which may have others. */
    static int priority(String text) {
        try {
            return text == null ? Message.NO_PRIORITY : Math.max(Message.NO_PRIORITY, Integer.parseInt(text));
        } catch (NumberFormatException none) {
            return Message.NO_PRIORITY;
        }
    }

    static void delay(String topic, String orderingKey, Duration after, Instant at) {
        if (orderingKey != null && (after != null || at != null)) {
            throw invalid(
                    topic, "a message with an ordering key cannot be delayed: it would overtake, or be overtaken");
        }
        if (after != null && after.isNegative()) {
            throw invalid(topic, "a delay of " + after + " is negative");
        }
    }

    private static InvalidMessageException invalid(String topic, String why) {
        return new InvalidMessageException(Incident.local("make a message to topic '" + topic + "'", why));
    }
}
