// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its commands become calls of the broker, the broker's answers become events. Not thread-safe:
 * belongs to its executor.
 */
public final class Conversation implements Host, SessionListener {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** So often the answers to one batch are looked at before others have their turn. */
    private static final int MAX_ROUNDS = 8;

    private enum State {
        NEW,
        LOGGING_IN,
        OPEN,
        OVER
    }

    private final SessionService service;
    private final ConnectionInfo peer;
    private final Executor executor;
    private final Consumer<SessionEvent> events;
    private final String userOfNobody;
    private State state = State.NEW;
    private Session session;
    private String namespace = "";
    private String connection;
    private OpenConnections.Key key;
    private String clientId;
    private CommandHandler handler;
    private Subscriptions subscriptions;
    private boolean called;
    private boolean flushPosted;

    /**
     * @param userOfNobody as whom clients are admitted that name no user; null for nobody
     */
    Conversation(
            SessionService service,
            ConnectionInfo peer,
            Executor executor,
            Consumer<SessionEvent> events,
            String userOfNobody) {
        this.service = service;
        this.peer = peer;
        this.executor = executor;
        this.events = events;
        this.userOfNobody = userOfNobody;
    }

    /** Takes one command. What it asks of the broker is handed over by {@link #flush}. */
    public void command(SessionCommand command) {
        if (state == State.OPEN) {
            handle(command);
        } else if (state == State.NEW && command instanceof SessionCommand.Open open) {
            logIn(open);
        } else if (state != State.OVER) {
            end(new Failure(Failure.Kind.INVALID, "the first command of a connection opens it, and is answered first"));
        }
    }

    private void handle(SessionCommand command) {
        called = true;
        try {
            command.handle(handler);
        } catch (BrokerException refused) {
            // A command that makes no sense to the broker: a client that keeps to the rules does not send it.
            end(Failures.of(refused));
        }
    }

    /** Hands all calls to the broker. */
    public void flush() {
        for (int round = 0; called && session != null && round < MAX_ROUNDS; round++) {
            // Answers that are there at once may lead to further calls.
            called = false;
            session.flush();
        }
        if (called && session != null) {
            postFlush();
        }
    }

    private void postFlush() {
        if (!flushPosted) {
            flushPosted = true;
            executor.execute(() -> {
                flushPosted = false;
                flush();
            });
        }
    }

    /** Whether the connection can take more; while it cannot, its subscriptions get nothing. */
    public void writable(boolean writable) {
        if (session != null) {
            session.writable(writable);
            called = true;
        }
    }

    /**
     * Ends it.
     *
     * @param orderly whether the client said farewell; otherwise all that it was handed out counts as tried
     */
    public void close(boolean orderly) {
        if (state == State.OPEN && !orderly) {
            subscriptions.lost();
        }
        release();
        state = State.OVER;
    }

    private void release() {
        if (session != null) {
            session.close();
            session = null;
        }
        if (key != null) {
            service.connections().leave(key, this);
        }
        if (clientId != null) {
            service.clientIds().leave(namespace, clientId, this);
            clientId = null;
        }
    }

    private void end(Failure reason) {
        if (state != State.OVER) {
            close(true);
            events.accept(new SessionEvent.Ended(reason));
        }
    }

    private void logIn(SessionCommand.Open open) {
        state = State.LOGGING_IN;
        String user = open.user() == null ? userOfNobody : open.user();
        if (user == null) {
            refuse(open, Failure.Kind.ACCESS_REFUSED, "the connection names no user, and nobody is admitted without");
            return;
        }
        byte[] password = open.password() == null ? new byte[0] : open.password();
        CompletionStage<Principal> login = open.user() == null
                ? service.authenticator().admit(user, peer)
                : service.authenticator().authenticate(user, password, peer);
        login.whenComplete((principal, refused) -> executor.execute(() -> loggedIn(open, user, principal, refused)));
    }

    private void loggedIn(SessionCommand.Open open, String user, Principal principal, Throwable refused) {
        if (state != State.LOGGING_IN) {
            return;
        }
        if (refused != null) {
            LOG.debug("login refused", refused);
            refuse(open, Failure.Kind.ACCESS_REFUSED, "the login of user '" + user + "' was refused");
            return;
        }
        namespace = open.namespace();
        connection = open.connection();
        key = new OpenConnections.Key(namespace, principal.name(), connection);
        Conversation before = service.connections().enter(key, this);
        if (before == null) {
            begin(open, principal);
        } else {
            before.giveWay(() -> executor.execute(() -> begin(open, principal)));
        }
    }

    /** Ends because its client has come again; what follows is done when it has ended. */
    private void giveWay(Runnable next) {
        executor.execute(() -> {
            if (state != State.OVER) {
                close(false);
                events.accept(
                        new SessionEvent.Ended(new Failure(Failure.Kind.CLOSED, "the client has connected again")));
            }
            next.run();
        });
    }

    private void begin(SessionCommand.Open open, Principal principal) {
        if (state != State.LOGGING_IN) {
            return;
        }
        if (open.clientId() != null && !takeClientId(open.clientId())) {
            refuse(open, Failure.Kind.CLIENT_ID_IN_USE, inUse(open.clientId()));
            return;
        }
        try {
            session = service.broker().open(new SessionRequest(principal, namespace, peer, executor), this);
        } catch (BrokerException reason) {
            Failure failure = Failures.of(reason);
            refuse(open, failure.kind(), failure.text());
            return;
        }
        state = State.OPEN;
        Places places = new Places(this, service.autoCreate(), service.queueOrder());
        OpenTransactions transactions = new OpenTransactions(this);
        Sending sending = new Sending(this, places, transactions);
        TopicGroups topics = new TopicGroups(this, places);
        subscriptions = new Subscriptions(this, places, topics, transactions);
        handler = new CommandHandler(this, places, transactions, sending, topics, subscriptions);
        emit(new SessionEvent.Opened(open.request(), SessionService.PRODUCT, service.version()));
    }

    private void refuse(SessionCommand.Open open, Failure.Kind kind, String text) {
        failed(open.request(), kind, text);
        end(new Failure(kind, text));
    }

    boolean takeClientId(String wanted) {
        if (!service.clientIds().take(namespace, wanted, this)) {
            return false;
        }
        clientId = wanted;
        return true;
    }

    static String inUse(String clientId) {
        return "client id '" + clientId + "' is in use by another connection";
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public String connection() {
        return connection;
    }

    @Override
    public String origin() {
        return clientId == null ? connection : clientId;
    }

    @Override
    public void emit(SessionEvent event) {
        events.accept(event);
    }

    /** From within a batch it goes with that; from an answer of the broker it goes by itself. */
    @Override
    public void called() {
        called = true;
        postFlush();
    }

    @Override
    public void throttled(boolean throttled) {
        if (throttled) {
            emit(new SessionEvent.Hold("more is on its way into the store than it can take at once"));
        } else {
            emit(new SessionEvent.Resume());
        }
    }

    @Override
    public void publishingHeld(String reason) {
        emit(new SessionEvent.Hold(reason));
    }

    @Override
    public void closed(BrokerException reason) {
        end(Failures.of(reason));
    }
}
