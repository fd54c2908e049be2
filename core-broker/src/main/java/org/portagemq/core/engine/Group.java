// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.filter.CompiledFilter;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.CursorBacklog;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.routing.RouteTarget;

/**
 * A consumer group, or the partition of a stream: its backlog and who consumes from it. Belongs to the core.
 *
 * <p>A durable group may hold messages that are not durable: they are <em>fleeting</em>, and gone after a restart.
 */
final class Group implements RouteTarget {

    /** The end of a mark that nobody has asked for. */
    static final long NO_MARK = -1;

    static final long NOT_HELD_UP = Long.MIN_VALUE;

    private final int id;
    private final Namespace namespace;
    private final GroupSettings settings;
    private final boolean partition;
    private final Backlog backlog;
    private final List<Consumer> consumers = new ArrayList<>(0);
    private final ArrayDeque<Consumer> eligible = new ArrayDeque<>(0);
    private final OffsetTable fleeting = new OffsetTable();
    private final ReadAhead readAhead = new ReadAhead();
    private final KeyOrder keyOrder;
    private final Group source;
    private List<Group> readers = List.of();
    private boolean followsDurable;
    private Selections selections;
    private Traffic traffic;
    private SessionState owner;
    private Consumer exclusive;
    private RouteSet soloRoute;
    private boolean everConsumed;
    private boolean deleted;
    private boolean paused;
    private boolean queuedForPump;
    private boolean skipDue;
    private long skipFrom;
    private int seenInRound;
    private long safeMark;
    private long askedMark;
    private long markEnd = NO_MARK;
    private long fleetingBytes;
    private boolean prioritized;
    private long nextExpiry = Long.MAX_VALUE;
    private long heldUpSince = NOT_HELD_UP;
    private long lastUsed;
    private final ProvenEnd provenEnd = new ProvenEnd();
    private GroupRules rules;
    private int rulesEpoch;

    Group(int id, Namespace namespace, GroupSettings settings, boolean partition, Backlog backlog) {
        this(id, namespace, settings, partition, backlog, null);
    }

    /** A cursor over a partition: what is done here is not done there. */
    Group(int id, GroupSettings settings, Group source) {
        this(id, source.namespace, settings, false, new CursorBacklog(source.backlog), source);
    }

    private Group(
            int id, Namespace namespace, GroupSettings settings, boolean partition, Backlog backlog, Group source) {
        this.id = id;
        this.namespace = namespace;
        this.settings = settings;
        this.partition = partition;
        this.rules = settings.rules();
        this.backlog = backlog;
        this.source = source;
        this.keyOrder = settings.rules().orderedByKey() ? new KeyOrder(backlog) : null;
        backlog.watch(keyOrder);
    }

    int id() {
        return id;
    }

    Namespace namespace() {
        return namespace;
    }

    String name() {
        return settings.name();
    }

    GroupSettings settings() {
        return settings;
    }

    /** Whether the group and its messages survive a restart: what belongs to one session never does. */
    boolean isDurable() {
        return settings.durable() && !settings.exclusive();
    }

    boolean isPartition() {
        return partition;
    }

    /** The partition over which this is a cursor, null when it is none. */
    Group source() {
        return source;
    }

    /** Whether it is a cursor of one subscription, which ends with it. */
    boolean isReader() {
        return source != null && id == 0;
    }

    /** The cursors over this partition. */
    List<Group> readers() {
        return readers;
    }

    void addReader(Group cursor) {
        List<Group> more = new ArrayList<>(readers);
        more.add(cursor);
        readers = List.copyOf(more);
    }

    void removeReader(Group cursor) {
        readers = readers.stream().filter(one -> one != cursor).toList();
    }

    /** Whether the cursor may see only what nothing takes back: its consumers keep the offsets. */
    boolean followsDurable() {
        return followsDurable;
    }

    void followDurable() {
        followsDurable = true;
    }

    /** The state of a cursor over a partition. */
    CursorBacklog cursor() {
        return (CursorBacklog) backlog;
    }

    Backlog backlog() {
        return backlog;
    }

    /** The message with what consumers of this group noted about it. */
    StoredMessage noted(long offset, StoredMessage message) {
        Payload note = backlog.attempts().notes().of(offset);
        return note == null ? message : message.noted(note);
    }

    /** Those of the group and, where it is a partition, of the cursors over it. */
    int consumerCount() {
        int count = consumers.size();
        for (Group reader : readers) {
            count += reader.consumers.size();
        }
        return count;
    }

    /** What comes and goes, which is counted from the first message on. */
    Traffic traffic() {
        if (traffic == null) {
            traffic = new Traffic();
        }
        return traffic;
    }

    /** Null when nothing has come or gone since the start. */
    Traffic knownTraffic() {
        return traffic;
    }

    // --- who consumes

    List<Consumer> consumers() {
        return consumers;
    }

    void join(Consumer consumer) {
        consumers.add(consumer);
        everConsumed = true;
        prioritized |= consumer.priority() != 0;
        if (consumer.isExclusive()) {
            exclusive = consumer;
        }
    }

    void leave(Consumer consumer) {
        heldUpSince = NOT_HELD_UP;
        consumers.remove(consumer);
        if (exclusive == consumer) {
            exclusive = null;
        }
        if (consumer.isQueued()) {
            eligible.remove(consumer);
            consumer.queued(false);
        }
    }

    /** Whether some of its messages may be for some of its consumers only. */
    boolean isChoosy() {
        return selections != null || keyOrder != null;
    }

    /** Who has which ordering keys, null unless the group is ordered by key. */
    KeyOrder keyOrder() {
        return keyOrder;
    }

    /** What selective consumers look for, null when there are none. */
    Selections selections() {
        return selections;
    }

