// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.DispatchRecord;
import org.portagemq.core.record.MessageRecord;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;

/**
 * Local transactions. Messages are stored at once and pending; the commit is one record that makes them visible and
 * carries the acknowledgements, so that a crash finds all of it or nothing. Belongs to the core.
 */
final class Transactions {

    private final TurnClock clock;
    private final TurnLog log;
    private final Routing routing;
    private final Publishing publishing;
    private final Settlements settlements;
    private final Pump pump;
    private final Totals totals;
    private final int limit;
    private final MessageRecord.Encoder encoder = new MessageRecord.Encoder();
    private long nextId = 1;

    /** No transaction is open; each may have up to {@code limit} messages and acknowledgements. */
    Transactions(
            TurnClock clock,
            TurnLog log,
            Routing routing,
            Publishing publishing,
            Settlements settlements,
            Pump pump,
            Totals totals,
            int limit) {
        this.clock = clock;
        this.log = log;
        this.routing = routing;
        this.publishing = publishing;
        this.settlements = settlements;
        this.pump = pump;
        this.totals = totals;
        this.limit = limit;
    }

    long nextId() {
        return nextId;
    }

    void continueFrom(long firstFree) {
        nextId = Math.max(nextId, firstFree);
    }

    TransactionState begin(SessionState session) {
        TransactionState transaction = new TransactionState(nextId++, session);
        session.transactions().add(transaction);
        return transaction;
    }

    /** Stores a message as pending; false when there is no room for it now. */
    boolean publish(TransactionState transaction, PublisherState publisher, Message message, long token) {
        try {
            publishing.requireStore();
            publishing.requireSize(message);
            requireOpen(transaction);
            // Names and rights are checked now, so that the error comes with the message that caused it.
            routing.route(publisher, message);
            long now = clock.wallMs();
            int length = encoder.prepare(message, publisher.nameUtf8(), now, 0, transaction.id());
            publishing.requireRecord(length);
            if (publishing.isHeld() || log.room(length, WriteClass.PUBLISH) != Room.YES) {
                return false;
            }
            long position = log.append(RecordType.MESSAGE, length, encoder::writeTo);
            transaction.items().add(new TransactionState.Item(publisher, message.envelope(), token, position, length));
        } catch (BrokerException refusal) {
            publisher.session().mail().refused(publisher.listener(), token, refusal);
        }
        return true;
    }

    void ack(TransactionState transaction, Consumer consumer, long offset) {
        if (transaction.hasEnded()) {
            return;
        }
        int size = settlements.takeBack(consumer, offset);
        if (size != OffsetTable.ABSENT) {
            totals.inFlight++;
            transaction.acks().add(new TransactionState.Held(consumer, offset, size));
        }
    }

