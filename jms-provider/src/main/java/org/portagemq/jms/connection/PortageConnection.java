// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.jms.destination.PortageDestination;
import org.portagemq.jms.destination.PortageTemporaryQueue;
import org.portagemq.jms.destination.PortageTemporaryTopic;
import org.portagemq.jms.destination.TemporaryOwner;
import org.portagemq.jms.options.ConnectionOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection. Thread-safe. */
public class PortageConnection implements Connection, TemporaryOwner, Uplink.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(PortageConnection.class);

    private final ConnectionOptions options;
    private final String name = newName();
    private final Uplink uplink;
    private final Set<PortageSession> sessions = ConcurrentHashMap.newKeySet();
    private final Set<Place> temporary = ConcurrentHashMap.newKeySet();
    private final AtomicLong messages = new AtomicLong();
    private volatile String clientId;
    private volatile boolean used;
    private volatile boolean started;
    private volatile boolean closed;
    private volatile ExceptionListener exceptionListener;
    /** Held while the exception listener is called: one call at a time. */
    private final Object telling = new Object();

    /** Connects and logs in. */
    public PortageConnection(ConnectionOptions options) throws JMSException {
        this.options = options.copy();
        this.clientId = options.clientId();
        this.uplink = new Uplink(this.options, name, this);
    }

    private static String newName() {
        UUID random = UUID.randomUUID();
        byte[] bits = ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    ConnectionOptions options() {
        return options;
    }

    Uplink uplink() {
        return uplink;
    }

    boolean isStarted() {
        return started;
    }

    /** Null for none. */
    @Override
    public String clientId() {
        return clientId;
    }

    /** Of whom messages are that come by this connection. */
    String origin() {
        return clientId == null ? name : clientId;
    }

    String newMessageId() {
        return "ID:" + name + "-" + messages.incrementAndGet();
    }

    private void requireOpen() throws IllegalStateException {
        if (closed) {
            throw Exceptions.closed("connection");
        }
    }

    private void use() throws IllegalStateException {
        requireOpen();
        used = true;
    }

    // Sessions.

    @Override
    public Session createSession(boolean transacted, int mode) throws JMSException {
        use();
        return added(new PortageSession(this, ackMode(transacted, mode)));
    }

    @Override
    public Session createSession(int mode) throws JMSException {
        return createSession(mode == Session.SESSION_TRANSACTED, mode);
    }

    @Override
    public Session createSession() throws JMSException {
        return createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    static AckMode ackMode(boolean transacted, int mode) throws JMSException {
        if (transacted) {
            return AckMode.TRANSACTED;
        }
        if (mode == Session.SESSION_TRANSACTED) {
            throw new JMSException("a session without transactions has no mode " + mode, "INVALID");
        }
        return AckMode.of(mode);
    }

    final <T extends PortageSession> T added(T session) throws JMSException {
        use();
        sessions.add(session);
        return session;
    }

    void removed(PortageSession session) {
        sessions.remove(session);
    }

    // Life.

    @Override
    public void start() throws JMSException {
        use();
        started = true;
        sessions.forEach(session -> session.work().wake());
    }

    @Override
    public void stop() throws JMSException {
        requireOpen();
        requireNoListener("stop its connection");
        started = false;
        sessions.forEach(session -> session.work().wake());
        sessions.forEach(session -> session.work().awaitListeners());
    }

    private void requireNoListener(String what) throws IllegalStateException {
        for (PortageSession session : sessions) {
            session.work().requireNoListenerThread(what);
        }
    }

    @Override
    public void close() throws JMSException {
        if (closed) {
            return;
        }
        requireNoListener("close its connection");
        for (PortageSession session : sessions) {
            session.work().completions().requireOtherThread("close its connection");
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        started = false;
        JMSException failure = null;
        for (PortageSession session : List.copyOf(sessions)) {
            try {
                session.work().close();
            } catch (JMSException failed) {
                failure = failed;
            }
        }
        sessions.clear();
        uplink.close();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void broken() {
        sessions.forEach(session -> session.work().consumers().forEach(PortageConsumer::dropBuffer));
    }

    /** Temporary places first: there may be consumers of them. */
    @Override
    public void restore(LinkClient link) throws JMSException {
        List<CompletableFuture<SessionEvent.Answer>> made = temporary.stream()
                .map(place -> link.ask(request -> new SessionCommand.MakeTemporary(request, place)))
                .toList();
        for (CompletableFuture<SessionEvent.Answer> each : made) {
            Waiting.await(each, options.connectTimeoutMs());
        }
        List<PortageConsumer> consumers = sessions.stream()
                .flatMap(session -> session.work().consumers().stream())
                .toList();
        consumers.forEach(consumer -> consumer.begin(link));
        for (PortageConsumer consumer : consumers) {
            consumer.awaitBegun(link, options.connectTimeoutMs());
        }
    }

    @Override
    public void restored() {
        sessions.forEach(session -> session.work().restored());
    }

    /** The broker is lost: whoever waits is told, and the application by its exception listener. */
    @Override
    public void lost(Failure reason) {
        sessions.forEach(session -> session.work().wake());
        if (!closed) {
            report(Exceptions.caused(
                    new JMSException(
                            "the connection to the broker is lost: " + reason.text(),
                            reason.kind().name()),
                    null));
        }
    }

    /** Tells the application of a failure that no call of it can tell. */
    void report(JMSException failure) {
        Thread teller = new Thread(() -> tell(failure), "portage-jms-exception");
        teller.setDaemon(true);
        teller.start();
    }

    private void tell(JMSException failure) {
        ExceptionListener listener = exceptionListener;
        if (listener == null) {
            LOG.warn("{} (there is no exception listener)", failure.getMessage());
            return;
        }
        synchronized (telling) {
            listener.onException(failure);
        }
    }

    // Who it is.

    @Override
    public String getClientID() throws JMSException {
        requireOpen();
        return clientId;
    }

    @Override
    public synchronized void setClientID(String newClientId) throws JMSException {
        setClientID(newClientId, used);
    }

    /** The session of a context is there from the beginning, and does not count as a use. */
    synchronized void setClientIDOfContext(String newClientId) throws JMSException {
        setClientID(newClientId, usedByContext());
    }

    private boolean usedByContext() {
        return started || sessions.size() > 1 || sessions.stream().anyMatch(PortageSession::isUsed);
    }

    private void setClientID(String newClientId, boolean late) throws JMSException {
        requireOpen();
        if (clientId != null) {
            throw Exceptions.illegal("the connection has a client id already: '" + clientId + "'");
        }
        if (late) {
            throw Exceptions.illegal("a client id is set before anything else is done with the connection");
        }
        if (newClientId == null || newClientId.isBlank()) {
            throw new InvalidClientIDException("a client id is not empty", "INVALID");
        }
        uplink.request(request -> new SessionCommand.TakeClientId(request, newClientId));
        clientId = newClientId;
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        requireOpen();
        return new MetaData();
    }

    @Override
    public ExceptionListener getExceptionListener() throws JMSException {
        requireOpen();
        return exceptionListener;
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) throws JMSException {
        requireOpen();
        exceptionListener = listener;
    }

    // Temporary destinations.

    TemporaryQueue temporaryQueue() throws JMSException {
        Place place = made(new Place(Place.Kind.TEMPORARY_QUEUE, "temporary-queue-" + newName()));
        return new PortageTemporaryQueue(place.name(), this);
    }

    TemporaryTopic temporaryTopic() throws JMSException {
        Place place = made(new Place(Place.Kind.TEMPORARY_TOPIC, "temporary-topic-" + newName()));
        return new PortageTemporaryTopic(place.name(), this);
    }

    private Place made(Place place) throws JMSException {
        temporary.add(place);
        try {
            uplink.request(request -> new SessionCommand.MakeTemporary(request, place));
        } catch (JMSException refused) {
            temporary.remove(place);
            throw refused;
        }
        return place;
    }

    @Override
    public void delete(PortageDestination destination) throws JMSException {
        requireOpen();
        uplink.request(request -> new SessionCommand.DeleteTemporary(request, destination.place()));
        temporary.remove(destination.place());
    }

    // Of application servers.

    @Override
    public ConnectionConsumer createConnectionConsumer(
            Destination destination, String selector, ServerSessionPool pool, int max) throws JMSException {
        return connectionConsumer(pool, max, session -> session.consumer(destination, selector, false));
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int max) throws JMSException {
        return connectionConsumer(pool, max, session -> session.shared(topic, name, selector));
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int max) throws JMSException {
        return connectionConsumer(pool, max, session -> session.durable(topic, name, selector, false));
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int max) throws JMSException {
        return connectionConsumer(pool, max, session -> session.sharedDurable(topic, name, selector));
    }

    private ConnectionConsumer connectionConsumer(
            ServerSessionPool pool, int max, PortageConnectionConsumer.Maker maker) throws JMSException {
        use();
        return new PortageConnectionConsumer(this, pool, max, maker);
    }
}
