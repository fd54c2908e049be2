// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.messaging.Outcome;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transaction.TransactionalState;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.portagemq.amqp.v10.OpenTransaction.Retired;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

/** A link on which a peer consumes. */
final class OutgoingLink implements Link10, SubscriptionListener {

    private final Host host;
    private final Sender sender;
    private final Source source;
    private final Feed feed;
    private final Transfers transfers;
    private final boolean settled;
    private Subscription subscription;
    /** What the broker may push and has not. */
    private int granted;

    private int unsettled;
    private boolean grantDue;
    private boolean draining;
    private boolean over;

    OutgoingLink(Host host, Sender sender, Feed feed) {
        this.host = host;
        this.sender = sender;
        this.source = (Source) sender.getRemoteSource();
        this.feed = feed;
        this.transfers = new Transfers(host, sender);
        this.settled = sender.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED;
    }

    @Override
    public void attach() {
        feed.prepare(Nodes.answer(this::subscribe, this::refused));
    }

    private void subscribe(String name) {
        if (!over) {
            subscription = host.session().subscribe(feed.request(name, settled), this);
        }
    }

    @Override
    public void started(GroupSettings settings) {
        if (over) {
            return;
        }
        feed.describe(source);
        sender.setSource(source);
        sender.setTarget(sender.getRemoteTarget());
        sender.setSenderSettleMode(settled ? SenderSettleMode.SETTLED : SenderSettleMode.UNSETTLED);
        sender.setReceiverSettleMode(ReceiverSettleMode.FIRST);
        sender.open();
        flow();
    }

    @Override
    public void refused(BrokerException reason) {
        refuse(Conditions.of(reason));
    }

    @Override
    public void cancelled(BrokerException reason) {
        subscription = null;
        refuse(Conditions.ofDeleted(reason));
    }

    @Override
    public void refuse(ErrorCondition reason) {
        if (!over) {
            end(false);
            Links.end(sender, reason);
        }
    }

    // Credit.

    @Override
    public void flow() {
        if (over || sender.getLocalState() != EndpointState.ACTIVE) {
            return;
        }
        grant();
        if (sender.getDrain() && !draining) {
            draining = true;
            subscription.whenIdle(Nodes.answer(nothing -> drained(), reason -> drained()));
        }
    }

    /** What the broker had for the link has been sent. */
    private void drained() {
        draining = false;
        if (!over && sender.getDrain()) {
            sender.drained();
            grant();
        }
    }

    /** Tells the broker how much more the peer takes, or that it takes less than it said. */
    private void grant() {
        int room = settled ? Subscription.UNLIMITED : host.limits().unsettled() - unsettled;
        int wanted = Math.max(0, Math.min(sender.getCredit(), room));
        if (wanted > granted) {
            subscription.addCredit(wanted - granted);
            granted = wanted;
        } else if (wanted < granted) {
            subscription.credit(wanted);
            granted = wanted;
        }
    }

    // Deliveries and what becomes of them.

    @Override
    public void deliver(org.portagemq.core.api.Delivery message) {
        if (!settled && (over || sender.getCredit() <= 0)) {
            // On its way already when the peer took its credit back.
            message.source().release(message.offset(), Release.UNCOUNTED, 0);
            return;
        }
        if (over) {
            return;
        }
        granted = Math.max(0, granted - 1);
        try {
            transfers.send(message);
            unsettled += settled ? 0 : 1;
        } catch (Refusal tooLarge) {
            // It was not here: it is given back as it came, whatever becomes of what was sent before.
            message.source().release(message.offset(), Release.UNCOUNTED, 0);
            refuse(tooLarge.condition());
        }
    }

    @Override
    public void delivery(Delivery delivery) {
        DeliveryState state = delivery.getRemoteState();
        boolean decided = state instanceof Outcome || state instanceof TransactionalState || delivery.remotelySettled();
        if (over || delivery.isSettled() || !decided) {
            return;
        }
        if (state instanceof TransactionalState part) {
            retire(delivery, part);
            return;
        }
        if (!decide((Handed) delivery.getContext(), state == null ? source.getDefaultOutcome() : state)) {
            return;
        }
        if (state != null && !delivery.remotelySettled()) {
            delivery.disposition(state);
        }
        settled(delivery);
    }

    /** False when that could not be, and the link has ended. */
    private boolean decide(Handed handed, Object outcome) {
        try {
            Payload note = Notes10.noted(handed.note(), outcome);
            if (note != null) {
                subscription.note(handed.offset(), note);
            }
        } catch (Refusal refusal) {
            refuse(refusal.condition());
            return false;
        } catch (BrokerException refusal) {
            refuse(Conditions.of(refusal));
            return false;
        }
        Verdict.of(outcome).settle(subscription, handed.offset());
        return true;
    }

    private void settled(Delivery delivery) {
        delivery.settle();
        unsettled--;
        if (!grantDue && granted < sender.getCredit()) {
            grantDue = true;
            host.atEndOfBatch(this::grantDue);
        }
    }

    /** The broker is told once of all the room that a batch has made. */
    private void grantDue() {
        grantDue = false;
        if (!over) {
            grant();
        }
    }

    // Transactions.

    private void retire(Delivery delivery, TransactionalState part) {
        if (delivery.getContext() instanceof Handed handed && !retire(delivery, handed, part)) {
            return;
        }
        if (delivery.remotelySettled()) {
            settled(delivery);
        }
    }

    /** False when that could not be, and the link has ended. */
    private boolean retire(Delivery delivery, Handed handed, TransactionalState part) {
        try {
            OpenTransaction transaction = host.transactions().require(part.getTxnId());
            Outcome outcome = part.getOutcome() == null ? source.getDefaultOutcome() : part.getOutcome();
            Payload note = Notes10.noted(handed.note(), outcome);
            if (note != null) {
                subscription.note(handed.offset(), note, transaction.core());
            }
            Verdict.of(outcome).settle(subscription, handed.offset(), transaction.core());
            Retired retired = new Retired(this, delivery, handed, outcome);
            transaction.retire(retired);
            delivery.setContext(retired);
            return true;
        } catch (Refusal refusal) {
            refuse(refusal.condition());
        } catch (BrokerException refusal) {
            refuse(Conditions.of(refusal));
        }
        return false;
    }

    /** What was decided is in force. */
    void committed(Retired retired) {
        Delivery delivery = retired.delivery();
        if (!over && !delivery.isSettled()) {
            if (retired.outcome() instanceof DeliveryState outcome) {
                delivery.disposition(outcome);
            }
            settled(delivery);
        }
    }

    /** Nothing was decided: the peer may do so again, unless it has settled the delivery, which was a try then. */
    void rolledBack(Retired retired) {
        if (!over && retired.delivery().isSettled()) {
            subscription.release(retired.handed().offset(), Release.COUNTED);
        } else {
            retired.delivery().setContext(retired.handed());
        }
    }

    @Override
    public void gone(boolean forGood) {
        if (!over) {
            end(forGood);
        }
    }

    private void end(boolean forGood) {
        over = true;
        if (subscription != null) {
            subscription.close(Verdict.of(source.getDefaultOutcome()).whenLost());
        }
        feed.leave(forGood);
    }
}
