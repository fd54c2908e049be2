// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.client.session.SessionCommand;

/** A branch of a distributed transaction that this connection works in and that is not decided about. */
final class Branch {

    /** Where it is. */
    enum State {
        /** A session is in it. */
        ACTIVE,
        /** No session is in it: it can be decided about, or joined. */
        IDLE,
        PREPARED
    }

    private final LinkTransaction transaction;
    private final List<Runnable> whenUndone = new ArrayList<>();
    private State state = State.ACTIVE;
    private boolean rollbackOnly;
    private boolean expired;
    private boolean ending;

    Branch(LinkTransaction transaction) {
        this.transaction = transaction;
    }

    LinkTransaction transaction() {
        return transaction;
    }

    State state() {
        return state;
    }

    void state(State newState) {
        state = newState;
    }

    synchronized void rollbackOnly() {
        rollbackOnly = true;
    }

    /** Its time is over: unless it is ending, the broker rolls back what was done in it so far. */
    synchronized void expire() {
        if (!ending) {
            expired = true;
            transaction.tell(new SessionCommand.Rollback(SessionCommand.NO_REQUEST, transaction.number()));
        }
    }

    synchronized boolean isExpired() {
        return expired;
    }

    /** From now on it does not expire. */
    synchronized void ending() {
        ending = true;
    }

    /** Begins to prepare or commit it; false when it can be rolled back only. */
    synchronized boolean mayEnd() {
        ending = true;
        return !rollbackOnly && !expired && !transaction.isLost();
    }

    /** What happens when it is rolled back before it was prepared. */
    void onUndone(Runnable action) {
        whenUndone.add(action);
    }

    void undone() {
        whenUndone.forEach(Runnable::run);
    }
}
