// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import org.portagemq.client.session.Place;
import org.portagemq.core.api.Address;

/** How places that clients name are topics, routing keys and groups of the broker. Pure functions. */
final class Routes {

    /** Names of temporary places begin so, by which everybody recognises them. */
    static final String TEMPORARY_QUEUE = "temporary-queue-";

    static final String TEMPORARY_TOPIC = "temporary-topic-";

    private static final String TOPICS = "amq.topic";
    private static final String EXCHANGE = "exchange://";

    private Routes() {}

    /** The topic to which a message for the place is published. */
    static String topic(Place place) {
        if (place.kind().isQueue()) {
            return "";
        }
        if (place.name().startsWith(EXCHANGE)) {
            int slash = place.name().indexOf('/', EXCHANGE.length());
            return place.name()
                    .substring(EXCHANGE.length(), slash < 0 ? place.name().length() : slash);
        }
        return TOPICS;
    }

    /** The routing key that it gets. */
    static String key(Place place) {
        if (place.kind().isQueue() || !place.name().startsWith(EXCHANGE)) {
            return place.name();
        }
        int slash = place.name().indexOf('/', EXCHANGE.length());
        return slash < 0 ? "" : place.name().substring(slash + 1);
    }

    /** What a subscription to the place binds with; a last word of {@code >} stands for any number of words. */
    static String pattern(Place topic) {
        String key = key(topic);
        if (key.equals(">")) {
            return "#";
        }
        return key.endsWith(".>") ? key.substring(0, key.length() - 1) + "#" : key;
    }

    /** Where a message was published. */
    static Place place(String topic, String key) {
        if (topic.isEmpty()) {
            return queue(key);
        }
        if (topic.equals(TOPICS)) {
            return new Place(key.startsWith(TEMPORARY_TOPIC) ? Place.Kind.TEMPORARY_TOPIC : Place.Kind.TOPIC, key);
        }
        return Place.topic(EXCHANGE + topic + (key.isEmpty() ? "" : "/" + key));
    }

    private static Place queue(String name) {
        return new Place(name.startsWith(TEMPORARY_QUEUE) ? Place.Kind.TEMPORARY_QUEUE : Place.Kind.QUEUE, name);
    }

    static Address address(Place place) {
        return place.kind().isQueue() ? Address.group(place.name()) : Address.topic(topic(place), key(place));
    }

    /** Words that the broker does not know are taken for the name of a queue. */
    static Place place(Address address) {
        return switch (address.kind()) {
            case GROUP, OTHER -> queue(address.name());
            case TOPIC -> place(address.topic(), address.name());
        };
    }
}
