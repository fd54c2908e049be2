// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Command;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.FrameReader;
import org.portagemq.stomp.wire.Version;
import org.portagemq.stomp.wire.WireException;
import org.portagemq.transport.HttpAuthorization;
import org.portagemq.transport.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client. Belongs to one thread, its executor.
 *
 * <pre>
 *  CONNECTING --CONNECT--> CHECKING --the authenticator's yes--> RUNNING --DISCONNECT--> LEAVING --all done--> OVER
 *  any        --refusal: an ERROR frame--> OVER
 *  any        --socket gone--> OVER
 * </pre>
 *
 * What a client sends behind CONNECT waits until its login is checked. After an ERROR, and behind DISCONNECT, nothing more
 * is read.
 */
public final class StompConnection implements FrameReader.Sink {

    private enum State {
        CONNECTING,
        CHECKING,
        RUNNING,
        LEAVING,
        OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(StompConnection.class);

    /** How long a client that was told its last receipt may take to close. */
    private static final Duration LEAVING_PATIENCE = Duration.ofSeconds(5);

    /** Answers that the peer does not read, beyond which nothing more is read from it. */
    private static final long MAX_PENDING_BYTES = 4 * 1024 * 1024;

    /** Ends of lines that a client may send before it connects. */
    private static final int MAX_EARLY_SIGNS = 1_024;

    /** What a client may send behind CONNECT while its login is checked. */
    private static final int MAX_EARLY_BYTES = 1024 * 1024;

    private final Broker broker;
    private final Authenticator authenticator;
    private final StompLimits limits;
    private final ConnectionInfo info;
    private final Outlet outlet;
    private final Executor executor;
    private final LongSupplier clock;
    private final Output output;
    private final Reading reading;
    private final FrameReader frames;
    private State state = State.CONNECTING;
    private ByteBuf early = Unpooled.EMPTY_BUFFER;
    private ConnectRequest request;
    private RunningSession running;
    private boolean socketWritable = true;
    private int earlySigns;

    /**
     * @param executor runs tasks on the connection's thread, one after the other, never within a call
     * @param clock the time of day, epoch ms
     */
    public StompConnection(
            Broker broker,
            Authenticator authenticator,
            StompLimits limits,
            ConnectionInfo info,
            Outlet outlet,
            Executor executor,
            LongSupplier clock) {
        this.broker = broker;
        this.authenticator = authenticator;
        this.limits = limits;
        this.info = info;
        this.outlet = outlet;
        this.executor = executor;
        this.clock = clock;
        this.output = new Output(outlet);
        this.reading = new Reading(outlet::reading);
        this.frames = new FrameReader(limits.frames().beforeLogin(limits.loginFrameBytes()));
    }

    // The doors: octets in, ends of batches, changes of the socket.

    /** Takes all that there is. */
    public void receive(ByteBuf in) {
        if (state == State.CHECKING) {
            keep(in);
        } else if (state == State.CONNECTING || state == State.RUNNING) {
            read(in);
        }
        in.skipBytes(in.readableBytes());
    }

    /** A message of text has ended, of which the client's platform may have cut off the NUL. */
    public void endOfText() {
        if (frames.awaitsNul()) {
            receive(Unpooled.wrappedBuffer(new byte[1]));
        }
    }

    private void read(ByteBuf in) {
        try {
            frames.read(in, this);
        } catch (WireException malformed) {
            fail(malformed.summary(), sentence(malformed.getMessage()), null);
        } catch (StompException refusal) {
            fail(refusal, null);
        } catch (RuntimeException bug) {
            internalError(bug);
        }
        if (state == State.CHECKING) {
            keep(in);
        }
    }

    /** Reading rests already: little more comes than was on its way. */
    private void keep(ByteBuf in) {
        if (early.readableBytes() + in.readableBytes() > MAX_EARLY_BYTES) {
            fail("not connected", "More than " + MAX_EARLY_BYTES + " bytes before the login was checked.", null);
        } else if (in.isReadable()) {
            early = Unpooled.wrappedBuffer(early, Unpooled.copiedBuffer(in));
        }
    }

    /** All octets of this read are taken: what they caused goes to the broker and to the client. */
    public void endBatch() {
        if (running != null && running.endBatch()) {
            later(() -> {});
        }
        output.flush();
        if (state == State.RUNNING) {
            reading.backedUp(outlet.pendingBytes() > MAX_PENDING_BYTES);
        }
    }

