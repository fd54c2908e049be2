// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.DispatchRecord;
import org.portagemq.core.record.PrepareRecord;
import org.portagemq.core.record.RecordType;

/**
 * Transactions that are stored as a whole and decided about later, by whoever has the right to do what is done in them.
 * Belongs to the core.
 */
final class TwoPhases {

    private final TurnClock time;
    private final TurnLog log;
    private final Catalog catalog;
    private final PreparedTable table;
    private final Targets targets;
    private final PendingReads reads;
    private final Commits commits;
    private final Settlements settlements;
    private final Publishing publishing;
    private final Rights rights;
    private final CheckBacks checkBacks;
    private final Totals totals;
    private final Limits limits;
    private final ArrayDeque<Deciding> waiting = new ArrayDeque<>();

    /** How many may wait in one namespace, what one may have in it, and for how long it waits until it is overdue. */
    record Limits(int waiting, int size, long timeoutMs) {}

    /** A commit for which all is there but room. */
    private record Deciding(Prepared one, List<Commits.Sent> sent, SessionState session, Answer<Void> answer) {}

    TwoPhases(
            TurnClock time,
            TurnLog log,
            Catalog catalog,
            PreparedTable table,
            Targets targets,
            PendingReads reads,
            Commits commits,
            Settlements settlements,
            Publishing publishing,
            Rights rights,
            CheckBacks checkBacks,
            Totals totals,
            Limits limits) {
        this.time = time;
        this.log = log;
        this.catalog = catalog;
        this.table = table;
        this.targets = targets;
        this.reads = reads;
        this.commits = commits;
        this.settlements = settlements;
        this.publishing = publishing;
        this.rights = rights;
        this.checkBacks = checkBacks;
        this.totals = totals;
        this.limits = limits;
    }

    // --- the first phase

