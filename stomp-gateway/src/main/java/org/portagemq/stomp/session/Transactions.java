// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;

/** The transactions that a client has open, by the names it gave them. */
final class Transactions {

    private final Host host;
    private final Map<String, OpenTransaction> open = new HashMap<>();

    Transactions(Host host) {
        this.host = host;
    }

    /** The one that the frame belongs to; null when it names none. */
    OpenTransaction of(Frame frame) {
        String name = frame.headers().get(HeaderNames.TRANSACTION);
        return name == null ? null : known(name);
    }

    private OpenTransaction known(String name) {
        OpenTransaction transaction = open.get(name);
        if (transaction == null) {
            throw StompException.invalid(HeaderNames.TRANSACTION, name, "no transaction of that name is open");
        }
        return transaction;
    }

    void begin(Frame frame) {
        String name = Request.required(frame, HeaderNames.TRANSACTION);
        if (open.containsKey(name)) {
            throw StompException.invalid(HeaderNames.TRANSACTION, name, "a transaction of that name is open already");
        }
        if (open.size() >= host.limits().transactions()) {
            throw new StompException(
                    "limit exceeded",
                    "More than " + host.limits().transactions()
                            + " transactions are open on one connection (setting stomp.transactions).");
        }
        open.put(name, new OpenTransaction(host.session().begin()));
        host.output().receiptIfAny(Request.receipt(frame));
    }

    void commit(Frame frame) {
        OpenTransaction transaction = take(frame);
        transaction.settle();
        transaction.receipt(Request.receipt(frame));
        transaction.transaction().commit(HostAnswer.orFail(host, Request.receipt(frame), done -> transaction
                .receipts()
                .forEach(host.output()::receipt)));
    }

    void abort(Frame frame) {
        OpenTransaction transaction = take(frame);
        transaction.putBack();
        String receipt = Request.receipt(frame);
        transaction.transaction().rollback(HostAnswer.orFail(host, receipt, done -> host.output()
                .receiptIfAny(receipt)));
    }

    private OpenTransaction take(Frame frame) {
        String name = Request.required(frame, HeaderNames.TRANSACTION);
        OpenTransaction transaction = known(name);
        open.remove(name);
        return transaction;
    }
}
