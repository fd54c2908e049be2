// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.routing.Topic;

/** Groups go on at other places: those of streams at any, others further on. Belongs to the core. */
final class StreamMoves {

    private final Administration administration;
    private final Declarations declarations;
    private final Rights rights;
    private final ProgressJournal journal;
    private final Browsing browsing;
    private final Dropping dropping;
    private final Progress progress;
    private final CoreCalls core;

    StreamMoves(
            Administration administration,
            Declarations declarations,
            Rights rights,
            ProgressJournal journal,
            Browsing browsing,
            Dropping dropping,
            Progress progress,
            CoreCalls core) {
        this.administration = administration;
        this.declarations = declarations;
        this.rights = rights;
        this.journal = journal;
        this.browsing = browsing;
        this.dropping = dropping;
        this.progress = progress;
        this.core = core;
    }

    /** All partitions of a group of a stream. */
    void all(SessionState session, Topic topic, StreamGroup group, StreamStart place, Answer<Void> answer) {
        places(session, StreamCatalog.of(topic).partitions(), place, answer, places -> {
            group.cursors().forEach(cursor -> requireIdle(cursor, group, topic));
            to(group, places);
        });
    }

    /** One partition of a group of a stream. */
    void one(StreamGroup group, Topic topic, int number, long offset) {
        Group cursor = group.cursors().get(number);
        requireIdle(cursor, group, topic);
        move(cursor, offset);
    }

    private static void requireIdle(Group cursor, StreamGroup group, Topic topic) {
        if (cursor.backlog().inFlight() > 0) {
            throw new BrokerException(
                    ErrorCode.PRECONDITION_FAILED,
                    "messages of group '" + group.settings().name() + "' of stream '" + topic.name()
                            + "' are in flight: it can be moved when they are settled");
        }
    }

    /** The cursors of a group that has nothing in flight. */
    void to(StreamGroup group, List<Long> places) {
        for (int i = 0; i < places.size(); i++) {
            move(group.cursors().get(i), places.get(i));
        }
    }

    /** A cursor that has nothing in flight. */
    void move(Group cursor, long offset) {
        if (cursor.backlog().floor() != offset || cursor.backlog().pointer() != offset) {
            declarations.forgetRead(cursor);
            cursor.cursor().moveTo(offset);
            if (cursor.isDurable()) {
                journal.committed(cursor.id(), offset);
            }
            declarations.lookAt(cursor);
        }
    }

    /** Drops what is ready in a group of its own before the place. */
    void resetGroup(SessionState session, String name, StreamStart place, Answer<Long> answer) {
        Browsing.refusing(session, answer, () -> {
            rights.group(session, Operation.READ, name);
            Group group = administration.accessible(session, name);
            long floor = group.backlog().floor();
            if (place instanceof StreamStart.Offset to && to.offset() < floor) {
                throw new BrokerException(
                        ErrorCode.PRECONDITION_FAILED,
                        "group '" + name + "' cannot go back to offset " + to.offset()
                                + ": what it acknowledged before " + floor + " is gone");
            }
            Consumer<BrokerException> failed = failure -> session.mail().call(() -> answer.failed(failure));
            place(
                    group,
                    place,
                    answer,
                    session,
                    to -> dropping.below(group, to, count -> change(session, answer, () -> count), failed));
        });
    }

    /** Finds the place in each partition, then makes the change. */
    void places(
            SessionState session,
            List<Group> partitions,
            StreamStart start,
            Answer<Void> answer,
            Consumer<List<Long>> change) {
        nextPlace(session, List.copyOf(partitions), start, answer, new ArrayList<>(), change);
    }

    private void nextPlace(
            SessionState session,
            List<Group> partitions,
            StreamStart start,
            Answer<Void> answer,
            List<Long> found,
            Consumer<List<Long>> change) {
        if (found.size() == partitions.size()) {
            change(session, answer, () -> {
                change.accept(found);
                return null;
            });
            return;
        }
        place(partitions.get(found.size()), start, answer, session, place -> {
            found.add(place);
            nextPlace(session, partitions, start, answer, found, change);
        });
    }

    private <T> void change(SessionState session, Answer<T> answer, Supplier<T> change) {
        if (session.isOpen() && !administration.change(session, answer, change)) {
            progress.await(() -> core.call(() -> change(session, answer, change)));
        }
    }

    private void place(
            Group partition, StreamStart start, Answer<?> answer, SessionState session, Consumer<Long> then) {
        browsing.place(partition, start, then, failure -> session.mail().call(() -> answer.failed(failure)));
    }
}
