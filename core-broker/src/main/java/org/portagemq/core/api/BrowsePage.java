// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;

/**
 * Some messages of a group or partition, without taking them.
 *
 * @param first the offset of the oldest message that is kept; {@code end} when there is none
 * @param nextOffset where to go on reading
 * @param end the offset that the next arriving message will get
 * @param source the identity of what was read, as in {@link StreamPlace#partitionId}
 */
public record BrowsePage(List<Entry> entries, long first, long nextOffset, long end, int source) {

    public BrowsePage {
        entries = List.copyOf(entries);
    }

    /** One message and its arrival offset. */
    public record Entry(long offset, StoredMessage message, boolean inFlight) {}
}
