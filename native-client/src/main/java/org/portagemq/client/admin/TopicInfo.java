// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.util.List;

/** A topic, and its queues that can be read. */
public record TopicInfo(String name, List<QueueInfo> queues) {

    /** How many messages it has, about: of those that were delayed or filtered, offsets may be left out. */
    public long messages() {
        return queues.stream().mapToLong(queue -> queue.end() - queue.first()).sum();
    }
}