    private void requireOpen(TransactionState transaction) {
        if (transaction.hasEnded()) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, "the transaction has ended already");
        }
        if (transaction.size() >= limit) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "a transaction may have at most " + limit
                            + " messages and acknowledgements (setting limits.transaction-size)");
        }
    }

    /** Makes it visible as a whole; false when there is no room for the record now. */
    boolean commit(TransactionState transaction, Answer<Void> answer) {
        Mail mail = transaction.session().mail();
        if (transaction.hasEnded()) {
            BrokerException late =
                    new BrokerException(ErrorCode.PRECONDITION_FAILED, "the transaction has ended already");
            mail.call(() -> answer.failed(late));
            return true;
        }
        try {
            publishing.requireStore();
            if (transaction.size() > limit) {
                requireOpen(transaction);
            }
        } catch (BrokerException refusal) {
            mail.call(() -> answer.failed(refusal));
            return true;
        }
        List<TransactionState.Item> unrouted = new ArrayList<>();
        List<Routed> routed = route(transaction, unrouted);
        List<TransactionState.Held> acks = loggedAcks(transaction);
        if (!routed.isEmpty() || !acks.isEmpty()) {
            try {
                if (!dispatch(transaction, routed, acks)) {
                    return false;
                }
            } catch (BrokerException refusal) {
                mail.call(() -> answer.failed(refusal));
                return true;
            }
        }
        unrouted.forEach(item -> tellUnrouted(transaction, item));
        transaction.acks().forEach(this::finish);
        finish(transaction, answer, mail, !routed.isEmpty() || !acks.isEmpty());
        return true;
    }

    private record Routed(TransactionState.Item item, RouteSet route) {}

    private List<Routed> route(TransactionState transaction, List<TransactionState.Item> unrouted) {
        List<Routed> routed = new ArrayList<>();
        for (TransactionState.Item item : transaction.items()) {
            try {
                RouteSet route = routing.route(item.publisher(), item.envelope());
                if (!route.isEmpty()) {
                    routed.add(new Routed(item, route));
                    continue;
                }
            } catch (BrokerException gone) {
                // The topic was deleted since: nobody wants the message any more.
            }
            unrouted.add(item);
        }
        return routed;
    }

    private void tellUnrouted(TransactionState transaction, TransactionState.Item item) {
        publishing.unrouted(item.publisher(), Publisher.NO_TOKEN);
        if (item.token() != Publisher.NO_TOKEN) {
            transaction.session().mail().unrouted(item.publisher().listener(), item.token());
        }
    }

    /** The acknowledgements that the log must know, in the order of their groups and offsets. */
    private static List<TransactionState.Held> loggedAcks(TransactionState transaction) {
        return transaction.acks().stream()
                .filter(held -> {
                    Group group = held.consumer().group();
                    boolean fleeting = group.fleeting().get(held.offset()) != OffsetTable.ABSENT;
                    return group.isDurable() && !group.isDeleted() && !fleeting;
                })
                .sorted(Comparator.comparingInt((TransactionState.Held held) ->
                                held.consumer().group().id())
                        .thenComparingLong(TransactionState.Held::offset))
                .toList();
    }

    /** Makes it visible by one record; false when there is no room for that now. */
    private boolean dispatch(TransactionState transaction, List<Routed> routed, List<TransactionState.Held> acks) {
        long now = clock.wallMs();
        int length = DispatchRecord.length(routed.size(), acks.size());
        requireRecord(length);
        int[] numbers = new int[routed.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = publishing.explain(routed.get(i).route);
            if (numbers[i] == RouteSets.NO_ROOM) {
                return false;
            }
        }
        if (log.room(length, WriteClass.PUBLISH) != Room.YES) {
            return false;
        }
        log.append(RecordType.DISPATCH, length, target -> {
            DispatchRecord.putHead(target, transaction.id(), now, routed.size(), acks.size());
            for (int i = 0; i < numbers.length; i++) {
                TransactionState.Item item = routed.get(i).item;
                long expiry = Publishing.expiry(item.envelope(), now);
                DispatchRecord.putMessage(
                        target, item.position(), expiry, item.size(), numbers[i], Publishing.traits(item.envelope()));
            }
            for (TransactionState.Held held : acks) {
                int group = held.consumer().group().id();
                ProgressRecord.put(target, ProgressRecord.DONE, group, held.offset(), 1, held.size());
            }
        });
        for (Routed one : routed) {
            TransactionState.Item item = one.item;
            long expiry = Publishing.expiry(item.envelope(), now);
            int traits = Publishing.traits(item.envelope());
            publishing.arrive(one.route, item.position(), now, expiry, item.size(), traits, true, 0);
            publishing.fileKeys(item.publisher(), item.envelope(), item.position(), now);
            totals.published++;
            totals.publishedBytes += item.size();
        }
        return true;
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

    private void finish(TransactionState.Held held) {
        totals.inFlight--;
        Group group = held.consumer().group();
        if (!group.isDeleted()) {
            group.backlog().settle(held.offset(), held.size());
            group.removeFleeting(held.offset());
            totals.acknowledged++;
        }
    }

    private void finish(TransactionState transaction, Answer<Void> answer, Mail mail, boolean logged) {
        boolean synced = transaction.session().namespace().isSynced(strictest(transaction), publishing.defaultFlush());
        transaction.end();
        totals.committed++;
        if (logged) {
            log.want(synced);
            mail.callStoredAt(new Mailbox.StoredAnswer<>(answer, null), log.end(), synced);
        } else {
            mail.call(() -> answer.done(null));
        }
    }

    private static FlushPolicy strictest(TransactionState transaction) {
        boolean sync =
                transaction.items().stream().anyMatch(item -> item.envelope().flush() == FlushPolicy.SYNC);
        boolean allAsync = !transaction.items().isEmpty()
                && transaction.items().stream().allMatch(item -> item.envelope().flush() == FlushPolicy.ASYNC);
        if (sync) {
            return FlushPolicy.SYNC;
        }
        return allAsync ? FlushPolicy.ASYNC : FlushPolicy.DEFAULT;
    }

    /** Forgets its messages; what was acknowledged in it is out again, or ready when its consumer has gone. */
    void rollback(TransactionState transaction) {
        if (transaction.hasEnded()) {
            return;
        }
        for (TransactionState.Held held : transaction.acks()) {
            Consumer consumer = held.consumer();
            Group group = consumer.group();
            if (group.isDeleted()) {
                totals.inFlight--;
            } else if (consumer.session().consumers().contains(consumer)) {
                consumer.inFlight().put(held.offset(), held.size());
            } else {
                totals.inFlight--;
                group.backlog().giveBack(held.offset(), held.size());
                pump.changed(group);
            }
        }
        transaction.end();
        totals.rolledBack++;
    }
}
