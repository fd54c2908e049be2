// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.client.message.Filter;

/** Sets up a consumer that asks for messages. Made by the client. Not thread-safe. */
public final class SimpleConsumerBuilder {

    private final ConsumerHub hub;
    private final Map<String, Filter> subscriptions = new LinkedHashMap<>();
    private String group;
    private GroupStart start = GroupStart.FIRST;

    public SimpleConsumerBuilder(ConsumerHub hub) {
        this.hub = hub;
    }

    /** Consumers of one group share the messages. */
    public SimpleConsumerBuilder group(String name) {
        group = name;
        return this;
    }

    /** One topic more. All consumers of a group subscribe to the same. */
    public SimpleConsumerBuilder subscribe(String topic, Filter filter) {
        subscriptions.put(topic, filter);
        return this;
    }

    /** Where the group begins if it is new; at the first message if not said. */
    public SimpleConsumerBuilder start(GroupStart where) {
        start = where;
        return this;
    }

    /**
     * @throws org.portagemq.client.error.NotFoundException when a topic does not exist
     * @throws org.portagemq.client.error.FilterSyntaxException when a broker does not understand a filter
     */
    public SimpleConsumer open() {
        ConsumerOptions options = new ConsumerOptions(group, Map.copyOf(subscriptions), start);
        Opening.check(hub.remote(), options);
        return new SimpleConsumer(hub, options);
    }
}
