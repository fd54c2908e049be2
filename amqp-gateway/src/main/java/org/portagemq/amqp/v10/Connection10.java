// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sasl;
import org.portagemq.amqp.engine.ConnectionEngine;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.transport.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a peer. Belongs to one thread, its executor.
 *
 * <pre>
 *  LOGIN    --sasl-init--> CHECKING --the authenticator's yes--> OPENING --open--> RUNNING --close--> OVER
 *  CHECKING --the authenticator's no--> OVER
 *  any      --socket gone, or what cannot be read--> OVER
 * </pre>
 *
 * What a peer sends behind its login waits until that is checked.
 */
public final class Connection10 implements ConnectionEngine {

    private enum State {
        LOGIN,
        CHECKING,
        OPENING,
        RUNNING,
        OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connection10.class);

    /** Answers that the peer does not read, beyond which nothing more is read from it. */
    private static final long MAX_PENDING_BYTES = 4 * 1024 * 1024;

    private static final int MIN_FRAME_BYTES = 8;
    private static final long NANOS_PER_MS = 1_000_000;

    private final Broker broker;
    private final ConnectionInfo info;
    private final Limits10 limits;
    private final Outlet10 outlet;
    private final Executor executor;
    private final LongSupplier clock;
    private final LongSupplier nanos;
    private final Engine10 engine;
    private final SaslExchange exchange;
    private final Reading reading;
    private Sasl sasl;
    private Principal user;
    private OpenConnection open;
    private State state;
    private boolean socketWritable = true;

    /**
     * @param executor runs tasks on the connection's thread, one after the other, never within a call
     * @param clock the time of day, epoch ms
     * @param nanos a clock that only goes forward
     */
    public Connection10(
            Broker broker,
            Authenticator authenticator,
            Limits10 limits,
            ConnectionInfo info,
            Outlet10 outlet,
            Executor executor,
            LongSupplier clock,
            LongSupplier nanos) {
        this.broker = broker;
        this.limits = limits;
        this.info = info;
        this.outlet = outlet;
        this.executor = executor;
        this.clock = clock;
        this.nanos = nanos;
        this.engine = new Engine10(limits, outlet);
        this.exchange = new SaslExchange(authenticator, info, outlet.certifiedUser());
        this.reading = new Reading(outlet::reading);
    }

    // The doors: octets in, ends of batches, changes of the socket.

    /** The peer's first header was that of the login. */
    public void startWithLogin() {
        state = State.LOGIN;
        sasl = engine.login(exchange.mechanisms());
        engine.begin();
        engine.input(Unpooled.copyLong(Engine10.SASL_HEADER), Engine10.HEADER_BYTES);
        endBatch();
    }

    /** The peer's first header was that of the protocol itself: it proves nothing. */
    public void startWithoutLogin() {
        Optional<CompletionStage<Principal>> anonymous = exchange.anonymous();
        if (anonymous.isEmpty()) {
            state = State.OVER;
            outlet.write(ByteBuffer.allocate(Long.BYTES)
                    .putLong(Engine10.SASL_HEADER)
                    .flip());
            outlet.flush();
            outlet.close();
            return;
        }
        engine.begin();
        engine.input(Unpooled.copyLong(Engine10.HEADER), Engine10.HEADER_BYTES);
        check(anonymous.get());
    }

    /** Takes what there is, but for what waits for the login's check. */
    @Override
    public void receive(ByteBuf in) {
        while (in.isReadable() && state != State.CHECKING) {
            if (state == State.OVER) {
                in.skipBytes(in.readableBytes());
            } else if (state == State.LOGIN) {
                if (!receiveLogin(in)) {
                    return;
                }
            } else {
                engine.input(in, in.readableBytes());
                dispatch();
            }
        }
    }

