// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.RetrySchedule;
import org.portagemq.core.group.OffsetTable;

/** Takes back what became of messages that were handed out. Belongs to the core. */
final class Settlements {

    private final TurnClock clock;
    private final ProgressJournal journal;
    private final Totals totals;
    private final NoteRoom noteRoom;
    private Pump pump;
    private Dispatching dispatching;
    private DeadLetters deadLetters;
    private Expiries expiries;
    private Postponing postponing;
    private java.util.function.Consumer<Group> abandoned;

    Settlements(TurnClock clock, ProgressJournal journal, Totals totals, NoteRoom noteRoom) {
        this.clock = clock;
        this.journal = journal;
        this.totals = totals;
        this.noteRoom = noteRoom;
    }

    /** Connects the parts that are made later; {@code whenAbandoned} deletes a group without consumers. */
    void connect(
            Pump newPump,
            Dispatching choosy,
            DeadLetters letters,
            Expiries newExpiries,
            Postponing newPostponing,
            java.util.function.Consumer<Group> whenAbandoned) {
        pump = newPump;
        dispatching = choosy;
        deadLetters = letters;
        expiries = newExpiries;
        postponing = newPostponing;
        abandoned = whenAbandoned;
    }

    void ack(Consumer consumer, long offset) {
        int size = takeBack(consumer, offset);
        if (size != OffsetTable.ABSENT) {
            totals.acknowledged++;
            consumer.group().traffic().acknowledged(clock.wallMs());
            finish(consumer.group(), offset, size);
        }
    }

    void reject(Consumer consumer, long offset) {
        int size = takeBack(consumer, offset);
        if (size != OffsetTable.ABSENT) {
            rejected(consumer.group(), offset, size);
        }
    }

    /** A message that was out, and is at nobody any more, cannot be consumed. */
    void rejected(Group group, long offset, int size) {
        totals.rejected++;
        if (!group.isDeleted()) {
            deadLetters.leave(group, offset, size, Death.Reason.REJECTED);
        }
    }

    /**
     * The message is given back.
     *
     * @param delayMs after which it is ready again, or {@link DeliverySource#BY_SCHEDULE}
     */
    void release(Consumer consumer, long offset, Release how, long delayMs) {
        int size = takeBack(consumer, offset);
        if (size != OffsetTable.ABSENT) {
            given(consumer.group(), offset, size, how, delayMs);
        }
    }

    /** A message that was out, and is at nobody any more, is given back. */
    void given(Group group, long offset, int size, Release how, long delayMs) {
        totals.released++;
        if (group.isDeleted()) {
            return;
        }
        RetrySchedule retry = group.rules().retry();
        boolean counts = how == Release.COUNTED
                || (how == Release.COUNTED_IF_LIMITED
                        && (group.rules().deliveryLimit() >= 0 || retry.when() != RetrySchedule.When.NEVER));
        if (counts && countAttempt(group, offset, size)) {
            return;
        }
        long delay = delayMs;
        if (delay == DeliverySource.BY_SCHEDULE) {
            delay = retry.appliesTo(counts)
                    ? retry.delayMs(group.backlog().attempts().of(offset))
                    : 0;
        }
        if (delay > 0) {
            postponing.postpone(group, offset, size, delay);
        } else {
            returned(group, offset, size);
        }
    }

    /** A message that was out, at nobody, is ready again. */
    void returned(Group group, long offset, int size) {
        giveBack(group, offset, size);
        pump.changed(group);
    }

    private void giveBack(Group group, long offset, int size) {
        group.backlog().giveBack(offset, size);
        expiries.returned(group, offset);
    }

    /** Answers whether that was one too many, so that the message has left. */
    private boolean countAttempt(Group group, long offset, int size) {
        int attempts = group.backlog().attempts().count(offset);
        int limit = group.rules().deliveryLimit();
        if (limit >= 0 && attempts > limit) {
            deadLetters.leave(group, offset, size, Death.Reason.DELIVERY_LIMIT);
            return true;
        }
        if (isKept(group, offset)) {
            journal.attempts(group.id(), offset, attempts);
        }
        return false;
    }

    /**
     * A consumer notes something about a message that is out.
     *
     * @throws BrokerException when there is no room for it
     */
    void note(Group group, long offset, Payload note) {
        noteRoom.require(Map.of(group, group.backlog().attempts().notes().cost(offset, note)));
        noteNow(group, offset, note);
    }

    /** Requires room for notes that are to be taken together; {@code costs} in bytes. */
    void requireRoomForNotes(Map<Group, Long> costs) {
        noteRoom.require(costs);
    }

    /** The same where it is known that there is room. */
    void noteNow(Group group, long offset, Payload note) {
        if (group.isDeleted() || group.backlog().isDone(offset)) {
            return;
        }
        group.backlog().attempts().notes().put(offset, note);
        if (isKept(group, offset)) {
            journal.note(group.id(), offset, note);
        }
    }

    /** Whether the message survives a restart. */
    private static boolean isKept(Group group, long offset) {
        return group.isDurable() && group.fleeting().get(offset) == OffsetTable.ABSENT;
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

    /** The consumer leaves: all that it holds is given back. */
    void close(Consumer consumer, Release how) {
        Group group = consumer.group();
        consumer.cancel();
        if (how == Release.UNCOUNTED) {
            giveBackAll(consumer);
        } else {
            for (long offset : consumer.inFlight().offsets()) {
                release(consumer, offset, how, DeliverySource.BY_SCHEDULE);
            }
        }
        leave(consumer);
        pump.changed(group);
    }

    /** Gives back all that the consumer holds; it may go on to consume. */
    void giveBackAll(Consumer consumer) {
        Group group = consumer.group();
        totals.inFlight -= consumer.inFlight().count();
        consumer.inFlight().forEach((offset, size) -> giveBack(group, offset, size));
        consumer.inFlight().clear();
    }

    /** The consumer gets no more; what it holds stays out. */
    void leave(Consumer consumer) {
        Group group = consumer.group();
        if (group.consumers().contains(consumer)) {
            group.leave(consumer);
            dispatching.left(consumer);
            if (group.isReader()) {
                Streams.end(group);
            }
            mayBeAbandoned(group);
        }
    }

    /** A group that deletes itself goes with its last consumer. */
    void mayBeAbandoned(Group group) {
        if (group.settings().autoDelete() && group.isAbandoned() && !group.isDeleted()) {
            abandoned.accept(group);
        }
    }

    /** The group is deleted: nobody holds anything of it. */
    void forget(Consumer consumer) {
        totals.inFlight -= consumer.inFlight().count();
        consumer.inFlight().clear();
        consumer.cancel();
    }
}
