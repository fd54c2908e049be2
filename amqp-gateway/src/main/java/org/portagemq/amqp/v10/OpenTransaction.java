// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Outcome;
import org.apache.qpid.proton.amqp.transaction.TransactionalState;
import org.apache.qpid.proton.engine.Delivery;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Transaction;

/**
 * A transaction that a peer has declared and not discharged. What it publishes and what becomes of deliveries is part of
 * the broker's transaction.
 */
final class OpenTransaction {

    /**
     * A delivery about which was decided here.
     *
     * @param link by which it went to the peer
     * @param handed the message
     */
    record Retired(OutgoingLink link, Delivery delivery, Handed handed, Outcome outcome) {}

    private final Binary id;
    private final Transaction core;
    private final List<Retired> retired = new ArrayList<>();
    private int questions;
    private String impossible;
    private Runnable whenAnswered;

    OpenTransaction(Binary id, Transaction core) {
        this.id = id;
        this.core = core;
    }

    Binary id() {
        return id;
    }

    Transaction core() {
        return core;
    }

    void retire(Retired delivery) {
        retired.add(delivery);
    }

    /** The state of a message that is part of it. */
    TransactionalState state(Outcome outcome) {
        TransactionalState state = new TransactionalState();
        state.setTxnId(id);
        state.setOutcome(outcome);
        return state;
    }

    /** Something of it was refused: it can only be rolled back. */
    void fail(String reason) {
        if (impossible == null) {
            impossible = reason;
        }
    }

    /** Whether it can be committed shows when this is {@linkplain #answered answered}. */
    void asked() {
        questions++;
    }

    void answered() {
        questions--;
        proceed();
    }

    /** Makes all of it visible, or refuses with the reason and rolls back. */
    void commit(Answer<Void> answer) {
        whenAnswered = () -> {
            if (impossible != null) {
                rollback(failing(impossible, answer));
            } else {
                core.commit(Nodes.answer(done -> committed(answer), reason -> {
                    rollback(failing(reason.getMessage(), answer));
                }));
            }
        };
        proceed();
    }

    private void proceed() {
        if (questions == 0 && whenAnswered != null) {
            Runnable next = whenAnswered;
            whenAnswered = null;
            next.run();
        }
    }

    private static Answer<Void> failing(String reason, Answer<Void> answer) {
        return Nodes.answer(
                done -> answer.failed(new BrokerException(ErrorCode.PRECONDITION_FAILED, reason)), answer::failed);
    }

    private void committed(Answer<Void> answer) {
        retired.forEach(one -> one.link().committed(one));
        retired.clear();
        answer.done(null);
    }

    /** Forgets what was published, and gives back what was retired. */
    void rollback(Answer<Void> answer) {
        List<Retired> back = List.copyOf(retired);
        retired.clear();
        whenAnswered = null;
        core.rollback(Nodes.answer(
                done -> {
                    back.forEach(one -> one.link().rolledBack(one));
                    answer.done(null);
                },
                answer::failed));
    }
}
