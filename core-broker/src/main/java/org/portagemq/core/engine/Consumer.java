// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.group.OffsetTable;

/** One who takes messages of a group, pushed or on demand, and what it holds of them. Belongs to the core. */
final class Consumer {

    private final SessionState session;
    private final Group group;
    private final DeliverySource handle;
    private final SubscriptionListener listener;
    private final boolean exclusive;
    private final boolean autoAck;
    private final int priority;
    private final OffsetTable inFlight = new OffsetTable();
    private Selection selection;
    private Credit credit = new Credit();
    private boolean queued;
    private boolean cancelled;

    /** A consumer to whom messages are pushed. */
    Consumer(
            SessionState session,
            Group group,
            DeliverySource handle,
            SubscriptionListener listener,
            boolean exclusive,
            boolean autoAck,
            int priority) {
        this.session = session;
        this.group = group;
        this.handle = handle;
        this.listener = listener;
        this.exclusive = exclusive;
        this.autoAck = autoAck;
        this.priority = priority;
    }

    /** What it looks for; null when it takes everything. */
    Selection selection() {
        return selection;
    }

    void select(Selection wanted) {
        selection = wanted;
    }

    SessionState session() {
        return session;
    }

    Group group() {
        return group;
    }

    DeliverySource handle() {
        return handle;
    }

    SubscriptionListener listener() {
        return listener;
    }

    boolean isExclusive() {
        return exclusive;
    }

    int priority() {
        return priority;
    }

    boolean isAutoAck() {
        return autoAck;
    }

    /** What is out at this consumer: offset to size. */
    OffsetTable inFlight() {
        return inFlight;
    }

    void credit(int newCredit) {
        credit.set(newCredit);
    }

    int credit() {
        return credit.left();
    }

    void useCredit() {
        credit.use();
    }

    /** From now on the credit is that of several consumers together. */
    void share(Credit common) {
        credit = common;
    }

    /** Whether it waits in its group for a message. */
    boolean isQueued() {
        return queued;
    }

    void queued(boolean isQueued) {
        queued = isQueued;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
        // What it shared is still for the others.
        credit = new Credit();
    }
}
