// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;

/**
 * Carries out what sessions call, holds what there is no room for, and takes apart what a session leaves behind.
 * Belongs to the core.
 */
final class Sessions {

    private final Engine engine;
    private final Quotas quotas;
    private final Set<SessionState> open = new LinkedHashSet<>();
    private final Set<SessionState> holding = new LinkedHashSet<>();

    Sessions(Engine engine, Quotas quotas) {
        this.engine = engine;
        this.quotas = quotas;
    }

    /**
     * From any thread.
     *
     * @throws BrokerException {@link ErrorCode#LIMIT_EXCEEDED} when there are as many as there may be
     */
    EngineSession open(SessionRequest opening, SessionListener listener, SessionState.Outgoing outgoing) {
        Namespace namespace = engine.catalog().requireNamespace(opening.namespace());
        SessionState state = new SessionState(
                namespace,
                opening.principal(),
                opening.connection(),
                opening.executor(),
                new Mailbox(opening.executor(), engine.durableProgress()),
                listener,
                outgoing,
                quotas.enter(opening, namespace.limits()));
        EngineSession session = new EngineSession(engine, state);
        session.add(Command.of(() -> add(state)));
        return session;
    }

    /** Sessions and channels that limits have refused. Thread-safe. */
    long refused() {
        return quotas.refused();
    }

    /** The session opens, unless its namespace was deleted since it was asked for. */
    private void add(SessionState session) {
        open.add(session);
        if (session.namespace().isDeleted()) {
            end(session, "namespace '" + session.namespace().name() + "' was deleted");
        }
    }

    int count() {
        return open.size();
    }

    /** Carries out a batch of calls in order; from the first one that finds no room on they wait. */
    void run(SessionState session, List<Command> calls) {
        for (int i = 0; i < calls.size(); i++) {
            if (!session.isOpen()) {
                return;
            }
            Command call = calls.get(i);
            if (!call.publishes()) {
                engine.keepLimits();
            }
            boolean mayRun = session.held().isEmpty() || (call.overtakes() && !mustWait(session, call));
            if (!mayRun || !call.run()) {
                hold(session, call);
            }
        }
    }

    /** An acknowledgement after a rollback that waits would find its message still in the transaction. */
    private static boolean mustWait(SessionState session, Command call) {
        return call.settles() && session.heldSettling() > 0;
    }

    private void hold(SessionState session, Command call) {
        session.hold(call);
        if (holding.add(session)) {
            engine.totals().held++;
        }
        if (!session.isThrottled()) {
            session.throttled(true);
            session.mail().call(() -> session.listener().throttled(true));
            awaitRoom(session);
        }
        tellHeld(session);
    }

    /** Tries again after the log's next step; the regular tick tries as well. */
    private void awaitRoom(SessionState session) {
        engine.durableProgress().await(() -> engine.calls().call(() -> retry(session)));
    }

    /** The disk or the memory is short, and that will take some time: the session is told why. */
    private void tellHeld(SessionState session) {
        String reason = engine.alarms().reason();
        if (reason != null && !session.wasToldHeld()) {
            session.toldHeld(true);
            session.mail().call(() -> session.listener().publishingHeld(reason));
        }
    }

    private void retry(SessionState session) {
        if (!holding.contains(session)) {
            return;
        }
        ArrayDeque<Command> held = session.held();
        while (!held.isEmpty()) {
            if (!held.peek().run()) {
                awaitRoomUnlessAlarmed(session);
                return;
            }
            if (!session.isOpen()) {
                return;
            }
            session.unholdFirst();
        }
        holding.remove(session);
        session.throttled(false);
        session.mail().call(() -> session.listener().throttled(false));
        if (session.wasToldHeld()) {
            session.toldHeld(false);
            session.mail().call(session.listener()::publishingResumed);
        }
    }

    /** While an alarm lasts the log makes no steps for those who wait: the tick tries. */
    private void awaitRoomUnlessAlarmed(SessionState session) {
        if (engine.alarms().reason() == null) {
            awaitRoom(session);
        } else {
            tellHeld(session);
        }
    }

    /** On each tick: whoever is held tries again, whatever happened to the wake-ups. */
    void retryAll() {
        for (SessionState session : List.copyOf(holding)) {
            retry(session);
        }
    }

    void writable(SessionState session, boolean writable) {
        session.writable(writable);
        if (writable) {
            relieved(session);
        }
    }

    /** The session can take messages again. */
    void relieved(SessionState session) {
        for (Consumer consumer : session.consumers()) {
            if (!consumer.isCancelled()) {
                engine.pump().changed(consumer);
            }
        }
    }

    void close(SessionState session) {
        if (!session.isOpen()) {
            return;
        }
        session.close();
        session.seat().leave();
        open.remove(session);
        holding.remove(session);
        for (TransactionState transaction : List.copyOf(session.transactions())) {
            engine.deferred().transactions().rollback(transaction);
        }
        engine.deferred().checkBacks().forget(session);
        for (Consumer consumer : List.copyOf(session.consumers())) {
            engine.consuming().close(consumer, Release.UNCOUNTED);
        }
        for (Group group : List.copyOf(session.exclusiveGroups())) {
            if (!group.isDeleted()) {
                engine.declarations().deleteGroup(group);
            }
        }
    }

    /** Visits the positions of all messages that transactions have stored and not yet made visible. */
    void forEachPending(LongConsumer visitor) {
        for (SessionState session : open) {
            for (TransactionState transaction : session.transactions()) {
                transaction.items().forEach(item -> visitor.accept(item.position()));
            }
        }
    }

    /** Closes all sessions of a namespace, and tells them. */
    void closeNamespace(Namespace namespace) {
        closeAll(namespace, "namespace '" + namespace.name() + "' was deleted");
    }

    void closeAll(Namespace namespace, String why) {
        for (SessionState session : List.copyOf(open)) {
            if (namespace == null || session.namespace() == namespace) {
                end(session, why);
            }
        }
    }

    private void end(SessionState session, String why) {
        BrokerException reason = new BrokerException(ErrorCode.CLOSED, why);
        session.mail().call(() -> session.listener().closed(reason));
        close(session);
    }
}
