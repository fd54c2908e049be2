// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.qpid.proton.amqp.Binary;
import org.portagemq.core.api.Transaction;

/** The transactions of one connection, which any of its links may take part in. */
final class Transactions10 {

    private final Supplier<Transaction> begin;
    private final int limit;
    private final Map<Binary, OpenTransaction> open = new LinkedHashMap<>();
    private long ids;

    /**
     * @param begin makes a transaction of the broker
     * @param limit how many may be open at once
     */
    Transactions10(Supplier<Transaction> begin, int limit) {
        this.begin = begin;
        this.limit = limit;
    }

    OpenTransaction declare() {
        if (open.size() >= limit) {
            throw new Refusal(
                    Conditions.LIMIT_EXCEEDED,
                    "a connection has at most " + limit + " transactions at once (amqp.max-transactions)");
        }
        byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(ids++).array();
        OpenTransaction declared = new OpenTransaction(new Binary(id), begin.get());
        open.put(declared.id(), declared);
        return declared;
    }

    /**
     * The one with the id.
     *
     * @throws Refusal when there is none
     */
    OpenTransaction require(Binary id) {
        OpenTransaction found = open.get(id);
        if (found == null) {
            throw new Refusal(Conditions.UNKNOWN_TRANSACTION, "there is no such transaction on this connection: " + id);
        }
        return found;
    }

    /** It is discharged: nothing more can be done in it. */
    void close(OpenTransaction ended) {
        open.remove(ended.id());
    }
}
