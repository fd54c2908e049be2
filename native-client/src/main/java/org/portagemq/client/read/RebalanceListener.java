// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.util.Set;
import org.portagemq.client.message.QueueRef;

/** Hears, within a poll, that a reader has got other queues. */
public interface RebalanceListener {

    /** Before the queues are given up; what was read of them can still be committed. */
    default void onRevoked(Set<QueueRef> queues) {}

    default void onAssigned(Set<QueueRef> queues) {}
}
