// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
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
    private long transaction = SessionCommand.NO_TRANSACTION;
    private boolean recovered;

    Acknowledgements(Uplink uplink, AckMode mode) {
        this.uplink = uplink;
        this.mode = mode;
    }

    synchronized AckMode mode() {
        return mode;
    }

    /** The transaction that is open, begun if there is none; none in a session without. */
    synchronized long transaction() {
        if (mode == AckMode.TRANSACTED && transaction == SessionCommand.NO_TRANSACTION) {
            transaction = uplink.link().newNumber();
        }
        return transaction;
    }

    /** From now on all that is sent and received is part of a branch of a distributed transaction. */
    synchronized void enlist(long branch) {
        settleAll(Outcome.ACCEPT, SessionCommand.NO_TRANSACTION);
        enlisted = true;
        mode = AckMode.TRANSACTED;
        transaction = branch;
    }

    /** It is so no more; answers what was received meanwhile, which is acknowledged in the branch. */
    synchronized List<Taken> delist() {
        List<Taken> all = takeAll();
        byConsumer(all).forEach((consumer, taken) -> settle(consumer, taken, Outcome.ACCEPT, transaction));
        enlisted = false;
        mode = AckMode.AUTO;
        transaction = SessionCommand.NO_TRANSACTION;
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
        unsettled.add(taken);
        if (mode == AckMode.AUTO || !more || unsettled.size() >= LAZY_BATCH) {
            settleAll(Outcome.ACCEPT, SessionCommand.NO_TRANSACTION);
        }
    }

    /** What is acknowledged lazily is said now. */
    synchronized void flushLazy() {
        if (mode == AckMode.DUPS_OK) {
            settleAll(Outcome.ACCEPT, SessionCommand.NO_TRANSACTION);
        }
    }

    /** The application acknowledges by a message. */
    synchronized void acknowledge(Taken taken) {
        if (mode == AckMode.CLIENT) {
            settleAll(Outcome.ACCEPT, SessionCommand.NO_TRANSACTION);
        } else if (mode == AckMode.INDIVIDUAL && unsettled.remove(taken)) {
            settle(taken.consumer(), List.of(taken), Outcome.ACCEPT, SessionCommand.NO_TRANSACTION);
        }
    }

    /** All that waits is acknowledged, in a session where the application does that. */
    synchronized void acknowledgeAll() {
        if (mode == AckMode.CLIENT || mode == AckMode.INDIVIDUAL) {
            settleAll(Outcome.ACCEPT, SessionCommand.NO_TRANSACTION);
        }
    }

    private void settleAll(Outcome outcome, long within) {
        byConsumer(takeAll()).forEach((consumer, taken) -> settle(consumer, taken, outcome, within));
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

    private void settle(PortageConsumer consumer, List<Taken> taken, Outcome outcome, long within) {
        uplink.tell(new SessionCommand.Settle(consumer.number(), offsets(taken), outcome, within));
    }

    static long[] offsets(List<Taken> taken) {
        return taken.stream().mapToLong(Taken::offset).toArray();
    }

    /** One message is settled at once, whatever the mode is. */
    void settle(Taken taken, Outcome outcome) {
        settle(taken.consumer(), List.of(taken), outcome, SessionCommand.NO_TRANSACTION);
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
            if (!consumer.restart(offsets(taken))) {
                settle(consumer, taken, Outcome.FAIL, SessionCommand.NO_TRANSACTION);
            }
        });
    }

    void commit() throws JMSException {
        List<Taken> all;
        long ending;
        synchronized (this) {
            if (transaction == SessionCommand.NO_TRANSACTION && unsettled.isEmpty()) {
                return;
            }
            ending = transaction();
            transaction = SessionCommand.NO_TRANSACTION;
            all = takeAll();
            byConsumer(all).forEach((consumer, taken) -> settle(consumer, taken, Outcome.ACCEPT, ending));
        }
        try {
            uplink.request(request -> new SessionCommand.Commit(request, ending));
        } catch (JMSException refused) {
            throw notCommitted(refused, all);
        }
    }

    private JMSException notCommitted(JMSException refused, List<Taken> all) {
        String code = refused.getErrorCode();
        if (code.equals(Failure.Kind.LOST.name())
                || code.equals(Failure.Kind.CLOSED.name())
                || code.equals("TIMEOUT")) {
            return refused;
        }
        redeliver(all);
        return Exceptions.caused(
                new TransactionRolledBackException(
                        "the transaction was rolled back: " + refused.getMessage(), refused.getErrorCode()),
                refused);
    }

    void rollback() throws JMSException {
        List<Taken> again;
        long ending;
        synchronized (this) {
            ending = transaction;
            transaction = SessionCommand.NO_TRANSACTION;
            again = takeAll();
        }
        if (ending != SessionCommand.NO_TRANSACTION) {
            uplink.request(request -> new SessionCommand.Rollback(request, ending));
        }
        redeliver(again);
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
