// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.QueueLog;

/** The queues that a reader has, and where it is in each. Belongs to the reader's thread. */
final class Assigned {

    private final QueueLog log;
    private final StartPosition start;
    private final Map<QueueRef, Cursor> cursors = new TreeMap<>();

    Assigned(QueueLog log, StartPosition start) {
        this.log = log;
        this.start = start;
    }

    Collection<Cursor> cursors() {
        return cursors.values();
    }

    Set<QueueRef> queues() {
        return new TreeSet<>(cursors.keySet());
    }

    /** @throws IllegalArgumentException when the reader does not have it */
    Cursor cursor(QueueRef queue) {
        Cursor cursor = cursors.get(queue);
        if (cursor == null) {
            throw new IllegalArgumentException("the reader does not have queue " + queue + ", but " + cursors.keySet());
        }
        return cursor;
    }

    Map<QueueRef, Long> positions() {
        Map<QueueRef, Long> positions = new TreeMap<>();
        cursors.forEach((queue, cursor) -> positions.put(queue, cursor.position()));
        return positions;
    }

    /** Takes these queues in place of those that it had; in those that are new it begins where readers begin. */
    void become(Set<QueueRef> queues, RebalanceListener listener) {
        Set<QueueRef> revoked = queues();
        revoked.removeAll(queues);
        Set<QueueRef> added = new TreeSet<>(queues);
        added.removeAll(cursors.keySet());
        if (!revoked.isEmpty()) {
            listener.onRevoked(revoked);
            cursors.keySet().removeAll(revoked);
        }
        QueueLog.each(added, queue -> position(queue, start))
                .forEach((queue, position) -> cursors.put(queue, new Cursor(queue, position)));
        if (!added.isEmpty()) {
            listener.onAssigned(added);
        }
    }

    /** The offset that a position is, now. */
    CompletableFuture<Long> position(QueueRef queue, StartPosition where) {
        if (where instanceof StartPosition.Offset offset) {
            return CompletableFuture.completedFuture(offset.offset());
        }
        if (where instanceof StartPosition.Latest) {
            return log.end(queue);
        }
        if (where instanceof StartPosition.Timestamp timestamp) {
            return log.at(queue, timestamp.time());
        }
        if (where instanceof StartPosition.Tail tail) {
            return log.first(queue).thenCombine(log.end(queue), (first, end) -> Math.max(first, end - tail.messages()));
        }
        if (where instanceof StartPosition.Committed committed) {
            return log.committed(queue)
                    .thenCompose(offset -> offset.isPresent()
                            ? CompletableFuture.completedFuture(offset.getAsLong())
                            : position(queue, committed.otherwise()));
        }
        return log.first(queue);
    }
}
