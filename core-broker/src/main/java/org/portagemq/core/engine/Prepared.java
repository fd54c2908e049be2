// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.record.PrepareRecord;

/** A transaction that waits for a decision. Belongs to the core. */
final class Prepared {

    static final byte BRANCH = 0;
    static final byte HALF = 1;

    private final PrepareRecord.Head head;
    private final List<PrepareRecord.Sent> sent;
    private final List<PrepareRecord.Held> held;
    private int checks;
    private boolean parked;
    private boolean warned;
    private boolean deciding;

    Prepared(PrepareRecord.Content content) {
        this.head = content.head();
        this.sent = new ArrayList<>(content.sent());
        this.held = new ArrayList<>(content.held());
        this.checks = head.checks();
        this.parked = head.parked();
    }

    /** As it is now, for the log or a snapshot. */
    PrepareRecord.Content content() {
        return new PrepareRecord.Content(
                new PrepareRecord.Head(
                        head.transaction(),
                        head.namespace(),
                        head.kind(),
                        parked,
                        head.preparedAt(),
                        head.checkAfterMs(),
                        checks,
                        head.name()),
                sent,
                held);
    }

    /** What was added to it is decided about with it. */
    void join(PrepareRecord.Content more) {
        sent.addAll(more.sent());
        held.addAll(more.held());
    }

    long id() {
        return head.transaction();
    }

    int namespace() {
        return head.namespace();
    }

    boolean isHalf() {
        return head.kind() == HALF;
    }

    Payload name() {
        return head.name();
    }

    long preparedAt() {
        return head.preparedAt();
    }

    long checkAfterMs() {
        return head.checkAfterMs();
    }

    /** In their order; a view. */
    List<PrepareRecord.Sent> sent() {
        return Collections.unmodifiableList(sent);
    }

    /** A view. */
    List<PrepareRecord.Held> held() {
        return Collections.unmodifiableList(held);
    }

    /** How many messages it has, sent and held. */
    int size() {
        return sent.size() + held.size();
    }

    int checks() {
        return checks;
    }

    void checked() {
        checks++;
    }

    boolean isParked() {
        return parked;
    }

    void park() {
        parked = true;
    }

    /** Whether somebody was warned that it waits for long; from now on yes. */
    boolean warn() {
        boolean before = warned;
        warned = true;
        return !before;
    }

    boolean isDeciding() {
        return deciding;
    }

    void deciding(boolean now) {
        deciding = now;
    }

    /** For listings; {@code overdueSince} is when the latest was prepared that is overdue. */
    PreparedTransaction describe(long overdueSince) {
        PreparedTransaction.State state = parked
                ? PreparedTransaction.State.PARKED
                : head.preparedAt() <= overdueSince
                        ? PreparedTransaction.State.OVERDUE
                        : PreparedTransaction.State.WAITING;
        PreparedTransaction.Kind kind = isHalf() ? PreparedTransaction.Kind.HALF : PreparedTransaction.Kind.BRANCH;
        return new PreparedTransaction(id(), kind, head.name(), preparedAt(), sent.size(), held.size(), checks, state);
    }
}
