// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;

/** A session's part in distributed transactions. Branches belong to the connection; prepared ones to the broker. */
final class PortageXAResource implements XAResource {

    private final PortageXAConnection connection;
    private final Acknowledgements work;
    private BranchName current;
    private int timeoutSeconds;

    PortageXAResource(PortageXAConnection connection, Acknowledgements work) {
        this.connection = connection;
        this.work = work;
    }

    /** The branches of a connection that are not decided about. */
    static final class Branches {
        private final Map<BranchName, Branch> open = new ConcurrentHashMap<>();
    }

    private Map<BranchName, Branch> open() {
        return connection.branches().open;
    }

    private static XAException failure(int code, String text) {
        XAException failure = new XAException(text);
        failure.errorCode = code;
        return failure;
    }

    private Branch required(BranchName name) throws XAException {
        Branch branch = open().get(name);
        if (branch == null) {
            throw failure(XAException.XAER_NOTA, "there is no branch " + name);
        }
        return branch;
    }

    @Override
    public synchronized void start(Xid xid, int flags) throws XAException {
        if (current != null) {
            throw failure(XAException.XAER_PROTO, "the session is in branch " + current + " already");
        }
        BranchName name = BranchName.of(xid);
        Branch branch;
        if (flags == TMNOFLAGS) {
            branch = begun(name);
        } else if (flags == TMJOIN || flags == TMRESUME) {
            branch = required(name);
            if (branch.state() == Branch.State.PREPARED) {
                throw failure(XAException.XAER_PROTO, "the branch " + name + " is prepared");
            }
            branch.state(Branch.State.ACTIVE);
        } else {
            throw failure(XAException.XAER_INVAL, "flags " + flags);
        }
        current = name;
        work.enlist(branch.transaction());
    }

    private Branch begun(BranchName name) throws XAException {
        Uplink uplink = connection.uplink();
        Branch branch;
        try {
            branch = new Branch(new LinkTransaction(uplink.awaitLink(), uplink.newNumber()));
        } catch (JMSException lost) {
            throw failed(lost, XAException.XAER_RMFAIL);
        }
        if (open().putIfAbsent(name, branch) != null) {
            throw failure(XAException.XAER_DUPID, "the branch " + name + " was begun already");
        }
        if (timeoutSeconds > 0) {
            CompletableFuture.delayedExecutor(timeoutSeconds, TimeUnit.SECONDS).execute(branch::expire);
        }
        return branch;
    }

    @Override
    public synchronized void end(Xid xid, int flags) throws XAException {
        BranchName name = BranchName.of(xid);
        Branch branch = required(name);
        if (name.equals(current)) {
            current = null;
            List<Taken> received = work.delist();
            branch.onUndone(() -> work.redeliver(received));
            branch.state(Branch.State.IDLE);
        } else if (branch.state() == Branch.State.PREPARED || flags == TMSUSPEND) {
            throw failure(XAException.XAER_PROTO, "the session is not in branch " + name);
        }
        if (flags == TMFAIL) {
            branch.rollbackOnly();
        }
    }

    @Override
    public synchronized int prepare(Xid xid) throws XAException {
        BranchName name = BranchName.of(xid);
        Branch branch = idle(name);
        if (!branch.mayEnd()) {
            throw rolledBack(name, branch);
        }
        try {
            within(
                    branch,
                    request -> new SessionCommand.Prepare(
                            request, branch.transaction().number(), name.encode()));
            branch.state(Branch.State.PREPARED);
            return XA_OK;
        } catch (JMSException refused) {
            open().remove(name);
            if (is(refused, Failure.Kind.NOT_FOUND)) {
                return XA_RDONLY;
            }
            branch.undone();
            throw failed(refused, XAException.XA_RBROLLBACK);
        }
    }

    private Branch idle(BranchName name) throws XAException {
        Branch branch = required(name);
        if (branch.state() != Branch.State.IDLE) {
            throw failure(XAException.XAER_PROTO, "the branch " + name + " has not ended, or is prepared already");
        }
        return branch;
    }

