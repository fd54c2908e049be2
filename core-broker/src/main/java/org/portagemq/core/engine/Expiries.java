// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.portagemq.core.api.Death;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;

/**
 * Lets messages go whose time is over, wherever in their group they are, and groups that nobody has used for long. Each
 * index block knows when its first message expires, so that a look costs one comparison a block. Belongs to the core.
 */
final class Expiries {

    /** So many messages in one look; the rest follows in the next turn. */
    private static final int MESSAGES_PER_LOOK = 2_000;

    /** So many groups find their rules again in one look; the rest in later ones. */
    private static final int RULES_PER_LOOK = 1_000;

    private static final long HELD_UP_LIMIT_MS = 1_000;

    private final TurnClock clock;
    private final DeadLetters deadLetters;
    private final ColdReads coldReads;
    private final Set<Group> watched = new LinkedHashSet<>();

    Expiries(TurnClock clock, DeadLetters deadLetters, ColdReads coldReads) {
        this.clock = clock;
        this.deadLetters = deadLetters;
        this.coldReads = coldReads;
    }

    /**
     * Whether the time of an entry is over.
     *
     * @param arriving whether a message may be handed out in the very moment of its arrival, although it has no time
     */
    static boolean isExpired(IndexBlock block, int index, long nowMs, boolean arriving) {
        long expiry = block.expiry(index);
        return expiry != 0 && (nowMs > expiry || (nowMs == expiry && !(arriving && block.time(index) == expiry)));
    }

    /**
     * The time by which the group's messages are judged: for one that a consumer would have, but for a mark that has to be
     * written first, it stands still, for a second at the most.
     */
    static long timeFor(Group group, long nowMs) {
        long since = group.heldUpSince();
        return since == Group.NOT_HELD_UP ? nowMs : Math.min(nowMs, Math.max(since, nowMs - HELD_UP_LIMIT_MS));
    }

    /** Something has arrived, or has come back, that expires at the time. */
    void expect(Group group, long time) {
        if (group.nextExpiry() > time) {
            group.nextExpiry(time);
        }
        watched.add(group);
    }

    /** A message has come back to its group: it may be over time. */
    void returned(Group group, long offset) {
        IndexBlock block = group.backlog().index().block(offset);
        if (block == null) {
            return;
        }
        boolean mayExpire = !block.inMemory() || block.expiry((int) (offset - block.first())) != 0;
        if (mayExpire) {
            block.earliestExpiry(0);
            expect(group, 0);
        }
    }

    /** At the start: what the groups hold may expire. */
    void watchAll(Iterable<Group> groups) {
        for (Group group : groups) {
            long[] earliest = {Long.MAX_VALUE};
            group.backlog().index().forEachBlock(block -> earliest[0] = Math.min(earliest[0], block.earliestExpiry()));
            if (earliest[0] != Long.MAX_VALUE) {
                expect(group, earliest[0]);
            }
        }
    }

    /** Lets go what is due; answers whether there is more of it already. */
    boolean look() {
        long now = clock.wallMs();
        boolean more = false;
        for (Group group : List.copyOf(watched)) {
            if (group.isDeleted()) {
                watched.remove(group);
            } else if (group.nextExpiry() <= now) {
                more |= look(group, timeFor(group, now));
            }
        }
        return more;
    }

    private boolean look(Group group, long now) {
        List<IndexBlock> due = new ArrayList<>();
        long[] next = {Long.MAX_VALUE};
        group.backlog().index().forEachBlock(block -> {
            if (block.earliestExpiry() <= now) {
                due.add(block);
            } else {
                next[0] = Math.min(next[0], block.earliestExpiry());
            }
        });
        int left = MESSAGES_PER_LOOK;
        for (IndexBlock block : due) {
            if (left <= 0) {
                return true;
            }
            if (!block.inMemory()) {
                coldReads.wantBlock(group, block);
                next[0] = now;
                continue;
            }
            left -= expire(group, block, now);
            next[0] = Math.min(next[0], block.earliestExpiry());
        }
        group.nextExpiry(next[0]);
        if (next[0] == Long.MAX_VALUE) {
            watched.remove(group);
        }
        return false;
    }

    /** Answers how many messages of the block have gone. */
    private int expire(Group group, IndexBlock block, long now) {
        Backlog backlog = group.backlog();
        int gone = 0;
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < block.count() && block.inMemory(); i++) {
            long offset = block.first() + i;
            if (block.expiry(i) == 0 || !backlog.isReady(offset)) {
                continue;
            }
            if (isExpired(block, i, now, true) && deadLetters.leaveReady(group, offset, Death.Reason.EXPIRED)) {
                gone++;
            } else {
                earliest = Math.min(earliest, block.inMemory() ? block.expiry(i) : earliest);
            }
        }
        block.earliestExpiry(earliest);
        return gone;
    }

    /** Groups that delete themselves when nobody has used them for long. */
    static List<Group> unused(Iterable<Group> groups, long nowMs) {
        List<Group> unused = new ArrayList<>();
        int refreshed = 0;
        for (Group group : groups) {
            if (group.hasStaleRules() && refreshed++ >= RULES_PER_LOOK) {
                // Its policies have changed; to find the rules of all groups at once would take too long.
                continue;
            }
            long limit = group.rules().expiresMs();
            if (limit < 0 || group.isPartition() || !group.consumers().isEmpty()) {
                continue;
            }
            if (group.lastUsed() == 0) {
                // Not used since the start: the time counts from now.
                group.used(nowMs);
            } else if (nowMs - group.lastUsed() > limit) {
                unused.add(group);
            }
        }
        return unused;
    }
}
