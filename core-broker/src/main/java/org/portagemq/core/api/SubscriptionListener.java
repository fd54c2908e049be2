// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Receives the messages of a subscription, on the session's executor. */
public interface SubscriptionListener {

    /**
     * The subscription is in place; deliveries follow.
     *
     * @param group what the group was declared with; of a reader of a stream, the group that keeps the stream
     */
    default void started(GroupSettings group) {}

    /** The subscription was not accepted; nothing follows. */
    void refused(BrokerException reason);

    void deliver(Delivery delivery);

    /** The broker has ended the subscription, for instance because its group was deleted; nothing follows. */
    void cancelled(BrokerException reason);
}