    /** One frame at a time, because what follows the last one is no frame of the login. */
    private boolean receiveLogin(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return false;
        }
        long size = in.getUnsignedInt(in.readerIndex());
        if (size < MIN_FRAME_BYTES || size > Engine10.FIRST_FRAME_BYTES) {
            LOG.info("closing the connection from {}: a frame of {} bytes before the login", info.peer(), size);
            finish();
            return false;
        }
        if (in.readableBytes() < size) {
            return false;
        }
        if (!engine.input(in, (int) size)) {
            finish();
        } else if (sasl.getRemoteMechanisms().length > 0) {
            exchange.check(sasl).ifPresent(this::check);
        }
        return true;
    }

    private void check(CompletionStage<Principal> answer) {
        state = State.CHECKING;
        reading.checking(true);
        answer.whenComplete((principal, failure) -> later(() -> checked(principal, failure)));
    }

    private void checked(Principal principal, Throwable failure) {
        if (state != State.CHECKING) {
            return;
        }
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.info("login from {} refused: {}", info.peer(), cause.getMessage());
            if (sasl != null) {
                sasl.done(Sasl.SaslOutcome.PN_SASL_AUTH);
                engine.endLogin();
            }
            finish();
            return;
        }
        user = principal;
        if (sasl != null) {
            sasl.done(Sasl.SaslOutcome.PN_SASL_OK);
        }
        state = State.OPENING;
        reading.checking(false);
        outlet.resume();
    }

    @Override
    public void endBatch() {
        if (state == State.RUNNING) {
            open.endBatch();
        }
        output();
    }

    private void output() {
        boolean more = engine.output();
        outlet.flush();
        reading.backedUp(state == State.RUNNING && outlet.pendingBytes() > MAX_PENDING_BYTES);
        if (!more && state != State.OVER) {
            end();
            outlet.close();
        }
    }

    /** Sends a part of what links have sent, so that little is kept of it. */
    void outputPart() {
        engine.output();
    }

    @Override
    public void writable(boolean writable) {
        socketWritable = writable;
        if (open == null) {
            return;
        }
        if (writable) {
            later(() -> open.writable(socketWritable));
        } else {
            open.writable(false);
            later(() -> {});
        }
    }

    @Override
    public void disconnected() {
        end();
    }

    @Override
    public void shutdown(String reason) {
        if (state == State.RUNNING) {
            open.fail(Conditions.of(Conditions.FORCED, reason));
            endBatch();
        } else {
            finish();
        }
    }

    private void later(Runnable task) {
        executor.execute(() -> guarded(task));
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            internalError(bug);
        }
        dispatch();
        endBatch();
    }

    private void internalError(RuntimeException bug) {
        if (state == State.OVER) {
            LOG.debug("AMQP 1.0 connection {}: an answer came too late", info.id(), bug);
            return;
        }
        LOG.error("internal error on AMQP 1.0 connection {} from {}", info.id(), info.peer(), bug);
        if (open != null) {
            open.fail(Conditions.of(Conditions.INTERNAL_ERROR, "internal error; the server's log says more"));
        } else {
            finish();
        }
    }

    // Events.

    private void dispatch() {
        for (Event event = engine.next(); event != null; event = engine.next()) {
            try {
                if (state != State.OVER) {
                    on(event);
                }
            } catch (RuntimeException bug) {
                internalError(bug);
            }
            engine.handled();
        }
    }

    private void on(Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> opened();
            case CONNECTION_REMOTE_CLOSE -> closed();
            default -> {
                if (state == State.RUNNING) {
                    open.on(event);
                }
            }
        }
    }

    private void opened() {
        if (state != State.OPENING) {
            return;
        }
        open = new OpenConnection(this, engine.connection(), limits, user.name(), clock, reading);
        try {
            open.open(broker, user, info, this::later);
        } catch (BrokerException refusal) {
            turnAway(Conditions.of(refusal));
            return;
        } catch (Refusal refusal) {
            turnAway(refusal.condition());
            return;
        }
        state = State.RUNNING;
        open.writable(socketWritable);
        outlet.established();
        tick();
    }

    private void turnAway(ErrorCondition reason) {
        LOG.info("'{}' from {} is not let in: {}", user.name(), info.peer(), reason.getDescription());
        open.refuse(reason);
        engine.deafen();
    }

    /** Takes a name that one connection can have at a time; false when another one has it. */
    boolean takeName(String name) {
        return outlet.takeName(name);
    }

    private void tick() {
        if (state == State.RUNNING) {
            long delayMs = engine.tick(nanos.getAsLong() / NANOS_PER_MS);
            if (delayMs > 0) {
                outlet.after(delayMs, () -> {
                    tick();
                    output();
                });
            }
        }
    }

    private void closed() {
        if (engine.connection().getLocalState() == EndpointState.UNINITIALIZED) {
            engine.connection().open();
        }
        engine.connection().close();
        if (open != null) {
            open.close();
        }
        outlet.giveBackNames();
    }

    // Ends.

    /** Sends what is written; nothing follows. */
    private void finish() {
        engine.output();
        outlet.flush();
        end();
        outlet.close();
    }

    private void end() {
        state = State.OVER;
        engine.deafen();
        reading.checking(false);
        if (open != null) {
            open.close();
        }
        outlet.giveBackNames();
    }
}
