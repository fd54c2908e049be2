// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;

/** Keeps groups with a limit within it: the oldest ready messages go. Belongs to the core. */
final class Overflows {

    /** So many messages of a group in one turn; a limit that was lowered may ask for millions. */
    private static final int MESSAGES_PER_TURN = 2_000;

    private final DeadLetters deadLetters;
    private final ColdReads coldReads;
    private final List<Group> full = new ArrayList<>();
    private final List<Group> unfinished = new ArrayList<>();

    Overflows(DeadLetters deadLetters, ColdReads coldReads) {
        this.deadLetters = deadLetters;
        this.coldReads = coldReads;
    }

    /** Whether one more message of this size would be too much. */
    static boolean isFull(Group group, int size) {
        GroupRules rules = group.rules();
        Backlog backlog = group.backlog();
        return (rules.maxLength() >= 0 && backlog.ready() >= rules.maxLength())
                || (rules.maxBytes() >= 0 && backlog.readyBytes() + size > rules.maxBytes());
    }

    /** Whether a message that the group refuses goes on to its dead-letter topic. */
    static boolean sendsOn(Group group) {
        return group.rules().overflow() == GroupRules.Overflow.REJECT_TO_DEAD_LETTER && DeadLetters.hasTarget(group);
    }

    /** The last message was too much for these groups: it leaves again those that it has reached. */
    void sendOn(List<Group> groups) {
        for (Group group : groups) {
            if (sendsOn(group)) {
                deadLetters.leaveReady(group, group.backlog().end() - 1, Death.Reason.OVERFLOW);
            }
        }
    }

    private static boolean isOver(Group group) {
        GroupRules rules = group.rules();
        Backlog backlog = group.backlog();
        return (rules.maxLength() >= 0 && backlog.ready() > rules.maxLength())
                || (rules.maxBytes() >= 0 && backlog.readyBytes() > rules.maxBytes());
    }

    /** A message has come to a group: it may be over its limit. */
    void arrived(Group group) {
        // What a group refuses is refused at its door. A commit or a move that is through goes beyond the limit: to
        // drop
        // an older message for it would lose one that was confirmed under the promise not to.
        if (group.rules().overflow() == GroupRules.Overflow.DROP_HEAD && isOver(group)) {
            full.add(group);
        }
    }

    /** Whether a group may be over its limit. */
    boolean isDue() {
        return !full.isEmpty();
    }

    /** After messages were handed out: what is too much now goes. That may be too much for another group. */
    void run() {
        List<Group> now = List.copyOf(full);
        full.clear();
        now.forEach(this::trim);
    }

    /** Whether a group has more to let go than one turn may. */
    boolean isUnfinished() {
        return !unfinished.isEmpty();
    }

    /** In a later turn: the rest. */
    void resume() {
        full.addAll(unfinished);
        unfinished.clear();
    }

    private void trim(Group group) {
        Backlog backlog = group.backlog();
        int left = MESSAGES_PER_TURN;
        while (!group.isDeleted() && isOver(group)) {
            if (left-- == 0) {
                unfinished.add(group);
                return;
            }
            long offset = backlog.nextReady();
            if (offset < 0) {
                return;
            }
            IndexBlock block = backlog.index().block(offset);
            if (!block.inMemory()) {
                coldReads.wantBlock(group, block);
                return;
            }
            if (!deadLetters.leaveReady(group, offset, Death.Reason.OVERFLOW)) {
                return;
            }
        }
    }
}