    /**
     * Whether the socket takes more bytes. May be called from within a write of this connection: that it takes no more is
     * noted for the broker at once, because a delivery leads straight to the next; what follows happens later.
     */
    public void writable(boolean writable) {
        socketWritable = writable;
        if (writable) {
            later(() -> {
                if (running != null && socketWritable) {
                    running.writable(true);
                }
            });
        } else if (running != null) {
            running.writable(false);
            later(() -> {});
        }
    }

    public void signOfLifeDue() {
        output.signOfLife();
        output.flush();
    }

    /** What proved the user is not good any more. */
    public void expired() {
        fail("token expired", "The token by which the connection logged in has expired; connect with a new one.", null);
        endBatch();
    }

    /** The socket is gone. */
    public void disconnected() {
        if (state != State.OVER) {
            LOG.debug("STOMP connection {} from {} is gone", info.id(), info.peer());
        }
        end();
    }

    /** The server ends. */
    public void shutdown(String reason) {
        fail("server shuts down", sentence(reason), null);
        endBatch();
    }

    private void later(Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } catch (StompException refusal) {
                fail(refusal, null);
            } catch (RuntimeException bug) {
                if (state == State.OVER) {
                    LOG.debug("STOMP connection {}: an answer came too late", info.id(), bug);
                } else {
                    internalError(bug);
                }
            }
            endBatch();
        });
    }

    private void internalError(RuntimeException bug) {
        LOG.error("internal error on STOMP connection {} from {}", info.id(), info.peer(), bug);
        fail("internal error", "Something went wrong in the server; its log says more.", null);
    }

    // Frames.

    @Override
    public void begins(Command command) {
        if (state == State.CONNECTING && command != Command.CONNECT && command != Command.STOMP) {
            throw new StompException(
                    "not connected", "The first frame has to be CONNECT or STOMP, not " + command + ".");
        }
    }

    @Override
    public boolean frame(Frame frame) {
        try {
            if (state == State.CONNECTING) {
                connect(frame);
            } else {
                running.frame(frame);
            }
        } catch (StompException refusal) {
            fail(refusal, Request.receipt(frame));
        }
        return state == State.RUNNING;
    }

    @Override
    public void signOfLife() {
        if (state == State.CONNECTING && ++earlySigns > MAX_EARLY_SIGNS) {
            fail("not connected", "More than " + MAX_EARLY_SIGNS + " ends of lines before CONNECT.", null);
        }
    }

    private void connect(Frame frame) {
        request = ConnectRequest.of(frame);
        output.version(request.version());
        CompletionStage<Principal> answer = login();
        state = State.CHECKING;
        reading.checking(true);
        answer.whenComplete((user, failure) -> later(() -> loggedIn(user, failure)));
    }

    /** By the frame; else by what came with the transport's handshake, a certificate, or nothing where that is allowed. */
    private CompletionStage<Principal> login() {
        if (request.login() != null) {
            return authenticator.authenticate(
                    request.login(), request.passcode().getBytes(StandardCharsets.UTF_8), info);
        }
        Optional<String> authorization =
                Optional.ofNullable(request.authorization()).or(outlet::authorization);
        if (authorization.isPresent()) {
            return authorized(authorization.get());
        }
        Optional<String> user = outlet.certifiedUser().or(authenticator::anonymousUser);
        if (user.isEmpty()) {
            throw new StompException("access refused", "The CONNECT frame has no login.");
        }
        return authenticator.admit(user.get(), info);
    }

    private CompletionStage<Principal> authorized(String header) {
        try {
            return HttpAuthorization.of(header).check(authenticator, info);
        } catch (IllegalArgumentException malformed) {
            throw new StompException("access refused", malformed.getMessage());
        }
    }

    private void loggedIn(Principal user, Throwable failure) {
        if (state != State.CHECKING) {
            return;
        }
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.info("login of '{}' from {} refused: {}", printable(request.login()), info.peer(), cause.getMessage());
            fail("access refused", "The login or the passcode is wrong, or may not be used from here.", null);
            return;
        }
        Heartbeats beats = Heartbeats.agree(request.heartbeat(), limits.heartbeat());
        Session session = open(user);
        running = new RunningSession(this, session, user.name(), request, limits, output, clock);
        running.writable(socketWritable);
        frames.agreed(request.version(), limits.frames());
        state = State.RUNNING;
        outlet.established();
        greet();
        if (user.untilMs() != Principal.FOR_EVER) {
            outlet.expireAfter(Duration.ofMillis(Math.max(0, user.untilMs() - clock.getAsLong())));
        }
        if (beats.any()) {
            outlet.heartbeats(beats.silence(), beats.interval());
        }
        readEarly();
    }

    private Session open(Principal user) {
        String host = request.host();
        String named = host == null || host.isEmpty() ? limits.defaultNamespace() : host;
        try {
            return open(user, named);
        } catch (BrokerException refusal) {
            boolean byDefault = refusal.code() == ErrorCode.NOT_FOUND && limits.unknownHostIsDefault();
            if (!byDefault || named.equals(limits.defaultNamespace())) {
                throw Errors.of(refusal);
            }
        }
        try {
            return open(user, limits.defaultNamespace());
        } catch (BrokerException refusal) {
            throw Errors.of(refusal);
        }
    }

    private Session open(Principal user, String namespace) {
        return broker.open(new SessionRequest(user, namespace, info, this::later), new Listener());
    }

    private void greet() {
        ByteBuf out = output.begin(Command.CONNECTED);
        output.frames().plainHeader(out, "version", request.version().text());
        output.frames().plainHeader(out, "session", running.name());
        if (!limits.server().isEmpty()) {
            output.frames().plainHeader(out, "server", limits.server());
        }
        if (request.version() != Version.V1_0) {
            output.frames().plainHeader(out, "heart-beat", Heartbeats.offer(limits.heartbeat()));
        }
        output.frames().end(out);
        output.end();
    }

    private void readEarly() {
        ByteBuf waiting = early;
        early = Unpooled.EMPTY_BUFFER;
        if (waiting.isReadable()) {
            receive(waiting);
        }
        reading.checking(false);
    }

    // Ends.

    /** The client leaves; it is told when all is done that it asked for. */
    void leave(String receipt) {
        state = State.LEAVING;
        running.whenAllIsDone(() -> left(receipt));
    }

    private void left(String receipt) {
        if (state != State.LEAVING) {
            return;
        }
        running.close();
        output.receiptIfAny(receipt);
        finish();
        if (receipt != null) {
            outlet.closeAfter(LEAVING_PATIENCE);
        } else {
            outlet.close(true);
        }
    }

    void fail(StompException reason, String receipt) {
        fail(reason.summary(), reason.getMessage(), receipt);
    }

    private void fail(String summary, String text, String receipt) {
        fail(summary, text, receipt, null, null);
    }

    /** The broker has ended a subscription. */
    void lost(String subscription, StompException reason) {
        fail(reason.summary(), reason.getMessage(), null, "subscription", subscription);
    }

    private void fail(String summary, String text, String receipt, String more, String moreValue) {
        if (state == State.OVER) {
            return;
        }
        LOG.info(
                "closing STOMP connection {} from {} in state {}: {}",
                info.id(),
                info.peer(),
                state,
                printable(summary + ": " + text));
        endSession();
        if (summary.equals("version not supported")) {
            output.error(summary, text, receipt, "version", Version.ALL);
        } else {
            output.error(summary, text, receipt, more, moreValue);
        }
        finish();
        outlet.close(false);
    }

    /** Sends what is written; nothing follows. */
    private void finish() {
        state = State.OVER;
        output.flush();
        output.close();
        // What the peer sends is read and dropped, so that it can read our last words.
        reading.checking(false);
    }

    private void end() {
        endSession();
        state = State.OVER;
        output.close();
        early = Unpooled.EMPTY_BUFFER;
    }

    private void endSession() {
        if (running != null) {
            running.close();
        }
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String printable(String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
    }

    void published() {
        reading.published();
    }

    /** What the broker says of the session. */
    private final class Listener implements SessionListener {

        @Override
        public void throttled(boolean throttled) {
            reading.throttled(throttled);
        }

        @Override
        public void publishingHeld(String reason) {
            reading.held(true);
        }

        @Override
        public void publishingResumed() {
            reading.held(false);
        }

        @Override
        public void closed(BrokerException reason) {
            fail(Errors.of(reason), null);
        }
    }
}
