// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionCommand.Outcome;

/**
 * What a session has delivered and not settled, and its transaction. Used by the one thread that the session belongs to, and
 * by whoever closes it; guarded by itself.
 */
final class Acknowledgements {

    private static final int LAZY_BATCH = 32;

    private final Uplink uplink;
    private AckMode mode;
    private boolean enlisted;
    private List<Taken> unsettled = new ArrayList<>();
    private LinkTransaction transaction;
    private boolean recovered;

    Acknowledgements(Uplink uplink, AckMode mode) {
        this.uplink = uplink;
        this.mode = mode;
    }

    synchronized AckMode mode() {
        return mode;
    }

    /** The transaction that is open, begun if there is none; null in a session without. */
    synchronized LinkTransaction transaction() {
        if (mode == AckMode.TRANSACTED && transaction == null) {
            transaction = new LinkTransaction(uplink.link(), uplink.newNumber());
        }
        return transaction;
    }

    /** From now on all that is sent and received is part of a branch of a distributed transaction. */
    synchronized void enlist(LinkTransaction branch) {
        settleAll(Outcome.ACCEPT);
        enlisted = true;
        mode = AckMode.TRANSACTED;
        transaction = branch;
    }

    /** It is so no more; answers what was received meanwhile, which is acknowledged in the branch. */
    synchronized List<Taken> delist() {
        List<Taken> all = takeAll();
        settleWithin(transaction, all);
        enlisted = false;
        mode = AckMode.AUTO;
        transaction = null;
        return all;
    }

    synchronized boolean isEnlisted() {
        return enlisted;
    }

    /** The application is about to see a message by its listener. */
    synchronized void handing(Taken taken) {
        recovered = false;
        if (mode.waits()) {
            unsettled.add(taken);
        }
    }

    /** Its listener has returned; answers whether the message is to come again. */
    synchronized boolean handed(Taken taken, boolean more) {
        if (mode == AckMode.PRE || mode.waits()) {
            return false;
        }
        if (recovered) {
            recovered = false;
            return true;
        }
        done(taken, more);
        return false;
    }

    /** The application has received a message. */
    synchronized void received(Taken taken, boolean more) {
        if (mode.waits()) {
            unsettled.add(taken);
        } else if (mode != AckMode.PRE) {
            done(taken, more);
        }
    }

    private void done(Taken taken, boolean more) {
        if (mode == AckMode.AUTO && unsettled.isEmpty()) {
            settle(taken, Outcome.ACCEPT);
            return;
        }
        unsettled.add(taken);
        if (mode == AckMode.AUTO || !more || unsettled.size() >= LAZY_BATCH) {
            settleAll(Outcome.ACCEPT);
        }
    }

    /** What is acknowledged lazily is said now. */
    synchronized void flushLazy() {
        if (mode == AckMode.DUPS_OK) {
            settleAll(Outcome.ACCEPT);
        }
    }

    /** The application acknowledges by a message. */
    synchronized void acknowledge(Taken taken) {
        if (mode == AckMode.CLIENT) {
            settleAll(Outcome.ACCEPT);
        } else if (mode == AckMode.INDIVIDUAL && unsettled.remove(taken)) {
            settle(taken, Outcome.ACCEPT);
        }
    }

    /** All that waits is acknowledged, in a session where the application does that. */
    synchronized void acknowledgeAll() {
        if (mode == AckMode.CLIENT || mode == AckMode.INDIVIDUAL) {
            settleAll(Outcome.ACCEPT);
        }
    }

    private void settleAll(Outcome outcome) {
        byConsumer(takeAll()).forEach((consumer, taken) -> settle(consumer, taken, outcome));
    }

    private List<Taken> takeAll() {
        List<Taken> all = unsettled;
        unsettled = new ArrayList<>();
        return all;
    }

    private static Map<PortageConsumer, List<Taken>> byConsumer(List<Taken> all) {
        Map<PortageConsumer, List<Taken>> sorted = new LinkedHashMap<>();
        all.forEach(taken -> sorted.computeIfAbsent(taken.consumer(), consumer -> new ArrayList<>())
                .add(taken));
        return sorted;
    }

