// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Objects;

/**
 * A message as it is published: the envelope that the broker understands, and the sender's own bytes.
 *
 * @param routingKeys tags by which topics route; the first one is the message's own, further ones only route
 * @param durable whether it must survive a restart
 * @param priority 0 to 255, higher first in groups with priorities
 * @param ttlMs how long it may stay in a group, or {@link #NO_TTL}
 * @param flush when it counts as stored
 * @param keys by which it can be found later
 * @param header the sections before the body, in the encoding of the format
 * @param deliverAt when it becomes visible, epoch ms, or {@link #AT_ONCE}; its routes are looked for and its lifetime
 *     begins then
 * @param deduplication by what it is known when it is sent again, or null
 * @param ordering messages of one key stay in order in groups and streams that are ordered by key; null for none
 */
public record Message(
        List<String> routingKeys,
        boolean durable,
        int priority,
        long ttlMs,
        FlushPolicy flush,
        List<String> keys,
        MessageFormat format,
        Payload header,
        Payload body,
        long deliverAt,
        Deduplication deduplication,
        OrderingKey ordering) {

    public static final long NO_TTL = -1;

    public static final long AT_ONCE = 0;

    /** The most routing keys, and the most keys, of a message. */
    public static final int TEXTS_MAX = 0xffff;

    /** The most characters of one of them: 65,535 bytes, however they are encoded. */
    public static final int TEXT_LENGTH_MAX = 0xffff / 3;

    /** As far as times in the store reach: in the year 2109. */
    public static final long LATEST = (1L << 42) - 1;

    public Message {
        Objects.requireNonNull(flush);
        Objects.requireNonNull(format);
        if (priority < 0 || priority > 255) {
            throw new BrokerException(ErrorCode.INVALID, "priority " + priority + " is not within 0 to 255");
        }
        if (deliverAt < 0 || deliverAt > LATEST) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "a message cannot become visible at " + deliverAt + " ms: the limit is " + LATEST);
        }
        requireTexts("routing keys", routingKeys);
        requireTexts("keys", keys);
    }

    /** What a record has room for. */
    private static void requireTexts(String what, List<String> texts) {
        if (texts.size() > TEXTS_MAX) {
            throw new BrokerException(
                    ErrorCode.INVALID, texts.size() + " " + what + ": a message has at most " + TEXTS_MAX);
        }
        for (String text : texts) {
            if (text.length() > TEXT_LENGTH_MAX) {
                throw new BrokerException(
                        ErrorCode.INVALID,
                        "one of the " + what + " has " + text.length() + " characters: at most " + TEXT_LENGTH_MAX);
            }
        }
    }

    /** A message that is visible at once, every time it is sent. */
    public Message(
            List<String> routingKeys,
            boolean durable,
            int priority,
            long ttlMs,
            FlushPolicy flush,
            List<String> keys,
            MessageFormat format,
            Payload header,
            Payload body) {
        this(routingKeys, durable, priority, ttlMs, flush, keys, format, header, body, AT_ONCE, null, null);
    }

    /** A message with one routing key and nothing else out of the ordinary. */
    public static Message of(String routingKey, boolean durable, MessageFormat format, Payload header, Payload body) {
        return new Message(
                List.of(routingKey), durable, 0, NO_TTL, FlushPolicy.DEFAULT, List.of(), format, header, body);
    }

    /** The same with other routing keys and lifetime, as when it goes on to another topic. */
    public Message rerouted(List<String> newRoutingKeys, long newTtlMs) {
        return new Message(
                newRoutingKeys,
                durable,
                priority,
                newTtlMs,
                flush,
                keys,
                format,
                header,
                body,
                deliverAt,
                deduplication,
                ordering);
    }

    /** The same, visible at a time: epoch ms. */
    public Message deliverAt(long time) {
        return new Message(
                routingKeys,
                durable,
                priority,
                ttlMs,
                flush,
                keys,
                format,
                header,
                body,
                time,
                deduplication,
                ordering);
    }

    /** The same, stored once however often it is sent. */
    public Message deduplicated(Deduplication by) {
        return new Message(
                routingKeys, durable, priority, ttlMs, flush, keys, format, header, body, deliverAt, by, ordering);
    }

    /** The same as one of the messages of an ordering key; null for none. */
    public Message orderedBy(OrderingKey key) {
        return new Message(
                routingKeys,
                durable,
                priority,
                ttlMs,
                flush,
                keys,
                format,
                header,
                body,
                deliverAt,
                deduplication,
                key);
    }

    /** Messages with the same one stay in order where order by key is kept; null for none. */
    public String orderingKey() {
        return ordering == null ? null : ordering.key();
    }

    /** Whether it is the last one of its ordering key for now. */
    public boolean lastOfKey() {
        return ordering != null && ordering.last();
    }

    /** What stays of it in the store: neither when it counts as stored, nor by what it is known when sent again. */
    public Message asStored() {
        return flush == FlushPolicy.DEFAULT && deduplication == null
                ? this
                : new Message(
                        routingKeys,
                        durable,
                        priority,
                        ttlMs,
                        FlushPolicy.DEFAULT,
                        keys,
                        format,
                        header,
                        body,
                        deliverAt,
                        null,
                        ordering);
    }

    /** What routes it: the same without its body. */
    public Message envelope() {
        return new Message(
                routingKeys,
                durable,
                priority,
                ttlMs,
                flush,
                keys,
                format,
                header,
                Payload.EMPTY,
                deliverAt,
                deduplication,
                ordering);
    }

    public String routingKey() {
        return routingKeys.isEmpty() ? "" : routingKeys.get(0);
    }
}
