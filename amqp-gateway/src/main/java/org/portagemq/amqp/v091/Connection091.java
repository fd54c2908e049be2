// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.portagemq.amqp.engine.ConnectionEngine;
import org.portagemq.amqp.v091.wire.ArgumentReader;
import org.portagemq.amqp.v091.wire.ChannelRequest;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.ConnectionRequest;
import org.portagemq.amqp.v091.wire.ConnectionRequestHandler;
import org.portagemq.amqp.v091.wire.FrameReader;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.amqp.v091.wire.MethodReader;
import org.portagemq.amqp.v091.wire.ShortStrings;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.amqp.v091.wire.WireException;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP 0-9-1 connection behind its protocol header, from connection.start on. Belongs to one thread, its executor.
 *
 * <pre>
 *  LOGIN --start-ok--> CHECKING --the authenticator's yes--> TUNING --tune-ok--> OPENING --open--> RUNNING
 *  any   --close from the client--> OVER
 *  any   --own close--> CLOSING --close-ok, close, or time--> OVER
 *  any   --socket gone--> OVER
 * </pre>
 *
 * In each state only what its arrow names is allowed; all else is 504, or 505 for frames of channels. Once RUNNING, what
 * ends a single channel is {@link Channel091}'s.
 */
public final class Connection091 implements ConnectionEngine, FrameReader.Sink, ConnectionRequestHandler {

    private enum State {
        LOGIN,
        CHECKING,
        TUNING,
        OPENING,
        RUNNING,
        CLOSING,
        OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connection091.class);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration REFUSAL_PATIENCE = Duration.ofSeconds(3);

    /** Answers that the peer does not read, beyond which nothing more is read from it. */
    private static final long MAX_PENDING_BYTES = 4 * 1024 * 1024;

    private final Broker broker;
    private final ServerIdentity identity;
    private final Login login;
    private final AmqpLimits limits;
    private final ConnectionInfo info;
    private final Outlet outlet;
    private final Executor executor;
    private final Output output;
    private final FrameReader frames = new FrameReader(AmqpLimits.HANDSHAKE_FRAME);
    private final ShortStrings strings = new ShortStrings();
    private final Reading reading;
    private State state = State.LOGIN;
    private Map<String, Object> clientProperties = Map.of();
    private Principal principal;
    private Tuning tuning;
    private ChannelTable channels;
    private boolean socketWritable = true;
    private int currentClass;
    private int currentMethod;

    /**
     * @param executor runs tasks on the connection's thread, one after the other, never within a call
     */
    public Connection091(
            Broker broker,
            Authenticator authenticator,
            ServerIdentity identity,
            AmqpLimits limits,
            ConnectionInfo info,
            Outlet outlet,
            Executor executor) {
        this.broker = broker;
        this.identity = identity;
        this.login = new Login(authenticator, info, outlet.certifiedUser());
        this.limits = limits;
        this.info = info;
        this.outlet = outlet;
        this.executor = executor;
        this.output = new Output(outlet);
        this.reading = new Reading(outlet, output);
    }

    // The doors: octets in, ends of batches, changes of the socket.

    /** Greets the client. */
    public void start() {
        output.method(0, Greeting.start(identity, login.mechanisms()));
        output.flush();
    }

