// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.log.Positions;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.record.MoveRecord;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.routing.Topic;

/**
 * Lets messages leave a group that are not consumed: to its dead-letter topic in one record that copies no body, or
 * away. A message on its way counts as in flight, at nobody. Belongs to the core.
 */
final class DeadLetters {

    /** So many messages may be on their way: what is ready stays where it is meanwhile. */
    private static final int LEAVING_LIMIT = 10_000;

    private final Platform platform;
    private final TurnLog durable;
    private final TurnLog transientLog;
    private final Routing routing;
    private final Publishing publishing;
    private final ProgressJournal journal;
    private final Messages messages;
    private final ColdReads coldReads;
    private final Totals totals;
    private final Stranded stranded;
    private final ArrayDeque<Leaving> waiting = new ArrayDeque<>();
    private int leaving;

    /** A message on its way, for which there was no room yet. */
    private record Leaving(Group group, long offset, int size, Death.Reason reason, StoredMessage message) {}

    DeadLetters(
            Platform platform,
            TurnLog durable,
            TurnLog transientLog,
            Routing routing,
            Publishing publishing,
            ProgressJournal journal,
            Messages messages,
            ColdReads coldReads,
            Totals totals) {
        this.platform = platform;
        this.durable = durable;
        this.transientLog = transientLog;
        this.routing = routing;
        this.publishing = publishing;
        this.journal = journal;
        this.messages = messages;
        this.coldReads = coldReads;
        this.totals = totals;
        this.stranded = new Stranded(platform, this::again);
    }

    /** A ready message leaves; false when too many are on their way already. Its index is in memory. */
    boolean leaveReady(Group group, long offset, Death.Reason reason) {
        IndexBlock block = group.backlog().index().block(offset);
        int size = block.size((int) (offset - block.first()));
        if (target(group) == null && !group.rules().keepsUntilTaken()) {
            group.backlog().finishReady(offset, size);
            log(group, offset, size);
            count(reason);
            return true;
        }
        if (leaving >= LEAVING_LIMIT) {
            return false;
        }
        group.backlog().take(offset, size);
        leave(group, offset, size, reason);
        return true;
    }

    /** A message leaves that counts as in flight, and is at no consumer any more. */
    void leave(Group group, long offset, int size, Death.Reason reason) {
        IndexBlock block = group.backlog().index().block(offset);
        // Of a stream, retention may have taken it meanwhile.
        if (target(group) == null || block == null) {
            if (block != null && group.rules().keepsUntilTaken()) {
                stranded.add(group, offset, reason);
            } else {
                finish(group, offset, size, reason);
            }
            return;
        }
        leaving++;
        StoredMessage message = null;
        if (block.inMemory()) {
            int index = (int) (offset - block.first());
            message = messages.get(block.position(index), block.overlay(index));
        }
        if (message != null) {
            moveOrWait(new Leaving(group, offset, size, reason, group.noted(offset, message)));
        } else {
            coldReads.readOne(group, offset, read -> {
                if (group.isDeleted()) {
                    leaving--;
                } else if (read == null) {
                    leaving--;
                    group.backlog().parkOut(offset, size);
                } else {
                    moveOrWait(new Leaving(group, offset, size, reason, group.noted(offset, read)));
                }
            });
        }
    }

    /** A message tries once more to leave; it is out, at nobody. */
    private void again(Group group, long offset, Death.Reason reason) {
        IndexBlock block = group.backlog().index().block(offset);
        if (block.inMemory()) {
            leave(group, offset, block.size((int) (offset - block.first())), reason);
            return;
        }
        coldReads.readOne(group, offset, read -> {
            if (group.isDeleted()) {
                return;
            }
            if (block.inMemory()) {
                leave(group, offset, block.size((int) (offset - block.first())), reason);
            } else {
                stranded.add(group, offset, reason);
            }
        });
    }

    /** On each tick: those for which there was no room, and those that nobody took. */
    void retry() {
        if (leaving < LEAVING_LIMIT / 2) {
            stranded.look();
        }
        for (int i = waiting.size(); i > 0; i--) {
            if (!move(waiting.peek())) {
                return;
            }
            waiting.poll();
        }
    }

    private void moveOrWait(Leaving one) {
        if (!waiting.isEmpty() || !move(one)) {
            waiting.add(one);
        }
    }

    /** Whether what leaves the group goes on to somewhere. */
    static boolean hasTarget(Group group) {
        return target(group) != null;
    }

    private static Topic target(Group group) {
        String name = group.rules().deadLetterTopic();
        if (name == null) {
            return null;
        }
        return name.isEmpty()
                ? Routing.DEFAULT_TOPIC
                : group.namespace().topics().get(name);
    }

    private void finish(Group group, long offset, int size, Death.Reason reason) {
        group.backlog().settle(offset, size);
        log(group, offset, size);
        count(reason);
    }

    private void log(Group group, long offset, int size) {
        if (group.isDurable() && !group.removeFleeting(offset)) {
            journal.done(group.id(), offset, 1, size);
        }
    }

    private void count(Death.Reason reason) {
        if (reason == Death.Reason.EXPIRED) {
            totals.expired++;
        } else if (reason == Death.Reason.OVERFLOW) {
            totals.overflowed++;
        }
    }

