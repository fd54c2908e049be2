// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.log.Demand;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;

/**
 * Sees to it that after a crash everything that was handed out is known to be: the log gets a mark for each group, ahead
 * of what is handed out, and nothing beyond a mark is handed out before the mark is written. Marks are a step apart and
 * asked for half a step early, so that only the first message of a group has to wait. Belongs to the core.
 */
final class HandOuts {

    /** So many messages may be called redelivered after a crash although they never were handed out. */
    static final int STEP = 4_096;

    private final TurnLog log;
    private final Progress progress;
    private final CoreCalls core;
    private final Consumer<Group> ready;
    private final Set<Group> waiting = new LinkedHashSet<>();

    /** Nobody waits; {@code ready} is told about groups that may go on. */
    HandOuts(TurnLog log, Progress progress, CoreCalls core, Consumer<Group> ready) {
        this.log = log;
        this.progress = progress;
        this.core = core;
        this.ready = ready;
    }

    /** Whether the message at the offset may be handed out now; if not, the group goes on by itself later. */
    boolean mayHandOut(Group group, long offset) {
        if (!group.isDurable() || offset + STEP / 2 < group.safeMark()) {
            return true;
        }
        settle(group);
        if (group.markEnd() == Group.NO_MARK && offset + STEP / 2 >= group.safeMark()) {
            ask(group, offset + STEP);
        }
        if (offset < group.safeMark()) {
            return true;
        }
        waitFor(group);
        settle(group);
        return offset < group.safeMark();
    }

    /** A mark that is written by now is safe. */
    private void settle(Group group) {
        if (group.markEnd() != Group.NO_MARK && progress.reached(group.markEnd(), false)) {
            group.markWritten();
        }
    }

    private void ask(Group group, long mark) {
        if (log.hasFailed() || log.room(ProgressRecord.ENTRY_BYTES, WriteClass.RELEASE) != Room.YES) {
            return;
        }
        Backlog backlog = group.backlog();
        backlog.handedOut().reserve(mark);
        log.append(
                RecordType.PROGRESS,
                ProgressRecord.ENTRY_BYTES,
                target -> ProgressRecord.put(target, ProgressRecord.HANDED_OUT, group.id(), mark, 0, 0));
        log.want(Demand.WRITE);
        group.markAsked(mark, log.end());
    }

    private void waitFor(Group group) {
        if (waiting.isEmpty()) {
            progress.await(() -> core.call(this::retry));
        }
        waiting.add(group);
    }

    /** After each step of the log, and on each tick: those that wait try again. */
    void retry() {
        List<Group> groups = List.copyOf(waiting);
        waiting.clear();
        groups.forEach(ready);
    }
}
