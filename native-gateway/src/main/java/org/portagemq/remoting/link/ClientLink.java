// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.portagemq.client.codec.BodyWriter;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.MalformedCommandException;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.transport.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client. Requests are handled in the order of their arrival, those that carry messages after others, and
 * answered in any. Belongs to one thread, its loop; {@link #execute} may be called from anywhere.
 */
public final class ClientLink {

    private static final Logger LOG = LoggerFactory.getLogger(ClientLink.class);

    /** So often what the broker answered to one batch is looked at before other connections have their turn. */
    private static final int MAX_ROUNDS = 4;

    private static final int SMALL = 512;

    /** The field of requests whose names belong to a name space that another field names. */
    private static final String NAME_SPACED = "nsd";

    /** Answers that the peer does not read, beyond which nothing more is read from it. */
    private static final long MAX_PENDING_BYTES = 8 << 20;

    private final Broker broker;
    private final Logins logins;
    private final Dispatcher dispatcher;
    private final LinkSettings settings;
    private final Outlet outlet;
    private final LinkListener listener;
    private final CommandReader reader;
    private final StrangerBudget.Share unknown;
    private final Reading reading;
    private final ArrayDeque<Command> early = new ArrayDeque<>();
    private final Patient sends;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<Class<?>, Object> attachments = new HashMap<>();
    private final Map<Integer, Consumer<Command>> asked = new HashMap<>();
    private ByteBuf out;
    private int opaque;
    private boolean checking;
    private boolean called;
    private boolean goesOn;
    private volatile boolean closed;

    public ClientLink(
            Broker broker,
            Logins logins,
            Dispatcher dispatcher,
            LinkSettings settings,
            Outlet outlet,
            LinkListener listener) {
        this.broker = broker;
        this.logins = logins;
        this.dispatcher = dispatcher;
        this.settings = settings;
        this.outlet = outlet;
        this.listener = listener;
        this.reader = new CommandReader(settings.frames());
        this.unknown = settings.strangers().share();
        this.reading = new Reading(outlet::reading);
        this.sends = new Patient(dispatcher.waitingBytes());
    }

    public ConnectionInfo info() {
        return outlet.info();
    }

    /** The thread of the connection. */
    public Loop loop() {
        return outlet.loop();
    }

    /** The address of ours that the client has connected to. */
    public NetAddress local() {
        return outlet.local();
    }

    public NetAddress peer() {
        return outlet.peer();
    }

    /** May be called from anywhere. */
    public boolean isClosed() {
        return closed;
    }

    /** What some part of the protocol keeps with the connection; made when it is asked for first. */
    public <T> T attachment(Class<T> type, Supplier<T> maker) {
        return type.cast(attachments.computeIfAbsent(type, key -> maker.get()));
    }

    // The doors: octets in, ends of batches, the socket's end.

    /** Takes the commands that are whole; the start of one that is not is left in the buffer. */
    public void receive(ByteBuf octets) {
        try {
            Command next = closed ? null : reader.read(octets);
            while (next != null) {
                take(next);
                next = closed ? null : reader.read(octets);
            }
            if (!closed && sessions.isEmpty()) {
                holdOfStranger(octets);
            }
        } catch (MalformedCommandException malformed) {
            LOG.info("closing the connection from {}: {}", outlet.info().peer(), malformed.getMessage());
            close();
        }
        if (closed) {
            octets.skipBytes(octets.readableBytes());
        }
    }

    /** What waits for its rest counts until it is known whose it is. */
    private void holdOfStranger(ByteBuf octets) {
        if (unknown.hold(octets.readableBytes())) {
            return;
        }
        String why = "too much is on its way from clients that nobody knows yet: "
                + settings.strangers().limit() + " bytes are taken (setting native.stranger-bytes); try again";
        LOG.info("closing the connection from {}: {}", outlet.info().peer(), why);
        Command begun = CommandReader.begun(octets);
        if (begun != null) {
            new Request(this, begun, null).refuse(new Refusal(ResponseCode.SYSTEM_BUSY, why));
        }
        close();
    }

    /** All octets of this read are taken: what they caused goes to the broker and to the client. */
    public void endOfRead() {
        if (reading.maySend()) {
            sends.handleSome(this::handle);
        }
        endBatch();
    }

    private void endBatch() {
        int rounds = 0;
        while (called && !closed && rounds++ < MAX_ROUNDS) {
            called = false;
            sessions().forEach(Session::flush);
        }
        flush();
        if (called && !closed) {
            execute(() -> {});
        }
        goOnWithSends();
        reading.backedUp(outlet.pendingBytes() > MAX_PENDING_BYTES || sends.isFull());
    }

    /** After the loop has looked at its sockets, which an ordinary task would come before. */
    private void goOnWithSends() {
        if (sends.isEmpty() || goesOn || closed || !reading.maySend()) {
            return;
        }
        goesOn = true;
        outlet.loop().after(0, () -> {
            goesOn = false;
            if (!closed) {
                endOfRead();
            }
        });
    }

    /** The socket takes octets again, or takes no more for the moment. */
    public void writable(boolean writable) {
        sessions().forEach(session -> session.writable(writable));
        execute(this::called);
    }

    /**
     * Runs a task on the connection's thread, and hands over what it caused. It runs when the connection is closed as well: it may be
     * the broker that goes on here with what others have asked for.
     */
    public void execute(Runnable task) {
        outlet.loop().execute(() -> {
            task.run();
            if (!closed) {
                endBatch();
            }
        });
    }

    /** The socket is gone. */
    public void disconnected() {
        if (closed) {
            return;
        }
        // What came before the end counts, though nobody hears of it.
        sends.handleAll(this::handle);
        if (closed) {
            return;
        }
        closed = true;
        unknown.hold(0);
        early.clear();
        giveUpAsking();
        if (out != null) {
            out.release();
            out = null;
        }
        sessions().forEach(Session::close);
        listener.closed(this);
    }

    /** Ends the connection. */
    public void close() {
        flush();
        disconnected();
        outlet.close();
    }

    private List<Session> sessions() {
        return new ArrayList<>(sessions.values());
    }

    // Commands.

    private void take(Command command) {
        if (command.isResponse()) {
            Consumer<Command> waiting = asked.remove(command.opaque());
            if (waiting != null) {
                waiting.accept(command);
            }
        } else if (checking) {
            early.add(command);
        } else {
            identify(command);
        }
    }

    /** Finds out whom the request is from. */
    private void identify(Command command) {
        try {
            if (Boolean.parseBoolean(command.field(NAME_SPACED))) {
                throw new Refusal(
                        ResponseCode.SYSTEM_ERROR,
                        "name spaces apart from names are not known here: leave the client's namespaceV2 empty");
            }
            String user = logins.userOf(command, settings.anonymousUser(), outlet.certifiedUser(), outlet.info());
            Session session = sessions.get(user);
            if (session != null) {
                handle(command, session);
                return;
            }
            checking = true;
            reading.checking(true);
            logins.admit(user, command, outlet.info())
                    .whenComplete((principal, failure) -> outlet.loop().execute(() -> {
                        if (!closed) {
                            admitted(command, user, principal, failure);
                            endBatch();
                        }
                    }));
        } catch (Refusal refusal) {
            new Request(this, command, null).refuse(refusal);
        }
    }

    private void admitted(Command command, String user, Principal principal, Throwable failure) {
        checking = false;
        try {
            if (failure != null) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                LOG.info(
                        "requests of '{}' from {} are refused: {}",
                        user,
                        outlet.info().peer(),
                        cause.getMessage());
                throw new Refusal(ResponseCode.NO_PERMISSION, "user '" + user + "' may not use the broker from here");
            }
            SessionRequest request = new SessionRequest(principal, settings.namespace(), outlet.info(), this::execute);
            Session session = broker.open(request, new Listener());
            sessions.put(user, session);
            unknown.hold(0);
            outlet.established();
            handle(command, session);
        } catch (BrokerException refusal) {
            new Request(this, command, null).refuse(refusal);
        } catch (Refusal refusal) {
            new Request(this, command, null).refuse(refusal);
        }
        while (!checking && !early.isEmpty()) {
            identify(early.poll());
        }
        reading.checking(checking);
    }

    private void handle(Command command, Session session) {
        Request request = new Request(this, command, session);
        if (dispatcher.carriesMessages(command.code())) {
            sends.add(request);
        } else {
            handle(request);
        }
    }

    private void handle(Request request) {
        request.attempt(() -> dispatcher.handle(request));
    }

    /** The broker was called: the calls have to be handed over at the end of the batch. */
    public void called() {
        called = true;
    }

    /** Somebody publishes: the connection is one that rests while publishers are held. */
    public void published() {
        reading.published();
    }

    /** The session of the user who asked first; null before the first request. For what the broker asks clients itself. */
    public Session anySession() {
        called = true;
        return sessions.values().stream().findFirst().orElse(null);
    }

    // To the client.

    /** Asks the client something that it is not to answer. */
    public void tell(int code, Map<String, String> fields, BodyWriter body) {
        send(Command.request(code, ++opaque, true, fields, Command.NO_BODY), body);
    }

    /** Asks the client something; that it is gone, or does not answer, is an answer of its own: a failure. */
    public void ask(int code, Map<String, String> fields, BodyWriter body, Consumer<Command> answer) {
        if (asked.size() >= settings.waitingRequests()) {
            giveUpAsking();
        }
        Command request = Command.request(code, ++opaque, false, fields, Command.NO_BODY);
        if (closed) {
            answer.accept(unanswered(request));
            return;
        }
        asked.put(opaque, answer);
        send(request, body);
    }

    private void giveUpAsking() {
        List<Consumer<Command>> waiting = new ArrayList<>(asked.values());
        asked.clear();
        Command none = unanswered(Command.request(0, 0, false, Map.of(), Command.NO_BODY));
        waiting.forEach(one -> one.accept(none));
    }

    private static Command unanswered(Command request) {
        return request.answer(
                ResponseCode.SYSTEM_ERROR, "the client is gone, or does not answer", Map.of(), Command.NO_BODY);
    }

    void send(Command command, BodyWriter body) {
        if (closed) {
            return;
        }
        if (out == null) {
            out = outlet.buffer(SMALL);
        }
        CommandWriter.write(command, body, out);
    }

    private void flush() {
        if (out != null) {
            outlet.write(out);
            out = null;
            outlet.flush();
        }
    }

    /** What the broker says of a session. */
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
            LOG.info("closing the connection from {}: {}", outlet.info().peer(), reason.getMessage());
            close();
        }
    }
}
