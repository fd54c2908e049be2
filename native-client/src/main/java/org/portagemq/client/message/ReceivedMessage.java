// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.UnsupportedFeatureException;

/**
 * A message as a consumer gets it.
 *
 * @param messageId that its producer gave it
 * @param content what was sent
 * @param place where it is kept
 * @param delivery how it was handed out; {@link Delivery#NONE} for one that was read from a log
 * @param encoding of the body
 * @param system properties that brokers and clients have added
 */
public record ReceivedMessage(
        String messageId,
        Message content,
        Place place,
        Delivery delivery,
        Encoding encoding,
        Map<String, String> system) {

    /**
     * Where a message is kept, and since when.
     *
     * @param offset in its queue
     * @param position the broker's own handle of it
     * @param storageId by which the broker finds it again
     * @param bornHost address of its producer
     */
    public record Place(
            QueueRef queue,
            long offset,
            long position,
            String storageId,
            Instant bornAt,
            String bornHost,
            Instant storedAt) {}

    /**
     * How a message was handed out.
     *
     * @param attempt from 1
     * @param receipt by which it is acknowledged
     * @param group of the consumer whose application acknowledges it; empty where that is not the application's part
     */
    public record Delivery(int attempt, String receipt, String group) {
        public static final Delivery NONE = new Delivery(1, "", "");
    }

    /** How a body is still compressed when it arrives. */
    public enum Encoding {
        NONE,
        LZ4,
        ZSTD
    }

    public String topic() {
        return content.topic();
    }

    /**
     * Not to be changed.
     *
     * @throws UnsupportedFeatureException when its producer has compressed it in a way that only other clients know
     */
    public byte[] body() {
        requirePlain();
        return content.body();
    }

    /** The body as UTF-8; fails as {@link #body()} does. */
    public String text() {
        requirePlain();
        return content.text();
    }

    private void requirePlain() {
        if (encoding != Encoding.NONE) {
            throw new UnsupportedFeatureException(Incident.local(
                    "read message " + messageId,
                    "its body is compressed by " + encoding + ", which this client has not"));
        }
    }

    public Optional<String> tag() {
        return content.tag();
    }

    public List<String> keys() {
        return content.keys();
    }

    public Optional<String> orderingKey() {
        return content.orderingKey();
    }

    public Map<String, String> properties() {
        return content.properties();
    }

    public Optional<String> property(String name) {
        return content.property(name);
    }

    public QueueRef queue() {
        return place.queue();
    }

    public long offset() {
        return place.offset();
    }

    /** From 1. */
    public int attempt() {
        return delivery.attempt();
    }

    /** The same with another way in which it was handed out. */
    public ReceivedMessage with(Delivery other) {
        return new ReceivedMessage(messageId, content, place, other, encoding, system);
    }

    @Override
    public String toString() {
        return "ReceivedMessage[" + messageId + " of " + place.queue() + " at " + place.offset() + ", attempt "
                + delivery.attempt() + "]";
    }
}