    @Override
    public void receive(ByteBuf in) {
        try {
            boolean more = true;
            while (more && state != State.OVER) {
                more = frames.read(in, this);
            }
        } catch (WireException malformed) {
            close(code(malformed).because(malformed.getMessage()));
        } catch (AmqpException refusal) {
            close(refusal);
        } catch (RuntimeException bug) {
            internalError(bug);
        }
        if (state == State.OVER) {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    public void endBatch() {
        if (channels != null && channels.endBatch()) {
            later(() -> {});
        }
        output.flush();
        reading.backedUp(outlet.pendingBytes() > MAX_PENDING_BYTES);
    }

    /**
     * That it takes no more is noted for the broker at once, in the middle of what it delivers: a delivery leads straight to
     * the next, and a note that came behind them would come when the whole backlog is in the socket's queue. What follows
     * from it happens later, so that deliveries keep their order.
     */
    @Override
    public void writable(boolean writable) {
        socketWritable = writable;
        if (writable) {
            later(this::takesMoreAgain);
        } else if (channels != null) {
            channels.writable(false);
            later(() -> {});
        }
    }

    private void takesMoreAgain() {
        if (channels != null && socketWritable) {
            channels.writable(true);
        }
    }

    public void signOfLife() {
        output.heartbeat();
        output.flush();
    }

    @Override
    public void disconnected() {
        if (state != State.OVER) {
            LOG.debug("AMQP connection {} from {} is gone", info.id(), info.peer());
        }
        end();
    }

    @Override
    public void shutdown(String reason) {
        close(ReplyCode.CONNECTION_FORCED.because(reason));
        endBatch();
    }

    private void later(Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                if (state == State.CLOSING || state == State.OVER) {
                    LOG.debug("AMQP connection {}: an answer came too late", info.id(), bug);
                } else {
                    internalError(bug);
                }
            }
            endBatch();
        });
    }

    private void internalError(RuntimeException bug) {
        LOG.error("internal error on AMQP connection {} from {}", info.id(), info.peer(), bug);
        close(ReplyCode.INTERNAL_ERROR.because("internal error; the server's log says more"));
    }

    // Frames.

    @Override
    public void method(int channel, ByteBuf payload) {
        if (payload.readableBytes() < 4) {
            throw WireException.frameTooShort(payload.readableBytes());
        }
        currentClass = payload.readUnsignedShort();
        currentMethod = payload.readUnsignedShort();
        TableLimits tables = state == State.RUNNING ? TableLimits.DEFAULT : TableLimits.STRICT;
        ArgumentReader arguments = new ArgumentReader(payload, strings, tables);
        Method method = MethodReader.read(currentClass, currentMethod, arguments)
                .orElseThrow(() -> ReplyCode.COMMAND_INVALID.because(
                        "unknown method: class " + currentClass + ", method " + currentMethod));
        if (payload.isReadable()) {
            throw ReplyCode.FRAME_ERROR.because(
                    "cannot decode the method's arguments: " + payload.readableBytes() + " octets too many");
        }
        if (state == State.CLOSING) {
            whileClosing(method);
        } else if (channel == 0) {
            onConnection(method);
        } else {
            onChannel(channel, method);
        }
    }

    private void whileClosing(Method method) {
        if (method instanceof ConnectionMethod.Close) {
            output.method(0, new ConnectionMethod.CloseOk());
            finish();
        } else if (method instanceof ConnectionMethod.CloseOk) {
            finish();
        }
    }

    private void onConnection(Method method) {
        if (method instanceof ConnectionRequest request) {
            request.dispatch(this);
        } else if (method instanceof ConnectionMethod) {
            throw ReplyCode.COMMAND_INVALID.because("method " + currentMethod + " of class 10 is the server's");
        } else {
            throw ReplyCode.CHANNEL_ERROR.because("class " + currentClass + " is not for channel 0");
        }
    }

    private void onChannel(int number, Method method) {
        if (state != State.RUNNING) {
            throw ReplyCode.UNEXPECTED_FRAME.because("channel " + number + " used before the connection is open");
        }
        if (!(method instanceof ChannelRequest request)) {
            throw ReplyCode.COMMAND_INVALID.because("class " + currentClass + ", method " + currentMethod
                    + " cannot be sent by a client on channel " + number);
        }
        channels.method(number, request);
    }

    @Override
    public void header(int channel, ByteBuf payload) {
        if (state != State.CLOSING) {
            content(channel).header(channel, payload);
        }
    }

    @Override
    public void body(int channel, ByteBuf payload) {
        if (state != State.CLOSING) {
            content(channel).body(channel, payload);
        }
    }

    private ChannelTable content(int channel) {
        if (state != State.RUNNING) {
            throw ChannelTable.contentOutOfPlace(channel);
        }
        return channels;
    }

    @Override
    public void heartbeat() {
        // That octets came is all that counts.
    }

    // Class connection.

    private void expect(State wanted) {
        if (state != wanted) {
            throw ReplyCode.CHANNEL_ERROR.because(
                    "unexpected method in connection state " + state.name().toLowerCase(java.util.Locale.ROOT)
                            + ": class " + currentClass + ", method " + currentMethod);
        }
    }

    @Override
    public void startOk(ConnectionMethod.StartOk method) {
        expect(State.LOGIN);
        clientProperties = method.clientProperties();
        CompletionStage<Principal> answer = login.check(method);
        state = State.CHECKING;
        answer.whenComplete((user, failure) -> later(() -> loggedIn(method.mechanism(), user, failure)));
    }

    private void loggedIn(String mechanism, Principal user, Throwable failure) {
        if (state != State.CHECKING) {
            return;
        }
        if (failure == null) {
            principal = user;
            state = State.TUNING;
            output.method(
                    0, new ConnectionMethod.Tune(limits.channelMax(), limits.frameMax(), limits.heartbeatSeconds()));
            return;
        }
        LOG.info("login of '{}' from {} refused: {}", printable(login.name()), info.peer(), message(failure));
        if (Greeting.offers(clientProperties, "authentication_failure_close")) {
            currentClass = 0;
            currentMethod = 0;
            close(ReplyCode.ACCESS_REFUSED.because("Login was refused using authentication mechanism " + mechanism
                    + ". For details see the broker logfile."));
        } else {
            // The client knows of no better sign than the end of the connection.
            state = State.CLOSING;
        }
        outlet.closeAfter(REFUSAL_PATIENCE);
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage();
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public void secureOk(ConnectionMethod.SecureOk method) {
        throw ReplyCode.CHANNEL_ERROR.because("'connection.secure-ok' without a challenge");
    }

    @Override
    public void tuneOk(ConnectionMethod.TuneOk method) {
        expect(State.TUNING);
        tuning = Tuning.agreed(method, limits);
        frames.frameMax(tuning.frameMax());
        output.frameMax(tuning.frameMax());
        if (tuning.heartbeatSeconds() > 0) {
            outlet.heartbeats(tuning.heartbeatSeconds());
        }
        state = State.OPENING;
    }

    @Override
    public void open(ConnectionMethod.Open method) {
        expect(State.OPENING);
        String vhost = method.virtualHost();
        Session session;
        try {
            session = broker.open(new SessionRequest(principal, vhost, info, this::later), new Listener());
        } catch (BrokerException refusal) {
            throw ReplyCode.NOT_ALLOWED.because(
                    switch (refusal.code()) {
                        case NOT_FOUND -> "vhost " + vhost + " not found";
                        case ACCESS_REFUSED ->
                            "access to vhost '" + vhost + "' refused for user '" + principal.name() + "'";
                        default -> refusal.getMessage();
                    });
        }
        boolean cancelNotify = Greeting.offers(clientProperties, "consumer_cancel_notify");
        channels = new ChannelTable(
                session, cancelNotify, tuning.channelMax(), limits, output, reading, this::close, this::every);
        reading.notify(Greeting.offers(clientProperties, "connection.blocked"));
        state = State.RUNNING;
        outlet.established();
        watchDeadlines();
        output.method(0, new ConnectionMethod.OpenOk(""));
    }

    private void watchDeadlines() {
        Duration timeout = limits.consumerTimeout();
        if (!timeout.isZero()) {
            every(timeout.dividedBy(AckDeadline.LOOKS), channels::checkDeadlines);
        }
    }

    private Runnable every(Duration interval, Runnable task) {
        return outlet.every(interval, () -> {
            task.run();
            endBatch();
        });
    }

    @Override
    public void close(ConnectionMethod.Close method) {
        // The broker hears first: when the client reads close-ok, its exclusive queues are gone.
        endSession();
        output.method(0, new ConnectionMethod.CloseOk());
        finish();
    }

    @Override
    public void closeOk(ConnectionMethod.CloseOk method) {
        throw ReplyCode.CHANNEL_ERROR.because("'connection.close-ok' on a connection that was not closed");
    }

    @Override
    public void updateSecret(ConnectionMethod.UpdateSecret method) {
        expect(State.RUNNING);
        // No login expires here, so there is nothing that a secret could renew: rights are always those of now.
        output.method(0, new ConnectionMethod.UpdateSecretOk());
    }

    // Ends.

    private static ReplyCode code(WireException malformed) {
        return switch (malformed.kind()) {
            case FRAME -> ReplyCode.FRAME_ERROR;
            case SYNTAX -> ReplyCode.SYNTAX_ERROR;
            case UNEXPECTED -> ReplyCode.UNEXPECTED_FRAME;
        };
    }

    private void close(AmqpException reason) {
        close(reason, currentClass, currentMethod);
    }

    private void close(AmqpException reason, int classId, int methodId) {
        if (state == State.CLOSING || state == State.OVER) {
            if (state == State.CLOSING) {
                // A second fault: the stream cannot be trusted to hold a close-ok.
                finish();
            }
            return;
        }
        LOG.info(
                "closing AMQP connection {} from {} in state {}: {} {}",
                info.id(),
                info.peer(),
                state,
                reason.code(),
                printable(reason.getMessage()));
        endSession();
        state = State.CLOSING;
        output.method(
                0,
                new ConnectionMethod.Close(
                        reason.code().number(), reason.code().text(reason.getMessage()), classId, methodId));
        outlet.closeAfter(CLOSE_PATIENCE);
        // Only the client's answer is wanted any more.
        reading.free();
    }

    /** Sends what is written, and closes the socket behind it. */
    private void finish() {
        endSession();
        state = State.OVER;
        output.flush();
        output.close();
        outlet.close();
    }

    private void end() {
        endSession();
        state = State.OVER;
    }

    private void endSession() {
        if (channels != null) {
            channels.end();
        }
    }

    /** What the broker says of the session. */
    private final class Listener implements SessionListener {

        @Override
        public void throttled(boolean throttled) {
            reading.throttled(throttled);
        }

        @Override
        public void publishingHeld(String reason) {
            reading.held(reason);
        }

        @Override
        public void publishingResumed() {
            reading.resumed();
        }

        @Override
        public void closed(BrokerException reason) {
            close(ReplyCode.CONNECTION_FORCED.because(reason.getMessage()), 0, 0);
        }
    }
}