    @Override
    public synchronized void commit(Xid xid, boolean onePhase) throws XAException {
        BranchName name = BranchName.of(xid);
        Branch branch = open().get(name);
        if (branch == null || branch.state() == Branch.State.PREPARED) {
            decide(name, true);
            return;
        }
        if (!onePhase) {
            throw failure(XAException.XAER_PROTO, "the branch " + name + " was not prepared");
        }
        idle(name);
        if (!branch.mayEnd()) {
            throw rolledBack(name, branch);
        }
        open().remove(name);
        try {
            branch.transaction().commit(connection.uplink());
        } catch (JMSException refused) {
            branch.undone();
            throw failed(refused, XAException.XA_RBROLLBACK);
        }
    }

    @Override
    public synchronized void rollback(Xid xid) throws XAException {
        BranchName name = BranchName.of(xid);
        Branch branch = open().get(name);
        if (branch == null || branch.state() == Branch.State.PREPARED) {
            decide(name, false);
        } else {
            idle(name);
            rollBackHere(name, branch);
        }
    }

    private XAException rolledBack(BranchName name, Branch branch) throws XAException {
        rollBackHere(name, branch);
        if (branch.transaction().isLost()) {
            return failure(XAException.XA_RBCOMMFAIL, "the connection was lost within the branch " + name);
        }
        return branch.isExpired()
                ? failure(XAException.XA_RBTIMEOUT, "the time of the branch " + name + " is over")
                : failure(XAException.XA_RBROLLBACK, "the branch " + name + " could only be rolled back");
    }

    private void rollBackHere(BranchName name, Branch branch) throws XAException {
        open().remove(name);
        branch.ending();
        try {
            if (!branch.transaction().isLost()) {
                within(
                        branch,
                        request -> new SessionCommand.Rollback(
                                request, branch.transaction().number()));
            }
        } catch (JMSException refused) {
            throw failed(refused, XAException.XAER_RMERR);
        }
        branch.undone();
    }

    /** A prepared branch is the broker's: whoever knows its name decides. */
    private void decide(BranchName name, boolean commit) throws XAException {
        try {
            Uplink uplink = connection.uplink();
            uplink.requestOnce(
                    uplink.awaitLink(), request -> new SessionCommand.Decide(request, name.encode(), commit));
            open().remove(name);
        } catch (JMSException refused) {
            if (is(refused, Failure.Kind.NOT_FOUND)) {
                throw failure(XAException.XAER_NOTA, "there is no branch " + name);
            }
            throw failed(refused, XAException.XAER_RMERR);
        }
    }

    /** Asks by the link that the branch was begun in: no other one knows of it before it is prepared. */
    private void within(Branch branch, LongFunction<SessionCommand> command) throws JMSException {
        connection.uplink().requestOnce(branch.transaction().link(), command);
    }

    private static boolean is(JMSException refused, Failure.Kind kind) {
        return kind.name().equals(refused.getErrorCode());
    }

    /** Where the outcome is not known the manager asks again. */
    private static XAException failed(JMSException refused, int otherwise) {
        boolean unknown = is(refused, Failure.Kind.LOST)
                || is(refused, Failure.Kind.CLOSED)
                || LinkTransaction.IN_DOUBT.equals(refused.getErrorCode());
        XAException failure = failure(unknown ? XAException.XAER_RMFAIL : otherwise, refused.getMessage());
        failure.initCause(refused);
        return failure;
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        if ((flags & TMSTARTRSCAN) == 0) {
            // The scan that was started has told of all.
            return new Xid[0];
        }
        try {
            SessionEvent.Branches waiting =
                    (SessionEvent.Branches) connection.uplink().request(SessionCommand.ListPrepared::new);
            return waiting.names().stream()
                    .flatMap(each -> BranchName.decode(each).stream())
                    .toArray(Xid[]::new);
        } catch (JMSException refused) {
            throw failed(refused, XAException.XAER_RMERR);
        }
    }

    /** Nobody decides here but the manager: there is nothing to forget. */
    @Override
    public void forget(Xid xid) throws XAException {
        throw failure(XAException.XAER_NOTA, "there is no branch that was decided about without its manager");
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other instanceof PortageXAResource resource && resource.connection == connection;
    }

    /** 0 for none. */
    @Override
    public synchronized int getTransactionTimeout() {
        return timeoutSeconds;
    }

    /** Of branches that begin from now on: they are rolled back when they are not prepared or committed in time. */
    @Override
    public synchronized boolean setTransactionTimeout(int seconds) throws XAException {
        if (seconds < 0) {
            throw failure(XAException.XAER_INVAL, "a timeout is 0 s or more, not " + seconds);
        }
        timeoutSeconds = seconds;
        return true;
    }
}
