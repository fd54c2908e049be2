// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.record.PrepareRecord;

/**
 * What was done in a transaction, as it is stored to wait for a decision.
 *
 * @param held what was decided about messages that were out
 * @param lasting those of them that are known after a restart
 */
record PreparedWork(List<PrepareRecord.Sent> sent, List<PrepareRecord.Held> held, List<PrepareRecord.Held> lasting) {

    static PreparedWork of(TransactionState transaction) {
        List<PrepareRecord.Sent> sent = transaction.items().stream()
                .map(item -> new PrepareRecord.Sent(
                        item.position(), item.size(), Publishing.traits(item.envelope()), item.target()))
                .toList();
        List<PrepareRecord.Held> held = new ArrayList<>();
        List<PrepareRecord.Held> lasting = new ArrayList<>();
        for (TransactionState.Held one : transaction.acks()) {
            Group group = one.consumer().group();
            PrepareRecord.Held ack =
                    new PrepareRecord.Held(group.id(), one.outcome().code(), one.offset(), one.size());
            held.add(ack);
            if (!PreparedTable.isFleeting(group, one.offset())) {
                lasting.add(ack);
            }
        }
        return new PreparedWork(sent, held, lasting);
    }

    /** For the log. */
    PrepareRecord.Content logged(PrepareRecord.Head head) {
        return new PrepareRecord.Content(head, sent, lasting);
    }

    /** For the table of what waits. */
    PrepareRecord.Content all(PrepareRecord.Head head) {
        return new PrepareRecord.Content(head, sent, held);
    }
}
