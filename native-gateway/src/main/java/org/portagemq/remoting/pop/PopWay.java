// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

/** How a group takes messages from the queues of its topic. */
enum PopWay {
    /** From all queues alike. */
    ANY,
    /** From each queue in order, see {@link QueueByQueue}. */
    IN_ORDER,
    /** From the highest queue that has some, see {@link HighestFirst}. */
    HIGHEST_FIRST
}
