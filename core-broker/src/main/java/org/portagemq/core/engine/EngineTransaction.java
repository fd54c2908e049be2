// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Transaction;

/** A transaction's handle on its session's side. */
final class EngineTransaction implements Transaction {

    private final Engine engine;
    private final EngineSession session;

    /** Core only: made by the first call that reaches the core. */
    private TransactionState state;

    EngineTransaction(Engine engine, EngineSession session) {
        this.engine = engine;
        this.session = session;
    }

    /** In the core: the state behind the handle. */
    TransactionState state() {
        if (state == null) {
            state = engine.deferred().transactions().begin(session.state());
        }
        return state;
    }

    @Override
    public void commit(Answer<Void> answer) {
        commit(null, answer);
    }

    @Override
    public void commit(Deduplication by, Answer<Void> answer) {
        session.add(
                new Command.OfTransaction(() -> engine.deferred().transactions().commit(state(), by, answer)));
    }

    @Override
    public void rollback(Answer<Void> answer) {
        session.add(new Command.OfTransaction(() -> {
            engine.deferred().transactions().rollback(state());
            session.state().mail().call(() -> answer.done(null));
            return true;
        }));
    }

    @Override
    public void prepare(Payload branch, Answer<Long> answer) {
        prepare(Prepared.BRANCH, branch, USUAL, answer);
    }

    @Override
    public void entrust(String publisherGroup, long checkAfterMs, Answer<Long> answer) {
        prepare(Prepared.HALF, Payload.utf8(publisherGroup), checkAfterMs, answer);
    }

    @Override
    public void join(long entrusted, String publisherGroup, Answer<Void> answer) {
        Payload group = Payload.utf8(publisherGroup);
        session.add(
                new Command.OfTransaction(() -> engine.deferred().twoPhases().join(state(), entrusted, group, answer)));
    }

    private void prepare(byte kind, Payload name, long checkAfterMs, Answer<Long> answer) {
        session.add(new Command.OfTransaction(
                () -> engine.deferred().twoPhases().prepare(state(), kind, name, checkAfterMs, answer)));
    }
}
