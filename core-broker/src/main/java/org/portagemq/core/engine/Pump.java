// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.platform.Platform;

/**
 * Hands ready messages to consumers with credit, group by group, in turn among a group's consumers. Runs at the end of
 * each turn over the groups where something has changed. Belongs to the core.
 */
final class Pump {

    /** After so many messages of one group the others come first. */
    private static final int MESSAGES_PER_TURN = 256;

    /** Above the budget of messages in flight, who holds more than this gets no more. */
    private static final int FAIR_SHARE = 1_024;

    /** Answers of {@link #nextLive}. */
    static final long NOTHING = -1;

    static final long LOADING = -2;

    /** Answer of {@link #checkLive}: the message has left the group. */
    static final long GONE = -4;

    private final TurnClock clock;
    private final Messages messages;
    private final Settlements settlements;
    private final ProgressJournal journal;
    private final Totals totals;
    private final Executor coreLane;
    private final Runnable nextTurn;
    private final long inFlightBudget;
    private ColdReads coldReads;
    private DeadLetters deadLetters;
    private HandOuts handOuts;
    private Dispatching dispatching;
    private final Idleness idleness = new Idleness(this);
    private List<Group> changed = new ArrayList<>();
    private List<Group> pumping = new ArrayList<>();

    Pump(
            Platform platform,
            TurnClock clock,
            Messages messages,
            Settlements settlements,
            ProgressJournal journal,
            Totals totals,
            Runnable nextTurn,
            long inFlightBudget) {
        this.clock = clock;
        this.messages = messages;
        this.settlements = settlements;
        this.journal = journal;
        this.totals = totals;
        this.coreLane = platform.coreLane();
        this.nextTurn = nextTurn;
        this.inFlightBudget = inFlightBudget;
    }

    /** Connects the parts that are made later. */
    void connect(ColdReads reads, DeadLetters letters, HandOuts marks, Dispatching choosy) {
        dispatching = choosy;
        coldReads = reads;
        deadLetters = letters;
        handOuts = marks;
    }

    /** Something of the group has changed: it is looked at, at the end of the turn. */
    void changed(Group group) {
        if (!group.isQueuedForPump() && !group.eligible().isEmpty()) {
            group.queuedForPump(true);
            changed.add(group);
        }
    }

    /** The consumer may be able to take messages now. */
    void changed(Consumer consumer) {
        if (!consumer.isQueued() && mayTake(consumer)) {
            consumer.queued(true);
            consumer.group().eligible().add(consumer);
        }
        changed(consumer.group());
    }

    /** Hands out of one group at once, where that decides what is too much. */
    void runFor(Group group) {
        if (!group.eligible().isEmpty() && pump(group)) {
            changed(group);
        }
    }

    /** Hands out, for each changed group. */
    void run() {
        if (changed.isEmpty()) {
            return;
        }
        List<Group> now = changed;
        changed = pumping;
        pumping = now;
        for (int i = 0; i < now.size(); i++) {
            Group group = now.get(i);
            group.queuedForPump(false);
            if (!group.isDeleted() && pump(group)) {
                changed(group);
            }
            idleness.pumped(group);
        }
        now.clear();
        if (!changed.isEmpty()) {
            coreLane.execute(nextTurn);
        }
    }

    /** Answers whether the group has more to hand out. */
    private boolean pump(Group group) {
        if (isStopped(group) || group.isPaused()) {
            return false;
        }
        if (group.isChoosy()) {
            return dispatching.pump(group);
        }
        int handedOut = 0;
        for (Consumer consumer = nextTaker(group); consumer != null; consumer = nextTaker(group)) {
            if (handedOut == MESSAGES_PER_TURN) {
                return true;
            }
            long offset = nextLive(group);
            if (offset < 0 || !deliver(group, consumer, offset)) {
                return false;
            }
            handedOut++;
        }
        return false;
    }

    /** The consumer whose turn it is, or null. */
    Consumer nextTaker(Group group) {
        for (Consumer consumer = group.nextEligible(); consumer != null; consumer = group.nextEligible()) {
            if (mayTake(consumer)) {
                return consumer;
            }
            standBack(consumer);
        }
        return null;
    }

    /** It can take no message now; it is looked at again when that changes. */
    void standBack(Consumer consumer) {
        consumer.group().eligible().remove(consumer);
        consumer.queued(false);
    }

    /**
     * The next message of the group that is ready and has not expired: those that have are sent on their way. {@link
     * #NOTHING} when there is none, {@link #LOADING} when something has to be read or written first, which has begun then.
     */
    long nextLive(Group group) {
        return nextLive(group, true);
    }

    private long nextLive(Group group, boolean forWaiting) {
        Backlog backlog = group.backlog();
        for (long offset = backlog.nextReady(); offset >= 0; offset = backlog.nextReady()) {
            long state = checkLive(group, offset, forWaiting);
            if (state != GONE) {
                return state;
            }
        }
        return NOTHING;
    }

