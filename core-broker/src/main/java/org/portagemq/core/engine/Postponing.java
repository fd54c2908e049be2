// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.record.MoveRecord;
import org.portagemq.core.record.PostponeRecord;
import org.portagemq.core.record.RecordType;

/**
 * Messages that were given back and are to be handed out again later. For some seconds one stays in its place, out at
 * nobody; a crash makes it ready early. For longer it leaves its group by one record, waits in the timetable, and comes
 * back at the group's end with its attempts. Belongs to the core.
 */
final class Postponing {

    /** Up to so long a message stays in its place. */
    static final long IN_PLACE_MS = 5_000;

    private final TurnLog log;
    private final SteadyClock clock;
    private final Catalog catalog;
    private final Schedule schedule;
    private final Messages messages;
    private final ColdReads coldReads;
    private final Totals totals;
    private final DueHeap inPlace = new DueHeap();
    private final Returns returns;
    private final Wake wake;
    private long sequence;

    /** Where a message that was out becomes ready again. */
    interface Returns {
        void ready(Group group, long offset, int size);
    }

    /** A message on its way out of its group. */
    private record Leaving(Group group, long offset, int size, long due, StoredMessage message) {}

    Postponing(
            Platform platform,
            CoreCalls core,
            TurnLog log,
            SteadyClock clock,
            Catalog catalog,
            Schedule schedule,
            Messages messages,
            ColdReads coldReads,
            Totals totals,
            Returns returns) {
        this.log = log;
        this.clock = clock;
        this.catalog = catalog;
        this.schedule = schedule;
        this.messages = messages;
        this.coldReads = coldReads;
        this.totals = totals;
        this.returns = returns;
        this.wake = new Wake(platform, core, clock, this::look);
    }

    /** The message is out, and at no consumer any more: it becomes ready after the delay. */
    void postpone(Group group, long offset, int size, long delayMs) {
        totals.postponed++;
        long due = clock.now() + delayMs;
        boolean survives = group.isDurable() && group.fleeting().get(offset) == OffsetTable.ABSENT;
        if (delayMs <= IN_PLACE_MS || !survives) {
            stay(group, offset, size, due);
            return;
        }
        IndexBlock block = group.backlog().index().block(offset);
        StoredMessage message = null;
        if (block.inMemory()) {
            int index = (int) (offset - block.first());
            message = messages.get(block.position(index), block.overlay(index));
        }
        if (message != null) {
            leave(new Leaving(group, offset, size, due, group.noted(offset, message)));
        } else {
            coldReads.readOne(group, offset, read -> {
                if (group.isDeleted()) {
                    return;
                }
                if (read == null) {
                    group.backlog().parkOut(offset, size);
                } else {
                    leave(new Leaving(group, offset, size, due, group.noted(offset, read)));
                }
            });
        }
    }

    private void stay(Group group, long offset, int size, long due) {
        inPlace.add(due, sequence++, group.id(), offset, size);
        wake.at(due);
    }

    private void leave(Leaving one) {
        Group group = one.group;
        IndexBlock block = group.backlog().index().block(one.offset);
        byte[] overlay = MoveRecord.overlay(one.message);
        int length = PostponeRecord.length(overlay);
        boolean room = !log.hasFailed() && log.room(length, WriteClass.MAINTENANCE) == Room.YES;
        if (!room || !block.inMemory()) {
            stay(group, one.offset, one.size, one.due);
            return;
        }
        int index = (int) (one.offset - block.first());
        long position = block.position(index);
        int traits = block.traits(index);
        MoveRecord.Move move =
                new MoveRecord.Move(group.id(), group.id(), one.offset, position, one.due, one.size, traits);
        PostponeRecord.Rest rest = new PostponeRecord.Rest(
                block.expiry(index), group.backlog().attempts().of(one.offset));
        long at = log.append(RecordType.POSTPONE, length, target -> PostponeRecord.put(target, move, overlay, rest));
        group.backlog().settle(one.offset, one.size);
        schedule.add(new Waiting(one.due, position, at, group.id(), one.size, traits));
    }

    /** Makes ready what was in its place for long enough. */
    void look() {
        long now = clock.now();
        while (inPlace.earliest() <= now) {
            inPlace.poll((due, tie, id, offset, size) -> {
                Group group = catalog.groups().get((int) id);
                if (group != null) {
                    returns.ready(group, offset, (int) size);
                }
            });
        }
        wake.at(inPlace.earliest());
    }

    /** Messages that wait in their place. */
    int inPlace() {
        return inPlace.count();
    }
}
