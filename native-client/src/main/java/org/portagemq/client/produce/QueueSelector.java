// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.List;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;

/** Chooses the queue of a message. Called on any thread; must not block. */
@FunctionalInterface
public interface QueueSelector {

    /** @param queues that can be sent to, in their order, at least one */
    QueueRef select(Message message, List<QueueRef> queues);
}
