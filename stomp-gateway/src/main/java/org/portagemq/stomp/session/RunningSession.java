// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.function.LongSupplier;
import org.portagemq.core.api.Session;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.Version;

/** A client that has logged in: who does what of its frames. */
final class RunningSession implements Host {

    /** So often the answers to one batch are looked at before other connections have their turn. */
    private static final int MAX_ROUNDS = 4;

    private final StompConnection connection;
    private final Session session;
    private final String user;
    private final ConnectRequest request;
    private final StompLimits limits;
    private final Output output;
    private final Transactions transactions;
    private final Subscriptions subscriptions;
    private final Sends sends;
    private int owed;
    private boolean called;
    private Runnable whenAllIsDone;
    private boolean closed;

    RunningSession(
            StompConnection connection,
            Session session,
            String user,
            ConnectRequest request,
            StompLimits limits,
            Output output,
            LongSupplier clock) {
        this.connection = connection;
        this.session = session;
        this.user = user;
        this.request = request;
        this.limits = limits;
        this.output = output;
        Queues queues = new Queues(this);
        TemporaryQueues temporary = new TemporaryQueues(this);
        this.transactions = new Transactions(this);
        this.subscriptions = new Subscriptions(this, queues, temporary, transactions);
        this.sends = new Sends(this, queues, temporary, transactions, clock);
    }

    /** What clients call the session. */
    String name() {
        return subscriptions.connection();
    }

    void frame(Frame frame) {
        switch (frame.command()) {
            case SEND -> sends.send(frame);
            case SUBSCRIBE -> subscriptions.subscribe(frame);
            case UNSUBSCRIBE -> subscriptions.unsubscribe(frame);
            case ACK -> subscriptions.settle(frame, Settlement.ACK);
            case NACK -> nack(frame);
            case BEGIN -> transactions.begin(frame);
            case COMMIT -> transactions.commit(frame);
            case ABORT -> transactions.abort(frame);
            case DISCONNECT -> connection.leave(Request.receipt(frame));
            case CONNECT, STOMP ->
                throw new StompException("already connected", "The connection has logged in already.");
            default ->
                throw new StompException(
                        "unknown command", "Frames of command " + frame.command() + " are the server's.");
        }
    }

    private void nack(Frame frame) {
        if (!version().atLeast(Version.V1_1)) {
            throw new StompException("unknown command", "Version 1.0 has no NACK.");
        }
        boolean requeue = Request.flag(frame.headers(), "requeue", true);
        subscriptions.settle(frame, requeue ? Settlement.REQUEUE : Settlement.REJECT);
    }

    /** Hands all calls to the broker. Returns whether there is more to hand over. */
    boolean endBatch() {
        int rounds = 0;
        boolean more = !closed;
        while (more && rounds++ < MAX_ROUNDS) {
            called = false;
            subscriptions.endBatch();
            session.flush();
            // Answers that were there at once may have led to further calls.
            more = !closed && (called || subscriptions.hasCreditToGrant());
        }
        return more;
    }

    @Override
    public void called() {
        called = true;
    }

    void writable(boolean writable) {
        if (!closed) {
            session.writable(writable);
        }
    }

    /** Runs the action when the client has all answers that it is owed. */
    void whenAllIsDone(Runnable action) {
        whenAllIsDone = action;
        runIfDone();
    }

    private void runIfDone() {
        if (owed == 0 && whenAllIsDone != null) {
            Runnable action = whenAllIsDone;
            whenAllIsDone = null;
            action.run();
        }
    }

    @Override
    public void owe() {
        owed++;
        called = true;
    }

    @Override
    public void paid() {
        owed--;
        runIfDone();
    }

    void close() {
        if (!closed) {
            closed = true;
            session.close();
        }
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Output output() {
        return output;
    }

    @Override
    public Version version() {
        return request.version();
    }

    @Override
    public StompLimits limits() {
        return limits;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public String clientId() {
        return request.clientId();
    }

    @Override
    public void published() {
        connection.published();
    }

    @Override
    public void fail(StompException reason, String receipt) {
        connection.fail(reason, receipt);
    }

    @Override
    public void lost(String subscription, StompException reason) {
        connection.lost(subscription, reason);
    }
}
