// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.List;
import java.util.stream.IntStream;
import org.portagemq.client.message.SendResult;

/**
 * What became of each message of a batch.
 *
 * @param results in the order of the messages
 */
public record BatchReceipt(List<SendResult> results) {

    public boolean isComplete() {
        return failures().isEmpty();
    }

    /** Numbers of the messages that are not, or perhaps not, stored. */
    public List<Integer> failures() {
        return IntStream.range(0, results.size())
                .filter(at -> results.get(at) instanceof SendResult.Failed)
                .boxed()
                .toList();
    }
}
