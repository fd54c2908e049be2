// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Release;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.OffsetTable;

/** Takes back what became of messages that were handed out. Belongs to the core. */
final class Settlements {

    private final ProgressJournal journal;
    private final Totals totals;
    private Pump pump;
    private java.util.function.Consumer<Group> abandoned;

    Settlements(ProgressJournal journal, Totals totals) {
        this.journal = journal;
        this.totals = totals;
    }

    /** Connects the parts that are made later: who hands out, and who deletes a group without consumers. */
    void connect(Pump newPump, java.util.function.Consumer<Group> whenAbandoned) {
        pump = newPump;
        abandoned = whenAbandoned;
    }

    void ack(Consumer consumer, long offset) {
        int size = takeBack(consumer, offset);
        if (size != OffsetTable.ABSENT) {
            totals.acknowledged++;
            finish(consumer.group(), offset, size);
        }
    }

    void reject(Consumer consumer, long offset) {
        int size = takeBack(consumer, offset);
        if (size != OffsetTable.ABSENT) {
            totals.rejected++;
            finish(consumer.group(), offset, size);
        }
    }

    void release(Consumer consumer, long offset, Release how) {
        int size = takeBack(consumer, offset);
        if (size == OffsetTable.ABSENT) {
            return;
        }
        totals.released++;
        Group group = consumer.group();
        if (group.isDeleted()) {
            return;
        }
        if (how == Release.COUNTED) {
            int attempts = group.backlog().countAttempt(offset);
            if (group.isDurable() && group.fleeting().get(offset) == OffsetTable.ABSENT) {
                journal.attempts(group.id(), offset, attempts);
            }
        }
        group.backlog().giveBack(offset, size);
        pump.changed(group);
    }

    /** The message is out no more; answers its size, or {@link OffsetTable#ABSENT} when it was not out here. */
    int takeBack(Consumer consumer, long offset) {
        int size = consumer.inFlight().remove(offset);
        if (size != OffsetTable.ABSENT) {
            totals.inFlight--;
        }
        return size;
    }

    private void finish(Group group, long offset, int size) {
        if (group.isDeleted()) {
            return;
        }
        group.backlog().settle(offset, size);
        if (group.isDurable() && !group.removeFleeting(offset)) {
            journal.done(group.id(), offset, 1, size);
        }
    }

    /** The consumer leaves: all that it holds is ready again. */
    void close(Consumer consumer) {
        Group group = consumer.group();
        consumer.cancel();
        giveBackAll(consumer);
        leave(consumer);
        pump.changed(group);
    }

    /** Gives back all that the consumer holds; it may go on to consume. */
    void giveBackAll(Consumer consumer) {
        Backlog backlog = consumer.group().backlog();
        totals.inFlight -= consumer.inFlight().count();
        consumer.inFlight().forEach(backlog::giveBack);
        consumer.inFlight().clear();
    }

    /** The consumer gets no more; what it holds stays out. */
    void leave(Consumer consumer) {
        Group group = consumer.group();
        if (group.consumers().contains(consumer)) {
            group.leave(consumer);
            if (group.settings().autoDelete() && group.isAbandoned() && !group.isDeleted()) {
                abandoned.accept(group);
            }
        }
    }

    /** The group is deleted: nobody holds anything of it. */
    void forget(Consumer consumer) {
        totals.inFlight -= consumer.inFlight().count();
        consumer.inFlight().clear();
        consumer.cancel();
    }
}
