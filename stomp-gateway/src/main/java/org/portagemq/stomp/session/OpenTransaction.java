// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Transaction;

/** A transaction that a client has begun: what its end has to tell whom. */
final class OpenTransaction {

    private record Decided(StompSubscription subscription, long number) {}

    private final Transaction transaction;
    private final List<Decided> decided = new ArrayList<>();
    private final List<String> receipts = new ArrayList<>();

    OpenTransaction(Transaction transaction) {
        this.transaction = transaction;
    }

    Transaction transaction() {
        return transaction;
    }

    void decided(StompSubscription subscription, long number) {
        decided.add(new Decided(subscription, number));
    }

    /** To be sent when it is committed; null for none. */
    void receipt(String receipt) {
        if (receipt != null) {
            receipts.add(receipt);
        }
    }

    List<String> receipts() {
        return receipts;
    }

    /** It commits: what was decided in it is settled. */
    void settle() {
        decided.forEach(one -> one.subscription().settledInTransaction(one.number()));
    }

    /** It is aborted: the client may decide again. */
    void putBack() {
        decided.forEach(one -> one.subscription().putBack(one.number()));
    }
}
