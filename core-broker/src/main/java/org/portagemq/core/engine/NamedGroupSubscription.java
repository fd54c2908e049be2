// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;

/**
 * A subscription by a name that may be that of a {@link NamedStreamGroup}. Its deliveries are settled at itself, as those of
 * every group are: their offsets have the partition in the highest bits. Belongs to the session.
 */
final class NamedGroupSubscription implements Subscription {

    private static final int OFFSET_BITS = 48;
    private static final long OFFSET = (1L << OFFSET_BITS) - 1;

    private final SubscriptionListener listener;
    private final Subscription parts;
    /** In the order in which they came first. */
    private final List<DeliverySource> sources = new ArrayList<>();

    private final class Packing implements SubscriptionListener {
        @Override
        public void started(GroupSettings group) {
            listener.started(group);
        }

        @Override
        public void refused(BrokerException reason) {
            listener.refused(reason);
        }

        @Override
        public void deliver(Delivery delivery) {
            int source = sources.indexOf(delivery.source());
            if (source < 0) {
                source = sources.size();
                sources.add(delivery.source());
            }
            listener.deliver(new Delivery(
                    NamedGroupSubscription.this,
                    (long) source << OFFSET_BITS | delivery.offset(),
                    delivery.message(),
                    delivery.attempts(),
                    delivery.redelivered(),
                    delivery.remaining()));
        }

        @Override
        public void cancelled(BrokerException reason) {
            listener.cancelled(reason);
        }
    }

    private NamedGroupSubscription(
            Engine engine, EngineSession session, SubscribeRequest request, SubscriptionListener listener) {
        this.listener = listener;
        this.parts = WholeStreamSubscription.open(engine, session, request, new Packing());
    }

    static NamedGroupSubscription open(
            Engine engine, EngineSession session, SubscribeRequest request, SubscriptionListener listener) {
        return new NamedGroupSubscription(engine, session, request, listener);
    }

    @Override
    public void credit(int credit) {
        parts.credit(credit);
    }

    @Override
    public void addCredit(int more) {
        parts.addCredit(more);
    }

    @Override
    public void whenIdle(Answer<Void> answer) {
        parts.whenIdle(answer);
    }

    @Override
    public void cancel() {
        parts.cancel();
    }

    @Override
    public void close(Release how) {
        parts.close(how);
    }

    // --- settling

    private DeliverySource of(long offset) {
        return sources.get((int) (offset >>> OFFSET_BITS));
    }

    @Override
    public void ack(long offset) {
        of(offset).ack(offset & OFFSET);
    }

    @Override
    public void ack(long offset, Transaction transaction) {
        of(offset).ack(offset & OFFSET, transaction);
    }

    @Override
    public void release(long offset, Release how, long delayMs) {
        of(offset).release(offset & OFFSET, how, delayMs);
    }

    @Override
    public void release(long offset, Release how, Transaction transaction) {
        of(offset).release(offset & OFFSET, how, transaction);
    }

    @Override
    public void reject(long offset) {
        of(offset).reject(offset & OFFSET);
    }

    @Override
    public void reject(long offset, Transaction transaction) {
        of(offset).reject(offset & OFFSET, transaction);
    }

    @Override
    public void note(long offset, Payload note) {
        of(offset).note(offset & OFFSET, note);
    }

    @Override
    public void note(long offset, Payload note, Transaction transaction) {
        of(offset).note(offset & OFFSET, note, transaction);
    }
}
