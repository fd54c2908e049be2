// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import org.portagemq.client.codec.Extension;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Transaction;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;

/** Adds to a transaction that waits for its producer, so that one decision counts for all that was done in it. */
public final class Joining {

    /** Nobody waits to hear of it. */
    public static final Answer<Void> NOBODY = new Answer<>() {
        @Override
        public void done(Void value) {
            // As it should be.
        }

        @Override
        public void failed(BrokerException reason) {
            // The session has ended, and its open transactions with it.
        }
    };

    /** The request begins a transaction of its own. */
    public static final long NONE = -1;

    private Joining() {}

    /** The id of the transaction that the request is to be part of, or {@link #NONE}. */
    public static long wanted(Request request) {
        if (request.text(Extension.JOINS, null) == null) {
            return NONE;
        }
        long handle = request.number(Extension.JOINS);
        if (!Handle.isWaiting(handle)) {
            throw new Refusal(ResponseCode.TRANSACTION_FAILED, "no transaction begins at " + handle);
        }
        return Handle.id(handle);
    }

    /**
     * Adds what was done in a transaction, or rolls it back and refuses the request.
     *
     * @param waiting the id of the one that it is added to
     * @param done when it is stored
     */
    static void join(Request request, Transaction transaction, long waiting, String group, Runnable done) {
        transaction.join(waiting, group, new Answer<>() {
            @Override
            public void done(Void value) {
                request.attempt(done);
            }

            @Override
            public void failed(BrokerException reason) {
                rollback(request, transaction);
                request.refuse(refusal(reason));
            }
        });
    }

    /** Why something was not added. */
    public static Refusal refusal(BrokerException reason) {
        return isOfTheTransaction(reason.code())
                ? new Refusal(ResponseCode.TRANSACTION_FAILED, reason.getMessage())
                : Refusal.of(reason);
    }

    /** What was refused is not kept for the connection's lifetime. */
    static void rollback(Request request, Transaction transaction) {
        request.link().called();
        transaction.rollback(NOBODY);
    }

    /** Whether it helps nobody to try again in the same transaction. */
    private static boolean isOfTheTransaction(ErrorCode code) {
        return code == ErrorCode.NOT_FOUND || code == ErrorCode.PRECONDITION_FAILED || code == ErrorCode.LIMIT_EXCEEDED;
    }
}
