// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * How a subscription consumes.
 *
 * @param exclusive whether no other subscription may consume from the group meanwhile
 * @param autoAck whether messages are done with as soon as they are handed out
 * @param credit the number of messages that may be pushed at first
 * @param priority consumers with a higher one get messages as long as they can take them
 * @param filter which messages of the group are wanted; the others stay for other consumers
 */
public record SubscribeRequest(
        String group, boolean exclusive, boolean autoAck, int credit, int priority, Filter filter) {

    public SubscribeRequest {
        Objects.requireNonNull(filter);
    }

    /** A subscription to everything. */
    public SubscribeRequest(String group, boolean exclusive, boolean autoAck, int credit, int priority) {
        this(group, exclusive, autoAck, credit, priority, Filter.ALL);
    }

    /** The same for the messages that pass the filter only. */
    public SubscribeRequest filtered(Filter newFilter) {
        return new SubscribeRequest(group, exclusive, autoAck, credit, priority, newFilter);
    }

    /** A subscription of the usual priority. */
    public SubscribeRequest(String group, boolean exclusive, boolean autoAck, int credit) {
        this(group, exclusive, autoAck, credit, 0);
    }
}
