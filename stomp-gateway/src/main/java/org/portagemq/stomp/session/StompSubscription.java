// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.nio.charset.StandardCharsets;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;
import org.portagemq.stomp.message.Destination.Style;
import org.portagemq.stomp.message.StompException;

/** One subscription of a client, and what it was sent and has not acknowledged. */
final class StompSubscription implements SubscriptionListener {

    private enum State {
        STARTING,
        RUNNING,
        /** The client wants no more; the broker has not answered yet. */
        CANCELLING,
        /** Nothing comes any more; what was sent may be acknowledged. */
        OVER
    }

    private final Subscriptions subscriptions;
    private final String id;
    private final String receipt;
    private final int slot;
    private final AckMode mode;
    private final Style style;
    private final byte[] idLine;
    private final byte[] token;
    private final Unacked unacked = new Unacked();
    private Subscription subscription;
    private String group;
    private boolean durable;
    private State state = State.STARTING;
    private long sent;
    private int toGrant;
    private String shownTopic;
    private String shownKey;
    private byte[] destinationLine;

    /**
     * @param slot its number on the connection
     * @param style how destinations are written for it
     * @param idLine the header line that names it; empty for none
     * @param token what its acknowledgements begin with
     */
    StompSubscription(
            Subscriptions subscriptions,
            String id,
            String receipt,
            int slot,
            AckMode mode,
            Style style,
            byte[] idLine,
            String token) {
        this.subscriptions = subscriptions;
        this.id = id;
        this.receipt = receipt;
        this.slot = slot;
        this.mode = mode;
        this.style = style;
        this.idLine = idLine;
        this.token = token.getBytes(StandardCharsets.US_ASCII);
    }

    void attach(String newGroup, boolean newDurable, Subscription made) {
        group = newGroup;
        durable = newDurable;
        subscription = made;
    }

    @Override
    public void started(GroupSettings settings) {
        if (state == State.STARTING) {
            state = State.RUNNING;
        }
        // Also when the client has ended it meanwhile: it began.
        subscriptions.started(this);
    }

    @Override
    public void refused(BrokerException reason) {
        failed(Errors.of(reason));
    }

    /** It cannot begin. Only the first reason counts. */
    void failed(StompException reason) {
        if (state != State.OVER) {
            state = State.OVER;
            subscriptions.failed(this, reason);
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        if (mode == AckMode.AUTO) {
            subscriptions.messages().write(this, delivery, ++sent);
        } else if (state == State.RUNNING) {
            subscriptions.messages().write(this, delivery, unacked.add(delivery.offset()));
        } else {
            // Handed out before the broker heard that the client wants no more.
            subscription.release(delivery.offset(), Release.UNCOUNTED, 0);
            subscriptions.called();
        }
    }

    @Override
    public void cancelled(BrokerException reason) {
        if (state == State.STARTING) {
            failed(Errors.of(reason));
        } else if (state == State.RUNNING) {
            state = State.OVER;
            subscriptions.cancelledByBroker(this, Errors.of(reason));
        }
    }

    void cancel() {
        state = State.CANCELLING;
        subscription.cancel();
    }

    /** Nothing that the broker handed out is on its way any more. */
    void over() {
        state = State.OVER;
        retireIfIdle();
    }

    private void retireIfIdle() {
        if (state == State.OVER && unacked.count() == 0) {
            subscription.close();
            subscriptions.called();
            subscriptions.retired(this);
        }
    }

    boolean waits(long number) {
        return unacked.waits(number);
    }

    /** Settles a message, and in client mode all that went out before it. */
    void settle(long number, Settlement how) {
        if (mode == AckMode.CLIENT) {
            unacked.upTo(number, each -> settleOne(each, how));
        } else {
            settleOne(number, how);
        }
        retireIfIdle();
    }

    private void settleOne(long number, Settlement how) {
        how.apply(subscription, unacked.take(number));
        grantOne();
    }

    /** The same as part of a transaction. */
    void settle(long number, Settlement how, OpenTransaction open) {
        if (mode == AckMode.CLIENT) {
            unacked.upTo(number, each -> decideOne(each, how, open));
        } else {
            decideOne(number, how, open);
        }
    }

    private void decideOne(long number, Settlement how, OpenTransaction open) {
        Transaction transaction = open.transaction();
        how.apply(subscription, unacked.setAside(number), transaction);
        open.decided(this, number);
    }

    void settledInTransaction(long number) {
        unacked.drop(number);
        grantOne();
        retireIfIdle();
    }

    void putBack(long number) {
        unacked.putBack(number);
    }

    private void grantOne() {
        if (state == State.RUNNING && toGrant++ == 0) {
            subscriptions.shortOfCredit(this);
        }
    }

    /** Lets the broker send as many as were settled. */
    void grant() {
        if (state == State.RUNNING) {
            subscription.addCredit(toGrant);
        }
        toGrant = 0;
    }

    /** The header line for a destination; most messages of a subscription have the same. */
    byte[] destinationLine(String topic, String key, DestinationLines lines) {
        if (destinationLine == null || !key.equals(shownKey) || !topic.equals(shownTopic)) {
            shownTopic = topic;
            shownKey = key;
            destinationLine = lines.line(style, topic, key);
        }
        return destinationLine;
    }

    /** Makes header lines that name destinations. */
    @FunctionalInterface
    interface DestinationLines {
        byte[] line(Style style, String topic, String key);
    }

    String id() {
        return id;
    }

    String receipt() {
        return receipt;
    }

    int slot() {
        return slot;
    }

    AckMode mode() {
        return mode;
    }

    String group() {
        return group;
    }

    boolean isDurable() {
        return durable;
    }

    byte[] idLine() {
        return idLine;
    }

    byte[] token() {
        return token;
    }
}
