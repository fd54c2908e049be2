// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;

/** A subscription's handle on its session's side. */
final class EngineSubscription implements Subscription {

    private final Engine engine;
    private final EngineSession session;
    private final Settling settling;

    /** Core only; null until the subscription has been accepted. */
    private Consumer consumer;

    EngineSubscription(Engine engine, EngineSession session) {
        this.engine = engine;
        this.session = session;
        this.settling = new Settling(engine, session, () -> consumer);
    }

    /** A subscription that begins when its session's calls are carried out. */
    static EngineSubscription open(
            Engine engine, EngineSession session, SubscribeRequest request, SubscriptionListener listener) {
        EngineSubscription handle = new EngineSubscription(engine, session);
        session.add(Command.of(() -> handle.begin(request, listener, new Credit())));
        return handle;
    }

    /** In the core. Answers the consumer, or null when it was refused. */
    Consumer begin(SubscribeRequest request, SubscriptionListener listener, Credit credit) {
        consumer = engine.consuming().subscribe(session.state(), this, request, listener, credit);
        return consumer;
    }

    // --- in the core

    void creditNow(int credit) {
        engine.consuming().credit(consumer, credit);
    }

    void whenIdleNow(Answer<Void> answer) {
        engine.consuming().whenIdle(session.state(), consumer, answer);
    }

    void cancelNow() {
        engine.consuming().cancel(consumer);
    }

    void closeNow(Release how) {
        engine.consuming().close(consumer, how);
    }

    // --- calls of the session

    @Override
    public void credit(int credit) {
        session.add(new Command.Urgent(() -> creditNow(credit)));
    }

    @Override
    public void addCredit(int more) {
        session.add(new Command.Urgent(() -> engine.consuming().addCredit(consumer, more)));
    }

    @Override
    public void whenIdle(Answer<Void> answer) {
        session.add(Command.of(() -> whenIdleNow(answer)));
    }

    @Override
    public void cancel() {
        session.add(Command.of(this::cancelNow));
    }

    @Override
    public void close(Release how) {
        session.add(Command.of(() -> closeNow(how)));
    }

    @Override
    public void ack(long offset) {
        settling.ack(offset);
    }

    @Override
    public void ack(long offset, Transaction transaction) {
        settling.ack(offset, transaction);
    }

    @Override
    public void release(long offset, Release how, long delayMs) {
        settling.release(offset, how, delayMs);
    }

    @Override
    public void reject(long offset) {
        settling.reject(offset);
    }

    @Override
    public void release(long offset, Release how, Transaction transaction) {
        settling.release(offset, how, transaction);
    }

    @Override
    public void reject(long offset, Transaction transaction) {
        settling.reject(offset, transaction);
    }

    @Override
    public void note(long offset, Payload note) {
        settling.note(offset, note);
    }

    @Override
    public void note(long offset, Payload note, Transaction transaction) {
        settling.note(offset, note, transaction);
    }
}
