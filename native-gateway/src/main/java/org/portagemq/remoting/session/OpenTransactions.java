// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Transaction;

/** The transactions of a connection: begun by the first command that names them, and how they end. */
final class OpenTransactions {

    private static final int MAX_OPEN = 10_000;

    private final Host host;
    private final Map<Long, Open> open = new HashMap<>();

    OpenTransactions(Host host) {
        this.host = host;
    }

    /** One that was begun. */
    final class Open {

        private final Transaction transaction = host.session().begin();
        private final List<Runnable> whenDone = new ArrayList<>();
        private final List<Runnable> whenUndone = new ArrayList<>();
        private BrokerException refused;
        private String lost;

        Transaction transaction() {
            return transaction;
        }

        /** What happens when it has taken effect, or is prepared, and when it is rolled back. */
        void whenOver(Runnable done, Runnable undone) {
            whenDone.add(done);
            whenUndone.add(undone);
        }

        void refused(BrokerException reason) {
            if (refused == null) {
                refused = reason;
            }
        }

        void lost(String what) {
            lost = what;
        }
    }

    Open open(long number) {
        if (open.size() >= MAX_OPEN && !open.containsKey(number)) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED, "more than " + MAX_OPEN + " transactions open on one connection");
        }
        return open.computeIfAbsent(number, begun -> new Open());
    }

    void commit(SessionCommand.Commit command) {
        Open ending = open.remove(command.transaction());
        if (ending == null) {
            host.done(command.request());
            return;
        }
        Deduplication by = command.key() == null ? null : new Deduplication(host.connection(), command.key());
        ending.transaction.commit(by, Calls.answer(done -> committed(command.request(), ending), reason -> {
            ending.whenUndone.forEach(Runnable::run);
            host.failed(command.request(), ending.refused == null ? reason : ending.refused);
        }));
    }

    void askCommitted(SessionCommand.AskCommitted command) {
        host.session()
                .isCommitted(
                        new Deduplication(host.connection(), command.key()),
                        Calls.answer(
                                known -> committed(command.request(), known),
                                reason -> host.failed(command.request(), reason)));
    }

    private void committed(long request, boolean known) {
        if (known) {
            host.done(request);
        } else {
            host.failed(request, Failure.Kind.NOT_FOUND, "no transaction of that key was committed");
        }
    }

    private void committed(long request, Open ended) {
        ended.whenDone.forEach(Runnable::run);
        if (ended.lost == null) {
            host.done(request);
        } else {
            host.failed(request, Failure.Kind.LOST, ended.lost);
        }
    }

    void rollback(SessionCommand.Rollback command) {
        Open ending = open.remove(command.transaction());
        if (ending == null) {
            host.done(command.request());
            return;
        }
        ending.transaction.rollback(Calls.answer(
                done -> {
                    ending.whenUndone.forEach(Runnable::run);
                    host.done(command.request());
                },
                reason -> host.failed(command.request(), reason)));
    }

    void prepare(SessionCommand.Prepare command) {
        Open ending = open.remove(command.transaction());
        if (ending == null) {
            host.failed(command.request(), Failure.Kind.NOT_FOUND, "there is nothing to prepare");
            return;
        }
        ending.transaction.prepare(
                Payload.of(command.branch()),
                Calls.answer(
                        id -> {
                            ending.whenDone.forEach(Runnable::run);
                            host.done(command.request());
                        },
                        reason -> {
                            ending.whenUndone.forEach(Runnable::run);
                            host.failed(command.request(), ending.refused == null ? reason : ending.refused);
                        }));
    }

    void decide(SessionCommand.Decide command) {
        host.session()
                .listPrepared(Calls.answer(
                        waiting -> decide(command, find(waiting, command.branch())),
                        reason -> host.failed(command.request(), reason)));
    }

    private static Optional<PreparedTransaction> find(List<PreparedTransaction> waiting, byte[] branch) {
        return waiting.stream()
                .filter(each -> each.kind() == PreparedTransaction.Kind.BRANCH
                        && Arrays.equals(each.name().array(), branch))
                .findFirst();
    }

    private void decide(SessionCommand.Decide command, Optional<PreparedTransaction> found) {
        long request = command.request();
        if (found.isEmpty()) {
            host.failed(request, Failure.Kind.NOT_FOUND, "no prepared transaction of that branch waits");
            return;
        }
        long id = found.get().id();
        if (command.commit()) {
            host.session()
                    .commitPrepared(
                            id, Calls.answer(done -> host.done(request), reason -> host.failed(request, reason)));
        } else {
            host.session()
                    .rollbackPrepared(
                            id, Calls.answer(done -> host.done(request), reason -> host.failed(request, reason)));
        }
        host.called();
    }

    void list(SessionCommand.ListPrepared command) {
        host.session()
                .listPrepared(Calls.answer(
                        waiting -> host.emit(new SessionEvent.Branches(
                                command.request(),
                                waiting.stream()
                                        .filter(each -> each.kind() == PreparedTransaction.Kind.BRANCH)
                                        .map(each -> each.name().array())
                                        .toList())),
                        reason -> host.failed(command.request(), reason)));
    }
}
