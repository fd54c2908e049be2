// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.Transaction;

/** What becomes of a message by the outcome that a peer has given it. */
enum Verdict {
    DONE,
    /** It cannot be consumed. */
    REJECTED,
    /** Somebody else may have it, as if it had never been here. */
    RELEASED,
    /** It was tried and may be tried again. */
    FAILED;

    /** No outcome, or one that is none, gives the message back. */
    static Verdict of(Object outcome) {
        if (outcome instanceof Accepted) {
            return DONE;
        }
        if (outcome instanceof Rejected) {
            return REJECTED;
        }
        if (outcome instanceof Modified modified) {
            // What cannot be delivered here is not tried again.
            if (Boolean.TRUE.equals(modified.getUndeliverableHere())) {
                return REJECTED;
            }
            return Boolean.TRUE.equals(modified.getDeliveryFailed()) ? FAILED : RELEASED;
        }
        return RELEASED;
    }

    void settle(Subscription source, long offset) {
        switch (this) {
            case DONE -> source.ack(offset);
            case REJECTED -> source.reject(offset);
            case FAILED -> source.release(offset, Release.COUNTED);
            default -> source.release(offset, Release.UNCOUNTED, 0);
        }
    }

    /** The same when the transaction commits. */
    void settle(Subscription source, long offset, Transaction transaction) {
        switch (this) {
            case DONE -> source.ack(offset, transaction);
            case REJECTED -> source.reject(offset, transaction);
            case FAILED -> source.release(offset, Release.COUNTED, transaction);
            default -> source.release(offset, Release.UNCOUNTED, transaction);
        }
    }

    /** How messages are given back that were with the peer when its link was lost, and about which nothing is known. */
    Release whenLost() {
        return this == FAILED ? Release.COUNTED : Release.UNCOUNTED;
    }
}
