// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.portagemq.client.message.ConsumeResult;

/** What a listener says about the messages that it was called with. */
public final class BatchResult {

    private static final BatchResult ALL = new BatchResult(List.of(), ConsumeResult.ack());

    private final List<ConsumeResult> first;
    /** Of those behind; null when there must be none. */
    private final ConsumeResult others;

    private BatchResult(List<ConsumeResult> first, ConsumeResult others) {
        this.first = List.copyOf(first);
        this.others = others;
    }

    /** All are done. */
    public static BatchResult allAcked() {
        return ALL;
    }

    /** None is done; all are to come again. */
    public static BatchResult allRetried() {
        return ackedUpTo(0);
    }

    /** The first so many are done, the others are to come again. */
    public static BatchResult ackedUpTo(int count) {
        return new BatchResult(Collections.nCopies(count, ConsumeResult.ack()), ConsumeResult.retry());
    }

    /** One for each message, in their order. */
    public static BatchResult each(List<ConsumeResult> results) {
        return new BatchResult(results, null);
    }

    /** @throws IllegalArgumentException when it is not about so many messages */
    List<ConsumeResult> of(int messages) {
        if (first.size() > messages || (others == null && first.size() < messages)) {
            throw new IllegalArgumentException("a listener was called with " + messages
                    + " messages, and has said something about " + first.size());
        }
        List<ConsumeResult> all = new ArrayList<>(first);
        all.addAll(Collections.nCopies(messages - first.size(), others));
        return all;
    }
}