    /** Settles what came by the link of now; the broker has taken back what came by another one. */
    void settle(PortageConsumer consumer, List<Taken> taken, Outcome outcome) {
        long number = consumer.number();
        long[] offsets = offsets(taken, number);
        if (offsets.length > 0) {
            uplink.tell(new SessionCommand.Settle(number, offsets, outcome, SessionCommand.NO_TRANSACTION));
        }
    }

    private static void settleWithin(LinkTransaction transaction, List<Taken> all) {
        byConsumer(all).forEach((consumer, taken) -> {
            long number = consumer.number();
            transaction.tell(
                    new SessionCommand.Settle(number, offsets(taken, number), Outcome.ACCEPT, transaction.number()));
        });
    }

    private static long[] offsets(List<Taken> taken, long subscription) {
        long[] offsets = new long[taken.size()];
        int count = 0;
        for (Taken each : taken) {
            if (each.delivery().subscription() == subscription) {
                offsets[count++] = each.offset();
            }
        }
        return count == offsets.length ? offsets : Arrays.copyOf(offsets, count);
    }

    /** One message is settled at once, whatever the mode is. */
    void settle(Taken taken, Outcome outcome) {
        settle(taken.consumer(), List.of(taken), outcome);
    }

    /** What was delivered and not settled comes again. */
    void recover() throws IllegalStateException {
        if (mode == AckMode.TRANSACTED) {
            throw Exceptions.illegal("a transacted session is rolled back, not recovered");
        }
        List<Taken> again;
        synchronized (this) {
            recovered = true;
            again = takeAll();
        }
        redeliver(again);
    }

    /** The messages come again, as tried once more; those of consumers that are closed go to others. */
    void redeliver(List<Taken> again) {
        byConsumer(again).forEach((consumer, taken) -> {
            long[] offsets = offsets(taken, consumer.number());
            if (offsets.length > 0 && !consumer.restart(offsets)) {
                settle(consumer, taken, Outcome.FAIL);
            }
        });
    }

    void commit() throws JMSException {
        List<Taken> all;
        LinkTransaction ending;
        synchronized (this) {
            if (transaction == null && unsettled.isEmpty()) {
                return;
            }
            ending = transaction();
            transaction = null;
            all = takeAll();
        }
        if (ending.isLost() || !all.stream().allMatch(Taken::isOut)) {
            throw lostBefore(ending, all);
        }
        settleWithin(ending, all);
        try {
            ending.commit(uplink);
        } catch (JMSException refused) {
            throw notCommitted(refused, all);
        }
    }

    /** The broker has rolled it back with the link; what came by the next one comes again. */
    private JMSException lostBefore(LinkTransaction ending, List<Taken> all) {
        ending.tell(new SessionCommand.Rollback(SessionCommand.NO_REQUEST, ending.number()));
        redeliver(all);
        return new TransactionRolledBackException(
                "the transaction was rolled back: the connection to the broker was lost within it", "LOST");
    }

    private JMSException notCommitted(JMSException refused, List<Taken> all) {
        String code = refused.getErrorCode();
        if (code.equals(LinkTransaction.IN_DOUBT) || code.equals(Failure.Kind.LOST.name()) || code.equals("TIMEOUT")) {
            return refused;
        }
        redeliver(all);
        return Exceptions.caused(
                new TransactionRolledBackException("the transaction was rolled back: " + refused.getMessage(), code),
                refused);
    }

    void rollback() throws JMSException {
        List<Taken> again;
        LinkTransaction ending;
        synchronized (this) {
            ending = transaction;
            transaction = null;
            again = takeAll();
        }
        if (ending != null && !ending.isLost()) {
            rollback(ending);
        }
        redeliver(again);
    }

    private void rollback(LinkTransaction ending) throws JMSException {
        try {
            uplink.requestOnce(ending.link(), request -> new SessionCommand.Rollback(request, ending.number()));
        } catch (JMSException failed) {
            // With the link it is rolled back too.
            if (!ending.isLost() || uplink.lost() != null) {
                throw failed;
            }
        }
    }

    /** The session ends, and all its consumers with it: nothing that waits was acknowledged. */
    void end() throws JMSException {
        flushLazy();
        if (isEnlisted()) {
            // The transaction manager decides, later than the application closes its session.
            return;
        }
        if (mode() == AckMode.TRANSACTED) {
            rollback();
        } else {
            List<Taken> again;
            synchronized (this) {
                again = takeAll();
            }
            redeliver(again);
        }
    }
}
