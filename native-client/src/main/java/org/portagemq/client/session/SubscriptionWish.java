// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.util.Objects;

/**
 * What a subscription is to get.
 *
 * @param place a queue or a topic
 * @param selector null for everything
 * @param noLocal whether messages of this connection, or of its client id, are not wanted; of topics only
 * @param sharing of a topic: who else takes messages of the same backlog
 * @param durable of a topic: whether the backlog stays when nobody consumes
 * @param name of a durable or shared subscription; null for others
 * @param clientId to which the name belongs; null for none
 * @param credit how many messages may be pushed at first
 * @param settled whether messages are done with as soon as they are handed out
 */
public record SubscriptionWish(
        Place place,
        String selector,
        boolean noLocal,
        Sharing sharing,
        boolean durable,
        String name,
        String clientId,
        int credit,
        boolean settled) {

    /** Who may consume from a subscription at a time. Their order is part of the encoding. */
    public enum Sharing {
        ALONE,
        SHARED
    }

    public SubscriptionWish {
        Objects.requireNonNull(place);
        Objects.requireNonNull(sharing);
    }

    /** Everything that passes the selector, from a queue. */
    public static SubscriptionWish ofQueue(Place queue, String selector, int credit, boolean settled) {
        return new SubscriptionWish(queue, selector, false, Sharing.ALONE, false, null, null, credit, settled);
    }

    /** The same, but for the messages that may be pushed at first. */
    public SubscriptionWish withCredit(int newCredit) {
        return new SubscriptionWish(place, selector, noLocal, sharing, durable, name, clientId, newCredit, settled);
    }

    public boolean isShared() {
        return sharing == Sharing.SHARED;
    }
}