    /** Stores the transaction as a whole; false when there is no room for that now. */
    boolean prepare(TransactionState transaction, byte kind, Payload name, long checkAfterMs, Answer<Long> answer) {
        SessionState session = transaction.session();
        try {
            Prepared prepared = store(transaction, kind, name, checkAfterMs);
            if (prepared == null) {
                return false;
            }
            checkBacks.expect(prepared);
            answerStored(session, answer, prepared.id());
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
        return true;
    }

    /** Null when there is no room now. When it cannot be prepared it is as it was. */
    private Prepared store(TransactionState transaction, byte kind, Payload name, long checkAfterMs) {
        requirePossible(transaction, kind, name);
        PrepareRecord.Head head = new PrepareRecord.Head(
                transaction.id(),
                transaction.session().namespace().id(),
                kind,
                false,
                time.wallMs(),
                checkAfterMs,
                0,
                name);
        PreparedWork work = PreparedWork.of(transaction);
        if (!append(RecordType.PREPARE, work.logged(head))) {
            return null;
        }
        Prepared prepared = new Prepared(work.all(head));
        table.add(prepared);
        totals.prepared++;
        handedOver(transaction);
        return prepared;
    }

    private boolean append(byte type, PrepareRecord.Content content) {
        int length = content.length();
        publishing.requireRecord(length);
        if (log.room(length, WriteClass.PUBLISH) != Room.YES) {
            return false;
        }
        log.append(type, length, target -> PrepareRecord.put(target, content));
        return true;
    }

    /** What was done in it waits for the decision, and is its session's no more. */
    private void handedOver(TransactionState transaction) {
        totals.inFlight -= transaction.acks().size();
        transaction.end();
    }

    /** Stores what was done in a transaction as more of one that waits; false when there is no room for that now. */
    boolean join(TransactionState transaction, long id, Payload group, Answer<Void> answer) {
        SessionState session = transaction.session();
        try {
            Prepared one = requireJoinable(transaction, id, group);
            PreparedWork work = PreparedWork.of(transaction);
            PrepareRecord.Head head = one.content().head();
            if (!append(RecordType.JOIN, work.logged(head))) {
                return false;
            }
            table.join(one, work.all(head));
            handedOver(transaction);
            answerStored(session, answer, null);
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
        return true;
    }

    private Prepared requireJoinable(TransactionState transaction, long id, Payload group) {
        requirePreparable(transaction);
        Prepared one = table.get(id);
        boolean known = one != null
                && one.namespace() == transaction.session().namespace().id()
                && one.isHalf()
                && one.name().equals(group);
        if (!known) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND,
                    "no transaction " + id + " of publisher group '" + group.toUtf8() + "' waits for a decision");
        }
        if (one.isDeciding()) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, "transaction " + id + " is being committed");
        }
        if (one.size() + transaction.size() > limits.size) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "a transaction may have at most " + limits.size
                            + " messages and acknowledgements (setting limits.transaction-size)");
        }
        commits.requireRecord(
                one.sent().size() + transaction.items().size(),
                one.held().size() + transaction.acks().size());
        return one;
    }

    private void requirePreparable(TransactionState transaction) {
        publishing.requireStore();
        if (transaction.hasEnded()) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, "the transaction has ended already");
        }
        if (transaction.refusal() != null) {
            throw transaction.refusal();
        }
        if (transaction.hasNotes()) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "a transaction in which something was noted about messages cannot wait for a decision");
        }
    }

    private void requirePossible(TransactionState transaction, byte kind, Payload name) {
        requirePreparable(transaction);
        Namespace namespace = transaction.session().namespace();
        if (name.length() == 0 || name.length() > Transaction.NAME_LIMIT) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "the name of a transaction has 1 to " + Transaction.NAME_LIMIT + " bytes, not " + name.length());
        }
        if (kind == Prepared.BRANCH && table.hasBranch(namespace.id(), name)) {
            throw new BrokerException(
                    ErrorCode.MISMATCH,
                    "a branch of that name is prepared already in namespace '" + namespace.name() + "'");
        }
        if (table.count(namespace.id()) >= limits.waiting) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    limits.waiting + " transactions wait for a decision in namespace '" + namespace.name()
                            + "' (setting limits.prepared-transactions)");
        }
    }

    List<PreparedTransaction> list(SessionState session) {
        long overdueSince = time.wallMs() - limits.timeoutMs;
        return table.all().stream()
                .filter(one -> one.namespace() == session.namespace().id())
                .map(one -> one.describe(overdueSince))
                .toList();
    }

    // --- the second phase

    private Prepared require(SessionState session, long id) {
        publishing.requireStore();
        Prepared one = table.get(id);
        if (one == null || one.namespace() != session.namespace().id()) {
            throw new BrokerException(ErrorCode.NOT_FOUND, "no transaction " + id + " waits for a decision");
        }
        if (one.isDeciding()) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, "transaction " + id + " is being committed");
        }
        one.sent().forEach(message -> requireWrite(session, targets.find(message.target())));
        one.held().forEach(message -> requireRead(session, catalog.groups().get(message.group())));
        return one;
    }

    private void requireWrite(SessionState session, Targets.Target target) {
        if (target == null) {
            return;
        }
        if (target.group() != null) {
            rights.group(session, Operation.WRITE, target.name());
        } else {
            rights.topic(session, Operation.WRITE, target.name());
        }
    }

    private void requireRead(SessionState session, Group group) {
        if (group == null) {
            return;
        }
        StreamGroupSettings ofStream = StreamCatalog.groupOf(group);
        if (ofStream == null) {
            rights.group(session, Operation.READ, group.name());
        } else {
            rights.topic(session, Operation.READ, ofStream.topic());
            rights.group(session, Operation.READ, ofStream.name());
        }
    }

    /** Makes it visible, when its messages have been read. */
    void commit(SessionState session, long id, Answer<Void> answer) {
        try {
            Prepared one = require(session, id);
            one.deciding(true);
            List<Waiting> wanted = one.sent().stream()
                    .map(message ->
                            new Waiting(0, message.position(), 0, message.target(), message.size(), message.traits()))
                    .toList();
            reads.read(wanted, found -> commit(one, found, session, answer));
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
    }

    private void commit(Prepared one, List<PendingReads.Found> found, SessionState session, Answer<Void> answer) {
        List<Commits.Sent> sent = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).message() == null) {
                one.deciding(false);
                BrokerException damaged = new BrokerException(
                        ErrorCode.STORE_FAILED, found.get(i).failure().getMessage());
                session.mail().call(() -> answer.failed(damaged));
                return;
            }
            Commits.Sent message = sent(one.sent().get(i), found.get(i));
            if (message != null) {
                sent.add(message);
            }
        }
        Deciding deciding = new Deciding(one, sent, session, answer);
        if (!waiting.isEmpty() || !commit(deciding)) {
            waiting.add(deciding);
        }
    }

    /** Null for one that nobody wants. */
    private Commits.Sent sent(PrepareRecord.Sent message, PendingReads.Found found) {
        var envelope = found.message().message().envelope();
        Targets.Target target = targets.find(message.target());
        boolean later = target != null && commits.isLater(envelope);
        RouteSet route = targets.route(message.target(), envelope);
        if (!later && route.isEmpty()) {
            totals.unrouted++;
            return null;
        }
        return new Commits.Sent(
                null,
                message.position(),
                message.size(),
                envelope,
                target.namespace(),
                found.message().topic(),
                route,
                later ? message.target() : DispatchRecord.AT_ONCE);
    }

    /** On each tick: those for which there was no room. */
    void retry() {
        while (!waiting.isEmpty() && commit(waiting.peek())) {
            waiting.poll();
        }
    }

    /** False when there is no room for it now. */
    private boolean commit(Deciding deciding) {
        Prepared one = deciding.one;
        if (table.get(one.id()) != one) {
            // Its namespace was deleted meanwhile, and the session with it.
            return true;
        }
        try {
            publishing.requireStore();
            if (!commits.write(one.id(), deciding.sent, held(one), null, true)) {
                return false;
            }
            ended(one);
            totals.committed++;
            answerStored(deciding.session, deciding.answer, null);
        } catch (BrokerException refusal) {
            one.deciding(false);
            deciding.session.mail().call(() -> deciding.answer.failed(refusal));
        }
        return true;
    }

    private List<Commits.Held> held(Prepared one) {
        List<Commits.Held> held = new ArrayList<>();
        for (PrepareRecord.Held message : one.held()) {
            Group group = catalog.groups().get(message.group());
            if (group != null) {
                TransactionState.Outcome outcome = TransactionState.Outcome.of(message.outcome());
                held.add(new Commits.Held(group, message.offset(), message.size(), outcome, null));
            }
        }
        return held;
    }

    /** Forgets it; false when there is no room for the record of that now. */
    boolean rollback(SessionState session, long id, Answer<Void> answer) {
        try {
            Prepared one = require(session, id);
            if (log.room(Long.BYTES, WriteClass.RELEASE) != Room.YES) {
                return false;
            }
            forget(one);
            answerStored(session, answer, null);
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
        return true;
    }

    /** Rolls back what nobody decides about. False when that cannot be now. */
    boolean abandon(Prepared one) {
        if (log.hasFailed() || one.isDeciding() || log.room(Long.BYTES, WriteClass.RELEASE) != Room.YES) {
            return false;
        }
        forget(one);
        return true;
    }

    private void forget(Prepared one) {
        log.append(RecordType.ROLLBACK, Long.BYTES, target -> target.putLong(one.id()));
        held(one).forEach(message -> settlements.returned(message.group(), message.offset(), message.size()));
        ended(one);
        totals.rolledBack++;
    }

    private void ended(Prepared one) {
        table.remove(one.id());
        for (PrepareRecord.Held message : one.held()) {
            Group group = catalog.groups().get(message.group());
            if (group != null && !group.isDeleted()) {
                settlements.mayBeAbandoned(group);
            }
        }
    }

    private <T> void answerStored(SessionState session, Answer<T> answer, T value) {
        boolean synced = session.namespace().isSynced(FlushPolicy.DEFAULT, publishing.defaultFlush());
        log.want(synced);
        session.mail().callStoredAt(new Mailbox.StoredAnswer<>(answer, value), log.end(), synced);
    }
}