    Selection select(Filter filter, CompiledFilter compiled) {
        if (selections == null) {
            selections = new Selections(backlog);
            backlog.watch(selections);
        }
        return selections.join(filter, compiled);
    }

    /** Answers whether that was the last one who looked for it. */
    boolean unselect(Selection selection) {
        boolean last = selections != null && selections.leave(selection);
        if (last && selections.isEmpty()) {
            selections = null;
            backlog.watch(null);
        }
        return last;
    }

    /** The consumer that nobody may consume beside, or null. */
    Consumer exclusive() {
        return exclusive;
    }

    /** The rules in force: those that the group was declared with, under the policies of its namespace. */
    GroupRules rules() {
        if (rulesEpoch != namespace.policies().epoch()) {
            rulesEpoch = namespace.policies().epoch();
            rules = partition ? settings.rules() : namespace.policies().rules(settings);
        }
        return rules;
    }

    /** Whether policies have changed since the rules were asked for. */
    boolean hasStaleRules() {
        return rulesEpoch != namespace.policies().epoch();
    }

    /** The only consumer that gets messages, if the group has one at a time; it is the one that came first. */
    private Consumer active() {
        return consumers.isEmpty() ? null : consumers.get(0);
    }

    /** Whether it is the consumer's part to get messages. */
    boolean mayServe(Consumer consumer) {
        return !settings.rules().singleActive() || active() == consumer;
    }

    /** The next consumer that may get a message: of the highest priority, and among these the one that waited longest. */
    Consumer nextEligible() {
        if (!prioritized) {
            return eligible.peek();
        }
        Consumer best = null;
        for (Consumer consumer : eligible) {
            if (best == null || consumer.priority() > best.priority()) {
                best = consumer;
            }
        }
        return best;
    }

    // --- time

    /** Since when a message could be handed out if a mark were written already, or {@link #NOT_HELD_UP}. */
    long heldUpSince() {
        return heldUpSince;
    }

    void heldUpSince(long time) {
        heldUpSince = time;
    }

    /** When something of the group expires next, epoch ms; 0 when that has to be found out. */
    long nextExpiry() {
        return nextExpiry;
    }

    void nextExpiry(long time) {
        nextExpiry = time;
    }

    /** When somebody used the group last. */
    long lastUsed() {
        return lastUsed;
    }

    void used(long nowMs) {
        lastUsed = nowMs;
    }

    /** Whether the last consumer has gone, so that an auto-delete group ends. */
    boolean isAbandoned() {
        return everConsumed && consumers.isEmpty();
    }

    /** Consumers that may get a message, in the order of their turn. */
    ArrayDeque<Consumer> eligible() {
        return eligible;
    }

    /** The session to which an exclusive group belongs. */
    SessionState owner() {
        return owner;
    }

    void own(SessionState session) {
        owner = session;
    }

    // --- fleeting messages

    void addFleeting(long offset, int size) {
        fleeting.put(offset, size);
        fleetingBytes += size;
        skipFrom = skipDue ? skipFrom : offset;
        skipDue = true;
    }

    /** Whether the message at the offset was a fleeting one; it is forgotten. */
    boolean removeFleeting(long offset) {
        if (fleeting.isEmpty()) {
            return false;
        }
        int size = fleeting.remove(offset);
        if (size == OffsetTable.ABSENT) {
            return false;
        }
        fleetingBytes -= size;
        return true;
    }

    OffsetTable fleeting() {
        return fleeting;
    }

    long fleetingBytes() {
        return fleetingBytes;
    }

    /** Whether the log must learn of offsets that fleeting messages took, before it gets the group's next message. */
    boolean isSkipDue() {
        return skipDue;
    }

    void skipLogged(TurnLog log) {
        skipDue = false;
        if (partition) {
            provenEnd.logged(skipFrom, backlog.end(), log);
        }
    }

    // --- what a power cut cannot take back

    /** What makes the last message of the partition durable has been logged. */
    void logged(TurnLog log) {
        provenEnd.logged(backlog.end() - 1, backlog.end(), log);
    }

    /** See {@link ProvenEnd#at}. */
    long provenEnd(boolean explained, long synced) {
        return provenEnd.at(backlog.end(), explained, synced);
    }

    // --- what the log knows to be handed out

    /** The log knows that messages below may have been handed out, whatever happens. */
    long safeMark() {
        return Math.max(safeMark, backlog.handedOut().before());
    }

    /** Where the log has to be written to for the next mark to be safe, or {@link #NO_MARK}. */
    long markEnd() {
        return markEnd;
    }

    void markAsked(long mark, long end) {
        askedMark = mark;
        markEnd = end;
    }

    void markWritten() {
        safeMark = askedMark;
        markEnd = NO_MARK;
    }

    // --- marks of the engine's passes

    ReadAhead readAhead() {
        return readAhead;
    }

    RouteSet soloRoute() {
        return soloRoute;
    }

    void soloRoute(RouteSet route) {
        soloRoute = route;
    }

    /** Whether a message reaches the group for the first time in the round: many bindings, one copy. */
    boolean enter(int round) {
        if (seenInRound == round) {
            return false;
        }
        seenInRound = round;
        return true;
    }

    boolean isQueuedForPump() {
        return queuedForPump;
    }

    void queuedForPump(boolean queued) {
        queuedForPump = queued;
    }

    /** Whether messages are taken and none handed out. */
    boolean isPaused() {
        return paused;
    }

    void pause(boolean nowPaused) {
        paused = nowPaused;
    }

    boolean isDeleted() {
        return deleted;
    }

    void markDeleted() {
        deleted = true;
        backlog.attempts().notes().clear();
    }
}
