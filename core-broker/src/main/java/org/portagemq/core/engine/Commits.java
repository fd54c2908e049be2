// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.DispatchRecord;
import org.portagemq.core.record.KeyHash;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;

/**
 * Makes pending messages visible, together with what becomes of messages that were out, by one record: a crash finds all
 * of it or nothing. Messages of a later time begin to wait for it. Belongs to the core.
 */
final class Commits {

    private final TurnClock time;
    private final TurnLog log;
    private final SteadyClock clock;
    private final Schedule schedule;
    private final Deduplicating deduplicating;
    private final Publishing publishing;
    private final Settlements settlements;
    private final Totals totals;

    /**
     * A pending message with its route of now; or with the target to which it goes later.
     *
     * @param item what its publisher knows of it; null when nobody waits to hear of its place
     */
    record Sent(
            TransactionState.Item item,
            long position,
            int size,
            Message envelope,
            Namespace namespace,
            String topic,
            RouteSet route,
            int target) {

        private void tellPlace() {
            if (item != null) {
                Publishing.tellPlace(item.publisher(), item.token(), item.id());
            }
        }
    }

    /**
     * A message that was out, and what becomes of it.
     *
     * @param note what is noted about it, null for nothing
     */
    record Held(Group group, long offset, int size, TransactionState.Outcome outcome, Payload note) {

        /** Whether the log must know that it is done. */
        boolean isLogged() {
            return outcome == TransactionState.Outcome.DONE
                    && group.isDurable()
                    && !group.isDeleted()
                    && group.fleeting().get(offset) == OffsetTable.ABSENT;
        }
    }

    Commits(
            TurnClock time,
            TurnLog log,
            SteadyClock clock,
            Schedule schedule,
            Deduplicating deduplicating,
            Publishing publishing,
            Settlements settlements,
            Totals totals) {
        this.time = time;
        this.log = log;
        this.clock = clock;
        this.schedule = schedule;
        this.deduplicating = deduplicating;
        this.publishing = publishing;
        this.settlements = settlements;
        this.totals = totals;
    }

    /** Whether the message is to wait for its time. */
    boolean isLater(Message message) {
        return message.deliverAt() != Message.AT_ONCE && clock.due(message.deliverAt()) > clock.now();
    }

    /**
     * Carries the transaction out; false when there is no room for the record now.
     *
     * @param sent messages that somebody wants
     * @param key by which it is known afterwards, null for none
     * @param always whether there is a record even of nothing
     * @throws BrokerException when it is too large for one record, or a group has no room for what is noted
     */
    boolean write(long transaction, List<Sent> sent, List<Held> held, KeyHash key, boolean always) {
        requireRoomForNotes(held);
        List<Held> logged = held.stream()
                .filter(Held::isLogged)
                .sorted(Comparator.comparingInt((Held one) -> one.group.id()).thenComparingLong(Held::offset))
                .toList();
        if (always || !sent.isEmpty() || !logged.isEmpty()) {
            if (!dispatch(transaction, sent, logged, key)) {
                return false;
            }
        }
        held.forEach(this::finish);
        return true;
    }

    private boolean dispatch(long transaction, List<Sent> sent, List<Held> logged, KeyHash key) {
        int length = DispatchRecord.length(sent.size(), logged.size(), key != null);
        requireRecord(length);
        List<DispatchRecord.Item> items = items(sent);
        if (items == null || log.room(length, WriteClass.PUBLISH) != Room.YES) {
            return false;
        }
        long now = time.wallMs();
        long position = log.append(RecordType.DISPATCH, length, target -> {
            DispatchRecord.putHead(target, transaction, now, items.size(), logged.size(), key != null);
            items.forEach(item -> DispatchRecord.putMessage(target, item));
            for (Held one : logged) {
                ProgressRecord.put(target, ProgressRecord.DONE, one.group.id(), one.offset, 1, one.size);
            }
            if (key != null) {
                DispatchRecord.putKey(target, key);
            }
        });
        if (key != null) {
            deduplicating.stored(key, position, now);
        }
        for (int i = 0; i < items.size(); i++) {
            arrive(sent.get(i), items.get(i), now);
        }
        return true;
    }

    /** @throws BrokerException when the commit of so many messages would be too large for one record */
    void requireRecord(int sent, int held) {
        requireRecord(DispatchRecord.length(sent, held, false));
    }

    private void requireRecord(int bytes) {
        if (bytes > log.log().bodyBytesMax()) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "the commit takes " + bytes + " bytes in the log, and one record has at most "
                            + log.log().bodyBytesMax()
                            + ": commit more often, or set store.segment-bytes and store.ring-bytes higher");
        }
    }

    private void requireRoomForNotes(List<Held> held) {
        Map<Group, Long> costs = new LinkedHashMap<>();
        for (Held one : held) {
            if (one.note != null) {
                costs.merge(one.group, one.group.backlog().attempts().notes().cost(one.offset, one.note), Long::sum);
            }
        }
        settlements.requireRoomForNotes(costs);
    }

    /** Null when the log has no room for what it must know of the routes. */
    private List<DispatchRecord.Item> items(List<Sent> sent) {
        List<DispatchRecord.Item> items = new ArrayList<>(sent.size());
        long now = time.wallMs();
        for (Sent one : sent) {
            Message message = one.envelope;
            if (one.target != DispatchRecord.AT_ONCE) {
                long due = clock.due(message.deliverAt());
                items.add(new DispatchRecord.Item(
                        one.position, due, one.size, DispatchRecord.NO_ROUTE, Publishing.traits(message), one.target));
                continue;
            }
            int number = publishing.explain(one.route);
            if (number == RouteSets.NO_ROOM) {
                return null;
            }
            long expiry = Publishing.expiry(message, now);
            items.add(new DispatchRecord.Item(
                    one.position, expiry, one.size, number, Publishing.traits(message), DispatchRecord.AT_ONCE));
        }
        return items;
    }

    private void arrive(Sent one, DispatchRecord.Item item, long now) {
        if (one.target == DispatchRecord.AT_ONCE) {
            publishing.arrive(one.route, one.position, now, item.time(), one.size, item.traits(), true, 0);
            one.tellPlace();
        } else {
            schedule.add(new Waiting(item.time(), one.position, 0, one.target, one.size, item.traits()));
        }
        publishing.fileKeys(one.namespace, one.topic, one.envelope, one.position, now);
        totals.published++;
        totals.publishedBytes += one.size;
    }

    private void finish(Held held) {
        Group group = held.group;
        if (group.isDeleted()) {
            return;
        }
        if (held.note != null) {
            settlements.noteNow(group, held.offset, held.note);
        }
        switch (held.outcome) {
            case DONE -> {
                group.backlog().settle(held.offset, held.size);
                group.removeFleeting(held.offset);
                totals.acknowledged++;
                group.traffic().acknowledged(time.wallMs());
            }
            case REJECTED -> settlements.rejected(group, held.offset, held.size);
            default -> settlements.given(group, held.offset, held.size, held.outcome.how(), DeliverySource.BY_SCHEDULE);
        }
    }
}