    /**
     * The ready message itself, unless it has expired: then it is sent on its way, and {@link #GONE}. Otherwise as {@link
     * #nextLive}.
     *
     * @param forWaiting whether somebody waited for it: only then a message without any time is handed out as it arrives
     */
    long checkLive(Group group, long offset, boolean forWaiting) {
        IndexBlock block = group.backlog().index().block(offset);
        if (!block.inMemory()) {
            coldReads.wantBlock(group, block);
            return LOADING;
        }
        long now = Expiries.timeFor(group, clock.wallMs());
        if (!Expiries.isExpired(block, (int) (offset - block.first()), now, forWaiting)) {
            boolean mayHandOut = handOuts.mayHandOut(group, offset);
            group.heldUpSince(mayHandOut ? Group.NOT_HELD_UP : now);
            return mayHandOut ? offset : LOADING;
        }
        return deadLetters.leaveReady(group, offset, Death.Reason.EXPIRED) ? GONE : NOTHING;
    }

    /** As {@link #nextLive}, for one who fetches. */
    long nextFetched(Group group, Consumer consumer) {
        return group.keyOrder() == null ? nextLive(group, false) : dispatching.nextFetched(group, consumer);
    }

    /** Those who ask when nothing is there for a consumer. */
    Idleness idleness() {
        return idleness;
    }

    /** Whether the group has nothing now for the consumer, who could take it. What has to be read first may be something. */
    boolean hasNothing(Group group, Consumer consumer) {
        if (group.isDeleted() || isStopped(group) || group.isPaused()) {
            return true;
        }
        return (group.isChoosy() ? dispatching.nextFor(group, consumer) : nextLive(group)) == NOTHING;
    }

    /** When the store has failed nobody knows what of a durable group is stored: nothing of it is handed out. */
    boolean isStopped(Group group) {
        return group.isDurable() && journal.hasFailed();
    }

    boolean mayTake(Consumer consumer) {
        if (consumer.isCancelled()
                || consumer.credit() <= 0
                || !consumer.session().canReceive()) {
            return false;
        }
        if (!consumer.group().mayServe(consumer)) {
            return false;
        }
        return totals.inFlight < inFlightBudget || consumer.inFlight().count() < FAIR_SHARE;
    }

    /** A consumer has come to its group. */
    void joined(Consumer consumer) {
        dispatching.joined(consumer);
    }

    /** A consumer has come or gone: another one may have its turn. */
    void membersChanged(Group group) {
        for (Consumer consumer : group.consumers()) {
            if (!consumer.isQueued() && mayTake(consumer)) {
                consumer.queued(true);
                group.eligible().add(consumer);
            }
        }
        changed(group);
    }

    private boolean deliver(Group group, Consumer consumer, long offset) {
        StoredMessage message = load(group, offset);
        if (message == null) {
            return false;
        }
        push(group, consumer, offset, message);
        return true;
    }

    /** Hands the message to the consumer, whose turn is over then. */
    void push(Group group, Consumer consumer, long offset, StoredMessage message) {
        int size = sizeOf(group, offset);
        Delivery delivery = handOut(group, consumer, offset, message, size, consumer.isAutoAck());
        consumer.useCredit();
        consumer.session().mail().deliver(consumer.listener(), delivery, size);
        group.eligible().remove(consumer);
        group.eligible().add(consumer);
    }

    /** Takes the message out for the consumer. */
    Delivery handOut(Group group, Consumer consumer, long offset, StoredMessage message, int size, boolean autoAck) {
        Backlog backlog = group.backlog();
        boolean redelivered = backlog.wasHandedOut(offset);
        int attempts = backlog.attempts().of(offset);
        StoredMessage noted = group.noted(offset, message);
        backlog.take(offset, size);
        if (group.keyOrder() != null) {
            group.keyOrder().taken(offset, consumer, message.message().lastOfKey());
        }
        consumer.inFlight().put(offset, size);
        totals.inFlight++;
        totals.delivered++;
        group.traffic().delivered(clock.wallMs());
        if (redelivered) {
            totals.redelivered++;
        }
        if (autoAck) {
            settlements.ack(consumer, offset);
        }
        boolean inStream = group.source() != null;
        return new Delivery(consumer.handle(), offset, noted, attempts, redelivered, backlog.ready(), inStream);
    }

    /** The message at an offset whose index is in memory; null when it has to be read first, which has begun then. */
    StoredMessage load(Group group, long offset) {
        IndexBlock block = group.backlog().index().block(offset);
        int index = (int) (offset - block.first());
        StoredMessage message = messages.get(block.position(index), block.overlay(index));
        if (message == null) {
            message = coldReads.take(group, offset);
        }
        if (message == null) {
            coldReads.want(group, offset);
        }
        return message;
    }

    int sizeOf(Group group, long offset) {
        IndexBlock block = group.backlog().index().block(offset);
        return block.size((int) (offset - block.first()));
    }
}
