// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.DispatchRecord;
import org.portagemq.core.record.KeyHash;
import org.portagemq.core.record.MessageRecord;
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
    private final Commits commits;
    private final Deduplicating deduplicating;
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
            Commits commits,
            Deduplicating deduplicating,
            Pump pump,
            Totals totals,
            int limit) {
        this.clock = clock;
        this.log = log;
        this.routing = routing;
        this.publishing = publishing;
        this.settlements = settlements;
        this.commits = commits;
        this.deduplicating = deduplicating;
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
            if (message.deduplication() != null) {
                throw new BrokerException(
                        ErrorCode.NOT_SUPPORTED, "a message of a transaction cannot have a deduplication key");
            }
            // Names and rights are checked now, so that the error comes with the message that caused it.
            routing.route(publisher, message);
            long now = clock.wallMs();
            int length = encoder.prepare(message, publisher.nameUtf8(), now, 0, transaction.id());
            publishing.requireRecord(length);
            if (publishing.isHeld() || log.room(length, WriteClass.PUBLISH) != Room.YES) {
                return false;
            }
            long position = log.append(RecordType.MESSAGE, length, encoder::writeTo);
            MessageId id = MessageRecord.id(position, now);
            Publishing.tellPending(publisher, token, id);
            int target = Targets.idOf(publisher);
            transaction
                    .items()
                    .add(new TransactionState.Item(publisher, id, message.envelope(), token, position, length, target));
        } catch (BrokerException refusal) {
            transaction.refused(refusal);
            publisher.session().mail().refused(publisher.listener(), token, refusal);
        }
        return true;
    }

    /** A message that is out is the transaction's, until its end decides what becomes of it. */
    void hold(TransactionState transaction, Consumer consumer, long offset, TransactionState.Outcome outcome) {
        if (transaction.hasEnded()) {
            return;
        }
        int size = settlements.takeBack(consumer, offset);
        if (size != OffsetTable.ABSENT) {
            totals.inFlight++;
            transaction.acks().add(new TransactionState.Held(consumer, offset, size, outcome));
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

    /**
     * Makes it visible as a whole; false when there is no room for the record now.
     *
     * @param by by what it is known afterwards, null for nothing
     */
    boolean commit(TransactionState transaction, Deduplication by, Answer<Void> answer) {
        Mail mail = transaction.session().mail();
        if (transaction.hasEnded()) {
            BrokerException late =
                    new BrokerException(ErrorCode.PRECONDITION_FAILED, "the transaction has ended already");
            mail.call(() -> answer.failed(late));
            return true;
        }
        BrokerException impossible = transaction.refusal();
        if (impossible != null) {
            rollback(transaction);
            mail.call(() -> answer.failed(impossible));
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
        List<Commits.Sent> sent = route(transaction, unrouted);
        List<Commits.Held> held = transaction.acks().stream()
                .map(one -> new Commits.Held(
                        one.consumer().group(), one.offset(), one.size(), one.outcome(), transaction.note(one)))
                .toList();
        long before = log.end();
        try {
            KeyHash key = by == null ? null : deduplicating.hash(transaction.session(), by);
            if (!commits.write(transaction.id(), sent, held, key, false)) {
                return false;
            }
        } catch (BrokerException refusal) {
            mail.call(() -> answer.failed(refusal));
            return true;
        }
        totals.inFlight -= held.size();
        unrouted.forEach(item -> tellUnrouted(transaction, item));
        finish(transaction, answer, mail, log.end() != before);
        return true;
    }

    /** Answers whether a transaction with the key was committed, when that is stored. */
    void isCommitted(SessionState session, Deduplication by, Answer<Boolean> answer) {
        Mail mail = session.mail();
        try {
            boolean known = deduplicating.isKnown(deduplicating.hash(session, by));
            boolean synced = session.namespace().isSynced(FlushPolicy.DEFAULT, publishing.defaultFlush());
            log.want(synced);
            mail.callStoredAt(new Mailbox.StoredAnswer<>(answer, known), log.end(), synced);
        } catch (BrokerException refusal) {
            mail.call(() -> answer.failed(refusal));
        }
    }

    private List<Commits.Sent> route(TransactionState transaction, List<TransactionState.Item> unrouted) {
        List<Commits.Sent> sent = new ArrayList<>();
        for (TransactionState.Item item : transaction.items()) {
            try {
                RouteSet route = routing.route(item.publisher(), item.envelope());
                boolean later = commits.isLater(item.envelope());
                if (later || !route.isEmpty()) {
                    sent.add(sent(item, route, later));
                    continue;
                }
            } catch (BrokerException gone) {
                // The topic was deleted since: nobody wants the message any more.
            }
            unrouted.add(item);
        }
        return sent;
    }

    private static Commits.Sent sent(TransactionState.Item item, RouteSet route, boolean later) {
        PublisherState publisher = item.publisher();
        return new Commits.Sent(
                item,
                item.position(),
                item.size(),
                item.envelope(),
                publisher.session().namespace(),
                publisher.name(),
                route,
                later ? item.target() : DispatchRecord.AT_ONCE);
    }

    private void tellUnrouted(TransactionState transaction, TransactionState.Item item) {
        publishing.unrouted(item.publisher(), Publisher.NO_TOKEN);
        if (item.token() != Publisher.NO_TOKEN) {
            transaction.session().mail().unrouted(item.publisher().listener(), item.token());
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
