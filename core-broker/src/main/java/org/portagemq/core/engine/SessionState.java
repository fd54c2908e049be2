// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.SessionListener;

/** What the core knows of a session. Belongs to the core. */
final class SessionState {

    private final Namespace namespace;
    private final Principal principal;
    private final ConnectionInfo connection;
    private final Executor executor;
    private final Mailbox mailbox;
    private final SessionListener listener;
    private final Set<Consumer> consumers = new LinkedHashSet<>();
    private final Set<TransactionState> transactions = new LinkedHashSet<>();
    private final Set<Group> exclusiveGroups = new LinkedHashSet<>();
    private final ArrayDeque<Command> held = new ArrayDeque<>();
    private int heldSettling;
    private boolean writable = true;
    private boolean open = true;
    private boolean toldHeld;
    private boolean throttled;
    private boolean mailQueued;
    private final Outgoing outgoing;
    private final Quotas.Seat seat;

    /** Collects the sessions to which a turn has something to say. */
    interface Outgoing {
        void add(SessionState session);
    }

    SessionState(
            Namespace namespace,
            Principal principal,
            ConnectionInfo connection,
            Executor executor,
            Mailbox mailbox,
            SessionListener listener,
            Outgoing outgoing,
            Quotas.Seat seat) {
        this.namespace = namespace;
        this.principal = principal;
        this.connection = connection;
        this.executor = executor;
        this.mailbox = mailbox;
        this.listener = listener;
        this.outgoing = outgoing;
        this.seat = seat;
    }

    /** Thread-safe. */
    Quotas.Seat seat() {
        return seat;
    }

    Namespace namespace() {
        return namespace;
    }

    Principal principal() {
        return principal;
    }

    ConnectionInfo connection() {
        return connection;
    }

    Executor executor() {
        return executor;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    SessionListener listener() {
        return listener;
    }

    /** The mail of this turn. */
    Mail mail() {
        if (!mailQueued) {
            mailQueued = true;
            outgoing.add(this);
        }
        return mailbox.mail();
    }

    /** Sends the mail of this turn. */
    void postMail() {
        mailQueued = false;
        if (mailbox.hasMail()) {
            mailbox.post();
        }
    }

    Set<Consumer> consumers() {
        return consumers;
    }

    Set<TransactionState> transactions() {
        return transactions;
    }

    Set<Group> exclusiveGroups() {
        return exclusiveGroups;
    }

    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
        held.clear();
        heldSettling = 0;
    }

    void requireOpen() {
        if (!open) {
            throw new BrokerException(ErrorCode.CLOSED, "the session is closed");
        }
    }

    void writable(boolean isWritable) {
        writable = isWritable;
    }

    /** Whether messages may be handed to the session. */
    boolean canReceive() {
        return open && writable && mailbox.hasRoom();
    }

    void hold(Command call) {
        held.add(call);
        if (call.settlesLater()) {
            heldSettling++;
        }
    }

    /** The oldest has been carried out. */
    void unholdFirst() {
        if (held.poll().settlesLater()) {
            heldSettling--;
        }
    }

    /** How many of those that wait decide about messages that are out. */
    int heldSettling() {
        return heldSettling;
    }

    /** Calls that wait for room, in their order; changed by {@link #hold} and {@link #unholdFirst} only. */
    ArrayDeque<Command> held() {
        return held;
    }

    /** Whether the session was told to stop reading for a moment. */
    boolean isThrottled() {
        return throttled;
    }

    void throttled(boolean isThrottled) {
        throttled = isThrottled;
    }

    /** Whether the session was told that publishers are held. */
    boolean wasToldHeld() {
        return toldHeld;
    }

    void toldHeld(boolean told) {
        toldHeld = told;
    }
}
