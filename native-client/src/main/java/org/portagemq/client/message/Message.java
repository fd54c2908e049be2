// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.portagemq.client.codec.MessageProperties;

/**
 * What is sent. Immutable, and may be sent more than once.
 *
 * <pre>{@code
 * Message.to("orders").tag("paid").key("o-17").orderingKey("customer-9").text("...").build()
 * }</pre>
 */
public final class Message {

    static final int NO_PRIORITY = -1;

    private final String topic;
    private final byte[] body;
    private final String tag;
    private final List<String> keys;
    private final String orderingKey;
    private final String correlationId;
    private final int priority;
    private final Duration deliverAfter;
    private final Instant deliverAt;
    private final Map<String, String> properties;
    private final Compression compression;
    private final Durability durability;

    private Message(Builder from) {
        this.topic = from.topic;
        this.body = from.body;
        this.tag = from.tag;
        this.keys = List.copyOf(from.keys);
        this.orderingKey = from.orderingKey;
        this.correlationId = from.correlationId;
        this.priority = from.priority;
        this.deliverAfter = from.deliverAfter;
        this.deliverAt = from.deliverAt;
        this.properties = from.properties.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(from.properties));
        this.compression = from.compression;
        this.durability = from.durability;
    }

    /** Begins a message to a topic. */
    public static Builder to(String topic) {
        return new Builder(Rules.topic(topic), Builder.NO_BODY);
    }

    /**
     * One that a broker has sent, whatever it may be like. For the client itself.
     *
     * @param all properties, the application's and others
     */
    public static Message received(String topic, byte[] body, Map<String, String> all) {
        Builder builder = new Builder(topic, body);
        all.forEach((name, value) -> {
            if (!Rules.isReserved(name)) {
                builder.properties.put(name, value);
            }
        });
        builder.tag = all.get(MessageProperties.TAGS);
        String keys = all.get(MessageProperties.KEYS);
        if (keys != null) {
            builder.keys.addAll(List.of(keys.split(" ", -1)));
        }
        builder.orderingKey = all.get(MessageProperties.SHARDING_KEY);
        builder.correlationId = all.get(MessageProperties.CORRELATION_ID);
        builder.priority = Rules.priority(all.get(MessageProperties.PRIORITY));
        return new Message(builder);
    }

    /** A builder with all that this message has, to send it again, perhaps elsewhere. */
    public Builder toBuilder(String otherTopic) {
        Builder builder = new Builder(Rules.topic(otherTopic), body);
        builder.tag = tag;
        builder.keys.addAll(keys);
        builder.orderingKey = orderingKey;
        builder.correlationId = correlationId;
        builder.priority = priority;
        builder.deliverAfter = deliverAfter;
        builder.deliverAt = deliverAt;
        builder.properties.putAll(properties);
        builder.compression = compression;
        builder.durability = durability;
        return builder;
    }

    /** A builder with all that this message has. */
    public Builder toBuilder() {
        return toBuilder(topic);
    }

    public String topic() {
        return topic;
    }

    /** Not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public Optional<String> tag() {
        return Optional.ofNullable(tag);
    }

    /** By these the message can be looked up. */
    public List<String> keys() {
        return keys;
    }

    /** Messages with the same one keep their order. */
    public Optional<String> orderingKey() {
        return Optional.ofNullable(orderingKey);
    }

    public Optional<String> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    public OptionalInt priority() {
        return priority == NO_PRIORITY ? OptionalInt.empty() : OptionalInt.of(priority);
    }

    public Optional<Duration> deliverAfter() {
        return Optional.ofNullable(deliverAfter);
    }

    public Optional<Instant> deliverAt() {
        return Optional.ofNullable(deliverAt);
    }

    /** The application's own. */
    public Map<String, String> properties() {
        return properties;
    }

    public Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    public Compression compression() {
        return compression;
    }

    public Durability durability() {
        return durability;
    }

    @Override
    public String toString() {
        return "Message[to " + topic + ", " + body.length + " bytes"
                + (tag == null ? "" : ", tag " + tag)
                + (keys.isEmpty() ? "" : ", keys " + keys)
                + (orderingKey == null ? "" : ", ordering key " + orderingKey) + "]";
    }

    /** Makes a message. Not thread-safe. */
    public static final class Builder {

        private static final byte[] NO_BODY = new byte[0];

        private final String topic;
        private final List<String> keys = new ArrayList<>();
        private final Map<String, String> properties = new LinkedHashMap<>();
        private byte[] body;
        private String tag;
        private String orderingKey;
        private String correlationId;
        private int priority = NO_PRIORITY;
        private Duration deliverAfter;
        private Instant deliverAt;
        private Compression compression = Compression.AUTO;
        private Durability durability = Durability.STORED;

        private Builder(String topic, byte[] body) {
            this.topic = topic;
            this.body = body;
        }

        /** Not copied, and not to be changed any more. */
        public Builder body(byte[] octets) {
            body = octets;
            return this;
        }

        /** A copy of what remains in the buffer. */
        public Builder body(ByteBuffer octets) {
            byte[] copy = new byte[octets.remaining()];
            octets.duplicate().get(copy);
            return body(copy);
        }

        /** As UTF-8. */
        public Builder text(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        /** One word by which consumers can choose. */
        public Builder tag(String word) {
            tag = Rules.tag(topic, word);
            return this;
        }

        /** One word more by which the message can be looked up. */
        public Builder key(String word) {
            keys.add(Rules.key(topic, word));
            return this;
        }

        /** Messages of one key are in one queue, in the order in which they were sent. Not together with a delay. */
        public Builder orderingKey(String key) {
            orderingKey = Rules.text(topic, "the ordering key", key);
            return this;
        }

        /** What consumers of other protocols see as their correlation id. */
        public Builder correlationId(String id) {
            correlationId = id == null ? null : Rules.text(topic, "the correlation id", id);
            return this;
        }

        /**
         * From 0 to 9, the highest: in a topic for priorities it chooses the queue, and consumers get those of higher queues first.
         * Consumers of other protocols see it as theirs.
         */
        public Builder priority(int number) {
            priority = Rules.priority(topic, number);
            return this;
        }

        /** Consumers get it after a time, by the broker's clock. */
        public Builder deliverAfter(Duration delay) {
            deliverAfter = delay;
            deliverAt = null;
            return this;
        }

        /** Consumers get it at a time; at once when that is over. */
        public Builder deliverAt(Instant time) {
            deliverAt = time;
            deliverAfter = null;
            return this;
        }

        /** A property of the application's own. Its name is none that brokers use themselves. */
        public Builder property(String name, String value) {
            properties.put(Rules.name(topic, name), Rules.text(topic, "property '" + name + "'", value));
            return this;
        }

        public Builder compression(Compression wanted) {
            compression = wanted;
            return this;
        }

        public Builder durability(Durability wanted) {
            durability = wanted;
            return this;
        }

        /** @throws org.portagemq.client.error.InvalidMessageException when no broker would take it */
        public Message build() {
            Rules.delay(topic, orderingKey, deliverAfter, deliverAt);
            return new Message(this);
        }
    }
}
