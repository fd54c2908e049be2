// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;

/** Which queue a message goes to: that of its ordering key, the one that the application chooses, or the next one. */
final class QueueChoice {

    private final Optional<QueueSelector> selector;
    private final AtomicInteger turn = new AtomicInteger();

    QueueChoice(Optional<QueueSelector> selector) {
        this.selector = selector;
    }

    /** @param avoided a broker that has just failed, or null */
    QueueRef choose(Message message, List<QueueRef> queues, String avoided) {
        if (message.orderingKey().isPresent()) {
            return queues.get(Math.floorMod(message.orderingKey().get().hashCode(), queues.size()));
        }
        if (selector.isPresent()) {
            return selector.get().select(message, queues);
        }
        int start = turn.getAndIncrement();
        for (int i = 0; i < queues.size(); i++) {
            QueueRef queue = queues.get(Math.floorMod(start + i, queues.size()));
            if (!queue.broker().equals(avoided)) {
                return queue;
            }
        }
        return queues.get(Math.floorMod(start, queues.size()));
    }
}
