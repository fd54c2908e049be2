// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Transaction;

/**
 * The transaction mode of a channel (class tx): after select there always is a transaction, begun when something is done
 * in it. What becomes of deliveries is part of the broker's transaction.
 */
final class ChannelTransaction {

    private record Taken(long tag, long offset, int owner) {}

    /** What a commit or rollback leads to, beside the answer. */
    interface Outcome {

        void committed(int owner);

        void rolledBack(UnackedDeliveries taken);
    }

    private final Supplier<Transaction> begin;
    private final DeliveryOwners owners;
    private final List<Taken> settled = new ArrayList<>();
    private boolean selected;
    private Transaction current;

    /**
     * @param begin makes a transaction of the broker
     */
    ChannelTransaction(Supplier<Transaction> begin, DeliveryOwners owners) {
        this.begin = begin;
        this.owners = owners;
    }

    boolean isSelected() {
        return selected;
    }

    void select() {
        selected = true;
    }

    /** The broker's transaction, in which the next publish takes part; empty outside of transaction mode. */
    Optional<Transaction> current() {
        if (selected && current == null) {
            current = begin.get();
        }
        return Optional.ofNullable(current);
    }

    void settle(long tag, long offset, int owner, Settlement how) {
        settled.add(new Taken(tag, offset, owner));
        current().ifPresent(transaction -> how.apply(owners.get(owner).source(), offset, transaction));
    }

    void commit(Outcome outcome, Runnable done, java.util.function.Consumer<BrokerException> failed) {
        List<Taken> taken = List.copyOf(settled);
        settled.clear();
        end(true, answer(failed, () -> {
            taken.forEach(each -> outcome.committed(each.owner()));
            done.run();
        }));
    }

    void rollback(Outcome outcome, Runnable done, java.util.function.Consumer<BrokerException> failed) {
        UnackedDeliveries taken = new UnackedDeliveries();
        settled.sort(Comparator.comparingLong(Taken::tag));
        settled.forEach(each -> taken.add(each.tag(), each.offset(), each.owner()));
        settled.clear();
        end(false, answer(failed, () -> {
            outcome.rolledBack(taken);
            done.run();
        }));
    }

    private void end(boolean commit, Answer<Void> answer) {
        Transaction ending = current;
        current = null;
        if (ending == null) {
            answer.done(null);
        } else if (commit) {
            ending.commit(answer);
        } else {
            ending.rollback(answer);
        }
    }

    private static Answer<Void> answer(java.util.function.Consumer<BrokerException> failed, Runnable done) {
        return new Answer<>() {
            @Override
            public void done(Void nothing) {
                done.run();
            }

            @Override
            public void failed(BrokerException reason) {
                failed.accept(reason);
            }
        };
    }

    /**
     * The channel is over: what was not committed is rolled back, and given back as what was never acknowledged. It may have
     * died of one of them, so that each counts as an attempt.
     */
    void close() {
        if (current != null) {
            current.rollback(answer(reason -> {}, () -> {}));
            current = null;
            settled.forEach(
                    each -> Settlement.REQUEUE.apply(owners.get(each.owner()).source(), each.offset()));
        }
        settled.clear();
    }
}
