// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.queue;

import java.util.List;
import org.portagemq.client.message.ReceivedMessage;

/**
 * What a pull has brought.
 *
 * @param next offset to go on at
 * @param first offset that the queue has
 * @param end of the queue: the offset of the next message to come
 */
public record Page(Kind kind, List<ReceivedMessage> messages, long next, long first, long end) {

    /** How a pull went. */
    public enum Kind {
        FOUND,
        EMPTY,
        /** The offset is not there, or the group was moved: {@link #next()} is where to go on. */
        MOVED
    }
}
