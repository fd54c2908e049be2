// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.portagemq.core.api.Broker;
import org.portagemq.core.engine.BrokerSetup;
import org.portagemq.core.engine.EmbeddedBroker;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.settings.Settings;
import org.portagemq.remoting.session.ClientFormat;
import org.portagemq.remoting.session.ClientVocabulary;
import org.portagemq.remoting.session.SessionService;
import org.portagemq.server.users.AuthSettings;
import org.portagemq.server.users.PasswordAuthenticator;
import org.portagemq.server.users.UserGate;
import org.portagemq.server.users.UserRegistry;
import org.portagemq.transport.ConnectionRegistry;
import org.portagemq.transport.EventLoops;
import org.portagemq.transport.Gateway;
import org.portagemq.transport.ListenAddress;
import org.portagemq.transport.ProtocolListener;
import org.portagemq.transport.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: users, broker, and a listener for each protocol. {@link #start} brings them up in one order, {@link
 * #close} ends them in the reverse one. Several may run in one process, each with a data folder of its own.
 */
public final class PortageServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PortageServer.class);
    private static final Duration FAREWELL = Duration.ofSeconds(4);
    private static final long RELOAD_SECONDS = 1;

    private final ServerSetup setup;
    private final Deque<Part> running = new ArrayDeque<>();
    private final CopyOnWriteArrayList<ProtocolListener> listeners = new CopyOnWriteArrayList<>();
    private Broker broker;
    private UserRegistry users;
    private ConnectionRegistry connections;
    private SessionService sessions;

    /** Something that was started, and how it ends. */
    private record Part(String name, Ending ending) {}

    private interface Ending {
        void end() throws IOException, InterruptedException;
    }

    /** Opens the broker; tests put another one behind the same server. */
    @FunctionalInterface
    interface BrokerFactory {
        Broker open(BrokerSetup setup) throws IOException;
    }

    private PortageServer(ServerSetup setup) {
        this.setup = setup;
    }

    /**
     * Starts a server, and returns when it listens. What was started is ended again when a later part fails.
     *
     * @throws IOException when the data folder cannot be used or a port is taken, saying what to do
     */
    public static PortageServer start(ServerSetup setup) throws IOException {
        return start(setup, EmbeddedBroker::open);
    }

    /** The same with a broker over other clocks and threads, which end with it. */
    public static PortageServer start(ServerSetup setup, Platform platform) throws IOException {
        return start(setup, broker -> EmbeddedBroker.open(broker, platform));
    }

    static PortageServer start(ServerSetup setup, BrokerFactory brokers) throws IOException {
        PortageServer server = new PortageServer(setup);
        try {
            server.startParts(brokers);
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    /**
     * The port of a listener.
     *
     * @throws IllegalArgumentException when there is no such listener, or it is off
     */
    public int port(String listener) {
        return listeners.stream()
                .filter(candidate -> candidate.gateway().name().equals(listener))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener " + listener))
                .port();
    }

    /** The broker; null once the server is closed. */
    public Broker broker() {
        return broker;
    }

    public UserRegistry users() {
        return users;
    }

    /** The way in for clients in sessions; null once the server is closed. */
    public SessionService sessions() {
        return sessions;
    }

    /** The open connections; null once the server is closed. */
    public ConnectionRegistry connections() {
        return connections;
    }

    /** One line for each address that is listened on, such as {@code amqp 0-9-1 and 1.0 listening on 127.0.0.1:5672}. */
    public List<String> describeListeners() {
        List<String> lines = new ArrayList<>();
        for (ProtocolListener listener : listeners) {
            for (InetSocketAddress address : listener.addresses()) {
                lines.add(listener.gateway().title().toLowerCase(Locale.ROOT) + " listening on "
                        + ListenAddress.text(address));
            }
        }
        return lines;
    }

    /**
     * Ends the server: accepts nothing more, lets connections say farewell for a few seconds, writes what the broker holds,
     * and gives the data folder free. Blocks until done; a second call does nothing.
     */
    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            Part part = running.pop();
            try {
                part.ending().end();
            } catch (IOException | RuntimeException failed) {
                LOG.error("{} did not end cleanly", part.name(), failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        // A closed server may be kept for long; the broker's buffers must not be kept with it.
        broker = null;
        connections = null;
        sessions = null;
        listeners.clear();
    }

    private void startParts(BrokerFactory brokers) throws IOException {
        Settings settings = setup.settings();
        users = UserRegistry.open(setup.data());
        broker = brokers.open(brokerSetup());
        started("broker", broker::close);
        // Only now, when the broker has locked the folder, is anything written beside its store.
        if (settings.get(AuthSettings.GUEST) && users.createGuestIfNew()) {
            LOG.info("new data folder {}: user guest, password guest, from this machine only", setup.data());
        }
        Optional<Tls> tls = Tls.of(settings);
        startReload(tls);
        PasswordAuthenticator authenticator = new PasswordAuthenticator(users, settings);
        started("logins", authenticator::close);
        EventLoops loops = EventLoops.of(settings);
        started("event loops", loops::close);
        connections = new ConnectionRegistry(settings);
        started("connections", () -> connections.closeAll(FAREWELL));
        Listener.Parts parts =
                new Listener.Parts(broker, authenticator, connections, settings, new SharedParts(listeners));
        sessions = Listener.sessions(parts);
        for (Listener listener : Listener.ALL) {
            if (settings.get(listener.enabledSetting()) && (!listener.secure() || tls.isPresent())) {
                startListener(listener, parts, tls, loops);
            }
        }
        Listener.registration(parts)
                .ifPresent(registration -> started("registration with name servers", registration::close));
        warnOfGuest();
    }

    private BrokerSetup brokerSetup() {
        return new BrokerSetup(
                setup.data(),
                setup.settings(),
                new UserGate(users),
                withClients(ClientFormat.INSTANCE, Listener::formats),
                withClients(ClientVocabulary.INSTANCE, Listener::vocabularies));
    }

    /** What the listeners bring, and clients in sessions, who need none of them. */
    private static <T> List<T> withClients(T ofClients, Function<Listener, List<T>> ofListener) {
        Stream<T> brought = Listener.ALL.stream().flatMap(listener -> ofListener.apply(listener).stream());
        return Stream.concat(Stream.of(ofClients), brought).distinct().toList();
    }

    private void startListener(Listener listener, Listener.Parts parts, Optional<Tls> tls, EventLoops loops)
            throws IOException {
        Settings settings = parts.settings();
        ListenAddress address = new ListenAddress(
                settings.get(ServerSettings.BIND), Math.toIntExact(settings.get(listener.portSetting())));
        Gateway gateway = listener.factory().create(parts);
        boolean usesTls = listener.secure() || gateway.takesTls();
        ProtocolListener bound = ProtocolListener.bind(
                address, gateway, usesTls ? tls : Optional.empty(), loops, parts.connections(), settings);
        listeners.add(bound);
        started(listener.name() + " listener", bound::close);
    }

    /** A command may change the users of a running server, and certificates are renewed: seen within seconds. */
    private void startReload(Optional<Tls> tls) {
        ScheduledExecutorService reload = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "portage-reload");
            thread.setDaemon(true);
            return thread;
        });
        reload.scheduleWithFixedDelay(this::reloadUsers, RELOAD_SECONDS, RELOAD_SECONDS, TimeUnit.SECONDS);
        tls.ifPresent(keys -> reload.scheduleWithFixedDelay(
                () -> reloadKeys(keys), RELOAD_SECONDS, RELOAD_SECONDS, TimeUnit.SECONDS));
        started("reloading", reload::shutdown);
    }

    private void reloadUsers() {
        try {
            if (users.reload()) {
                LOG.info("the users have changed and were read again");
            }
        } catch (IOException | RuntimeException unreadable) {
            LOG.error("the users could not be read again; those known before stay in force", unreadable);
        }
    }

    private static void reloadKeys(Tls keys) {
        try {
            if (keys.reload()) {
                LOG.info("the files of TLS have changed: new connections use them");
            }
        } catch (IOException | RuntimeException unusable) {
            LOG.error("the new files of TLS cannot be used; those known before stay in force", unusable);
        }
    }

    private void warnOfGuest() throws IOException {
        String host = setup.settings().get(ServerSettings.BIND);
        boolean everybodyIsGuest =
                users.all().stream().allMatch(user -> user.name().equals(UserRegistry.GUEST));
        boolean elsewhere = host.equals("*") || !InetAddress.getByName(host).isLoopbackAddress();
        if (everybodyIsGuest && elsewhere) {
            LOG.warn("there is no user but guest, who may connect from this machine only."
                    + " Make one for other machines with: ./portage user add NAME");
        }
    }

    private void started(String name, Ending ending) {
        running.push(new Part(name, ending));
    }
}