    /** False when there is no room for the record now. */
    private boolean move(Leaving one) {
        Group group = one.group;
        if (group.isDeleted()) {
            leaving--;
            return true;
        }
        Topic topic = target(group);
        StoredMessage moved = topic == null ? null : deadLetter(one);
        RouteSet route = topic == null ? RouteSet.EMPTY : routing.route(group.namespace(), topic, moved.message());
        route = withoutCycles(route, moved, one.reason);
        if (group.rules().keepsUntilTaken() && !takes(route, one.size)) {
            leaving--;
            stranded.add(group, one.offset, one.reason);
            return true;
        }
        if (route.isEmpty()) {
            leaving--;
            finish(group, one.offset, one.size, one.reason);
            return true;
        }
        if (!write(one, moved, route)) {
            return false;
        }
        leaving--;
        count(one.reason);
        totals.deadLettered++;
        return true;
    }

    /** Whether there are groups on the route, and none of them refuses the message. */
    private static boolean takes(RouteSet route, int size) {
        for (Group group : route.groups()) {
            if (group.rules().overflow() != GroupRules.Overflow.DROP_HEAD && Overflows.isFull(group, size)) {
                return false;
            }
        }
        return !route.isEmpty();
    }

    private boolean write(Leaving one, StoredMessage moved, RouteSet route) {
        Group group = one.group;
        IndexBlock block = group.backlog().index().block(one.offset);
        if (block == null || !block.inMemory()) {
            // Evicted since: once more from the beginning.
            leaving--;
            leave(group, one.offset, one.size, one.reason);
            return true;
        }
        int index = (int) (one.offset - block.first());
        long position = block.position(index);
        boolean kept = Positions.log(position) == Positions.DURABLE && route.isDurable();
        TurnLog log = kept ? durable : transientLog;
        byte[] overlay = MoveRecord.overlay(moved);
        int length = MoveRecord.length(overlay);
        int number = kept ? publishing.explain(route) : 0;
        if (number == RouteSets.NO_ROOM || log.hasFailed() || log.room(length, WriteClass.MAINTENANCE) != Room.YES) {
            return false;
        }
        boolean logged = group.isDurable() && !group.removeFleeting(one.offset);
        long now = platform.wallMs();
        MoveRecord.Move move = new MoveRecord.Move(
                kept && logged ? group.id() : 0,
                number,
                one.offset,
                position,
                now,
                one.size,
                Publishing.traits(moved.message()));
        long overlayAt = log.append(RecordType.MOVE, length, target -> MoveRecord.put(target, move, overlay));
        if (logged && !kept) {
            journal.done(group.id(), one.offset, 1, one.size);
        }
        group.backlog().settle(one.offset, one.size);
        publishing.arrive(route, position, now, 0, one.size, move.traits(), kept, overlayAt);
        return true;
    }

    /** The message as it goes on: with its history, and without a lifetime of its own. */
    private StoredMessage deadLetter(Leaving one) {
        StoredMessage message = one.message;
        GroupRules rules = one.group.rules();
        List<String> keys =
                rules.deadLetterKey() == null ? message.message().routingKeys() : List.of(rules.deadLetterKey());
        return new StoredMessage(
                message.id(),
                rules.deadLetterTopic(),
                message.storedAt(),
                message.message().rerouted(keys, Message.NO_TTL),
                deaths(one),
                message.note());
    }

    private List<Death> deaths(Leaving one) {
        StoredMessage message = one.message;
        List<Death> deaths = new ArrayList<>();
        Death again = null;
        for (Death death : message.deaths()) {
            boolean same = death.group().equals(one.group.name()) && death.reason() == one.reason;
            if (same) {
                again = death;
            } else {
                deaths.add(death);
            }
        }
        Death latest = again == null
                ? new Death(
                        one.group.name(),
                        one.reason,
                        1,
                        platform.wallMs(),
                        message.topic(),
                        message.message().routingKeys(),
                        message.message().ttlMs())
                : new Death(
                        again.group(),
                        again.reason(),
                        again.count() + 1,
                        again.time(),
                        again.topic(),
                        again.routingKeys(),
                        again.ttlMs());
        deaths.add(0, latest);
        return deaths;
    }

    /** A message that comes to a group again without anybody having rejected it on the way would go round for ever. */
    private static RouteSet withoutCycles(RouteSet route, StoredMessage moved, Death.Reason reason) {
        if (route.isEmpty() || reason == Death.Reason.REJECTED) {
            return route;
        }
        boolean rejected = moved.deaths().stream().anyMatch(death -> death.reason() == Death.Reason.REJECTED);
        if (rejected) {
            return route;
        }
        List<Group> kept = new ArrayList<>();
        for (Group group : route.groups()) {
            boolean before =
                    moved.deaths().stream().anyMatch(death -> death.group().equals(group.name()));
            if (!before) {
                kept.add(group);
            }
        }
        return kept.size() == route.groups().length ? route : RouteSet.of(kept.toArray(new Group[0]));
    }

    int leaving() {
        return leaving;
    }

    /** Messages that wait until somebody takes them. */
    long stranded() {
        return stranded.count();
    }
}
