// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.util.OptionalLong;
import org.portagemq.client.message.QueueRef;

/**
 * How far a group is in a queue.
 *
 * @param committed empty when the group has not been there
 * @param end the offset of the next message to come
 */
public record GroupProgress(QueueRef queue, OptionalLong committed, long end) {

    /** How many messages are left for it. */
    public long lag() {
        return Math.max(0, end - committed.orElse(end));
    }
}
