// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Death;
import org.portagemq.core.group.OffsetBits;
import org.portagemq.core.platform.Platform;

/**
 * Messages that wait in their group until a dead-letter topic takes them: out, at nobody, a bit for each. They are tried
 * again from time to time, a few of each group in turn. Nothing of it is logged: a start finds them ready. Belongs to the
 * core.
 */
final class Stranded {

    /** So long a group whose messages were not taken is left alone. */
    private static final long PAUSE_MS = 1_000;

    /** So many messages of one group and reason are tried in one look. */
    private static final int MESSAGES_PER_LOOK = 256;

    private final Platform platform;
    private final Exit exit;
    private final Map<Group, Waiting> groups = new LinkedHashMap<>();
    private long count;

    /** Where a message tries again to leave its group. */
    interface Exit {
        void again(Group group, long offset, Death.Reason reason);
    }

    /** What waits in one group. */
    private static final class Waiting {
        private final Map<Death.Reason, Line> lines = new EnumMap<>(Death.Reason.class);
        private long quietUntil = Long.MIN_VALUE;

        private long count() {
            return lines.values().stream()
                    .mapToLong(line -> line.offsets.count())
                    .sum();
        }
    }

    /** What waits in one group for one reason, and where the next look begins. */
    private static final class Line {
        private final OffsetBits offsets = new OffsetBits();
        private long cursor;

        /** Takes the next few out; behind the last one the next look begins anew. */
        private List<Long> next() {
            List<Long> next = new ArrayList<>();
            long at = offsets.next(cursor);
            while (at >= 0 && next.size() < MESSAGES_PER_LOOK) {
                offsets.remove(at);
                next.add(at);
                at = offsets.next(at);
            }
            cursor = Math.max(at, 0);
            return next;
        }
    }

    Stranded(Platform platform, Exit exit) {
        this.platform = platform;
        this.exit = exit;
    }

    /** Nobody takes the message now. */
    void add(Group group, long offset, Death.Reason reason) {
        Waiting waiting = groups.computeIfAbsent(group, key -> new Waiting());
        waiting.lines.computeIfAbsent(reason, key -> new Line()).offsets.add(offset);
        count++;
        long now = nowMs();
        // Of many that come one after the other the first sets the time: the last would put it off for ever.
        if (waiting.quietUntil <= now) {
            waiting.quietUntil = now + PAUSE_MS;
        }
    }

    private long nowMs() {
        return platform.nanoTime() / 1_000_000;
    }

    /** On each tick: those whose time it is try again. */
    void look() {
        if (groups.isEmpty()) {
            return;
        }
        long now = nowMs();
        for (Group group : groups.keySet().toArray(new Group[0])) {
            Waiting waiting = groups.get(group);
            if (group.isDeleted()) {
                count -= waiting.count();
                groups.remove(group);
            } else if (waiting.quietUntil <= now) {
                look(group, waiting);
            }
        }
    }

    private void look(Group group, Waiting waiting) {
        for (Death.Reason reason : List.copyOf(waiting.lines.keySet())) {
            List<Long> chosen = waiting.lines.get(reason).next();
            count -= chosen.size();
            chosen.forEach(offset -> exit.again(group, offset, reason));
        }
        if (waiting.count() == 0) {
            groups.remove(group);
        }
    }

    /** Messages of all groups. */
    long count() {
        return count;
    }
}
