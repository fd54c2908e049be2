// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import java.util.ArrayList;
import java.util.List;

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

    boolean isRollbackOnly() {
        return rollbackOnly || transaction.isLost();
    }

    void rollbackOnly() {
        rollbackOnly = true;
    }

    /** What happens when it is rolled back before it was prepared. */
    void onUndone(Runnable action) {
        whenUndone.add(action);
    }

    void undone() {
        whenUndone.forEach(Runnable::run);
    }
}
