// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.Incoming;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.client.session.SubscriptionWish;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

/** One subscription of a client: what it was sent and has not settled, and how it begins again and ends. */
final class OpenSubscription implements SubscriptionListener {

    private final Host host;
    private final long number;
    private final SubscriptionWish wish;
    private final Ending ending;
    /** Handed out and neither settled nor decided about in a transaction. Sorted, so that they go back in order. */
    private final TreeSet<Long> out = new TreeSet<>();

    private int decided;
    private Subscription subscription;
    private String group;
    private long startRequest;
    private int epoch;
    private boolean closing;
    private boolean over;

    /** Hears that a subscription is at its end. */
    interface Ending {
        /** Nothing is out any more, and nothing comes. */
        void over(OpenSubscription subscription);
    }

    OpenSubscription(Host host, SessionCommand.Subscribe command, Ending ending) {
        this.host = host;
        this.number = command.subscription();
        this.wish = command.wish();
        this.startRequest = command.request();
        this.ending = ending;
    }

    long number() {
        return number;
    }

    SubscriptionWish wish() {
        return wish;
    }

    /** Begins to consume from the group. */
    void start(String ofGroup, Filter filter, boolean alone) {
        group = ofGroup;
        SubscribeRequest request =
                new SubscribeRequest(group, alone, wish.settled(), wish.credit(), 0).filtered(filter);
        subscription = host.session().subscribe(request, this);
        host.called();
    }

    /** It cannot begin. */
    void fail(Failure reason) {
        if (!over) {
            over = true;
            host.failed(startRequest, reason);
            ending.over(this);
        }
    }

    @Override
    public void started(GroupSettings settings) {
        host.done(startRequest);
    }

    @Override
    public void refused(BrokerException reason) {
        fail(Failures.ofSelective(reason, wish.selector()));
    }

    @Override
    public void cancelled(BrokerException reason) {
        if (!over && !closing) {
            over = true;
            host.emit(new SessionEvent.SubscriptionEnded(number, Failures.of(reason)));
            ending.over(this);
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        if (closing) {
            if (!wish.settled()) {
                subscription.release(delivery.offset(), Release.UNCOUNTED, 0);
                host.called();
            }
            return;
        }
        if (!wish.settled()) {
            out.add(delivery.offset());
        }
        host.emit(new SessionEvent.Delivered(number, epoch, delivery.offset(), incoming(delivery)));
    }

    private static Incoming incoming(Delivery delivery) {
        return incoming(delivery.message(), Math.max(0, delivery.attempts()));
    }

    static Incoming incoming(StoredMessage stored, int attempts) {
        Message message = stored.message();
        byte[] header = message.header().array();
        byte[] body = message.body().array();
        if (message.format() != ClientFormat.INSTANCE) {
            ForeignMessages.Sections sections = ForeignMessages.translate(stored);
            header = sections.header().encode();
            body = sections.body();
        }
        return new Incoming(
                Routes.place(stored.topic(), message.routingKey()),
                message.durable(),
                message.priority(),
                attempts,
                header,
                body);
    }

    void credit(int more) {
        if (subscription != null && !closing) {
            subscription.addCredit(more);
        }
    }

    void settle(long[] offsets, SessionCommand.Outcome outcome) {
        for (long offset : offsets) {
            if (out.remove(offset)) {
                switch (outcome) {
                    case ACCEPT -> subscription.ack(offset);
                    case RELEASE -> subscription.release(offset, Release.UNCOUNTED, 0);
                    case FAIL -> subscription.release(offset, Release.COUNTED);
                    case REJECT -> subscription.reject(offset);
                }
            }
        }
        endIfIdle();
    }

    /** The same in a transaction: a rollback has them out again. */
    void settle(long[] offsets, SessionCommand.Outcome outcome, OpenTransactions.Open transaction) {
        List<Long> settled = new ArrayList<>();
        for (long offset : offsets) {
            if (out.remove(offset)) {
                settled.add(offset);
                switch (outcome) {
                    case ACCEPT -> subscription.ack(offset, transaction.transaction());
                    case RELEASE -> subscription.release(offset, Release.UNCOUNTED, transaction.transaction());
                    case FAIL -> subscription.release(offset, Release.COUNTED, transaction.transaction());
                    case REJECT -> subscription.reject(offset, transaction.transaction());
                }
            }
        }
        decided += settled.size();
        transaction.whenOver(
                () -> {
                    decided -= settled.size();
                    endIfIdle();
                },
                () -> {
                    decided -= settled.size();
                    out.addAll(settled);
                });
    }

    void restart(SessionCommand.Restart command) {
        if (subscription == null || over) {
            return;
        }
        if (!closing) {
            subscription.credit(0);
        }
        behindAllDeliveries(() -> restartNow(command));
    }

    private void restartNow(SessionCommand.Restart command) {
        epoch = command.epoch();
        // In a group with a retry schedule only the failed ones wait.
        settle(command.failed(), SessionCommand.Outcome.FAIL);
        if (!over && !closing) {
            releaseAll();
            subscription.credit(command.credit());
        }
        host.called();
    }

    private void releaseAll() {
        out.forEach(offset -> subscription.release(offset, Release.UNCOUNTED, 0));
        out.clear();
    }

    /** The broker answers in the order of calls: behind this answer nothing that was pushed before is on its way. */
    private void behindAllDeliveries(Runnable action) {
        host.session()
                .admin()
                .describeGroup(group, Calls.<GroupInfo>answer(info -> action.run(), gone -> action.run()));
        host.called();
    }

    /** Answers when the broker has pushed all that there is for it now. */
    void drain(long request) {
        if (subscription == null || closing || over) {
            host.done(request);
        } else {
            subscription.whenIdle(Calls.answer(nothing -> host.done(request), gone -> host.done(request)));
        }
    }

    /** Ends it; what the client has seen may still be settled. */
    void close(long request) {
        if (subscription == null || over) {
            host.done(request);
            return;
        }
        closing = true;
        subscription.cancel();
        behindAllDeliveries(() -> {
            host.done(request);
            endIfIdle();
        });
    }

    private void endIfIdle() {
        if (closing && !over && out.isEmpty() && decided == 0) {
            over = true;
            subscription.close();
            host.called();
            ending.over(this);
        }
    }

    /** The group it consumes from; null when it did not come to that. */
    String group() {
        return group;
    }

    boolean isClosing() {
        return closing;
    }

    /** The connection is lost: nobody knows what of it was seen, so that all of it counts as tried. */
    void lost() {
        if (subscription != null && !over) {
            out.forEach(offset -> subscription.release(offset, Release.COUNTED));
            out.clear();
        }
    }
}
