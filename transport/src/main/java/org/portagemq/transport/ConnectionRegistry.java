// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open connections of all listeners, with the limits on their number: in all, from one address, and from one address
 * before login. Thread-safe; its lock is held for a few map operations only.
 */
public final class ConnectionRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRegistry.class);
    private static final Duration LOG_PAUSE = Duration.ofSeconds(10);
    private static final int NETWORK_BYTES = 8;

    private final long maxConnections;
    private final long maxPerAddress;
    private final long maxHandshakesPerAddress;
    private final RateLimitedLog refusals;

    private final Object lock = new Object();
    private final Map<Long, Connection> open = new HashMap<>();
    private final Map<InetAddress, Origin> origins = new HashMap<>();
    private final Map<String, Connection> names = new HashMap<>();
    private final Map<String, Integer> byProtocol = new TreeMap<>();
    private long lastId;
    private long accepted;
    private long refused;
    private boolean closing;

    public ConnectionRegistry(Settings settings) {
        this.maxConnections = settings.get(TransportSettings.CONNECTIONS);
        this.maxPerAddress = settings.get(TransportSettings.CONNECTIONS_PER_ADDRESS);
        this.maxHandshakesPerAddress = settings.get(TransportSettings.HANDSHAKES_PER_ADDRESS);
        this.refusals = new RateLimitedLog(LOG_PAUSE, System::nanoTime);
    }

    /** How many connections one address has. Guarded by the registry's lock. */
    static final class Origin {
        private final InetAddress address;
        private long connections;
        private long handshakes;

        private Origin(InetAddress address) {
            this.address = address;
        }
    }

    /**
     * Numbers.
     *
     * @param open now
     * @param openByProtocol now, by listener name
     * @param accepted since the start
     * @param refused by one of the limits, since the start
     */
    public record Counts(int open, Map<String, Integer> openByProtocol, long accepted, long refused) {
        public Counts {
            openByProtocol = Collections.unmodifiableMap(new TreeMap<>(openByProtocol));
        }
    }

    /**
     * Takes a connection into the register, which forgets it when the channel closes; or refuses it, which the caller
     * answers by closing the channel.
     */
    public Optional<Connection> admit(Channel channel, String protocol) {
        return admit(channel, protocol, false);
    }

    /** The same, for one that is encrypted or not. */
    Optional<Connection> admit(Channel channel, String protocol, boolean encrypted) {
        SocketAddress peer = channel.remoteAddress();
        InetAddress address = peer instanceof InetSocketAddress internet ? internet.getAddress() : null;
        Connection connection;
        String refusal;
        synchronized (lock) {
            Origin origin = origins.computeIfAbsent(network(address), Origin::new);
            refusal = refusal(origin);
            if (refusal != null) {
                refused++;
                forgetIfEmpty(origin);
                connection = null;
            } else {
                accepted++;
                boolean loopback = address != null && address.isLoopbackAddress();
                ConnectionInfo info = new ConnectionInfo(++lastId, protocol, peer, loopback, encrypted);
                connection = new Connection(channel, info, this, origin);
                origin.connections++;
                origin.handshakes++;
                open.put(info.id(), connection);
                byProtocol.merge(protocol, 1, Integer::sum);
            }
        }
        if (connection == null) {
            refusals.log(held -> LOG.warn(
                    "refused a {} connection from {}: {} ({} more refused since the last such line)",
                    protocol,
                    peer,
                    refusal,
                    held));
            return Optional.empty();
        }
        channel.closeFuture().addListener(closed -> forget(connection));
        return Optional.of(connection);
    }

    public Counts counts() {
        synchronized (lock) {
            return new Counts(open.size(), byProtocol, accepted, refused);
        }
    }

    /** The open connections at this moment, in no order. */
    public Collection<Connection> connections() {
        synchronized (lock) {
            return List.copyOf(open.values());
        }
    }

    /**
     * Refuses new connections, lets each open one say farewell in its protocol, waits for them, and closes what is left.
     * Blocks for the patience at most; not to be called on an event loop.
     */
    public void closeAll(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            closing = true;
        }
        for (Connection connection : connections()) {
            connection.channel().eventLoop().execute(() -> farewell(connection));
        }
        synchronized (lock) {
            long left = deadline - System.nanoTime();
            while (!open.isEmpty() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
                left = deadline - System.nanoTime();
            }
        }
        for (Connection connection : connections()) {
            LOG.info(
                    "closing connection {} ({}): it did not end in time",
                    connection.info().id(),
                    connection.info().peer());
            connection.channel().close();
        }
    }

    void established(Connection connection) {
        synchronized (lock) {
            if (open.containsKey(connection.info().id())) {
                connection.origin().handshakes--;
            }
        }
    }

    boolean takeName(String name, Connection connection) {
        synchronized (lock) {
            boolean mayTake = open.containsKey(connection.info().id());
            return mayTake && names.putIfAbsent(name, connection) == null;
        }
    }

    void giveBackNames(Connection connection) {
        synchronized (lock) {
            names.values().removeIf(holder -> holder == connection);
        }
    }

    private void farewell(Connection connection) {
        try {
            connection.sayFarewell();
        } catch (RuntimeException failed) {
            LOG.warn("connection {} could not say farewell", connection.info().id(), failed);
            connection.channel().close();
        }
    }

    private void forget(Connection connection) {
        synchronized (lock) {
            if (open.remove(connection.info().id()) == null) {
                return;
            }
            names.values().removeIf(holder -> holder == connection);
            byProtocol.merge(connection.info().protocol(), -1, Integer::sum);
            Origin origin = connection.origin();
            origin.connections--;
            if (!connection.isEstablished()) {
                origin.handshakes--;
            }
            forgetIfEmpty(origin);
            if (open.isEmpty()) {
                lock.notifyAll();
            }
        }
    }

    private void forgetIfEmpty(Origin origin) {
        if (origin.connections == 0) {
            origins.remove(origin.address);
        }
    }

    private String refusal(Origin origin) {
        if (closing) {
            return "the server is ending";
        }
        if (open.size() >= maxConnections) {
            return "limits.connections = " + maxConnections + " is reached";
        }
        if (origin.connections >= maxPerAddress) {
            return "limits.connections-per-address = " + maxPerAddress + " is reached";
        }
        if (origin.handshakes >= maxHandshakesPerAddress) {
            return "limits.handshakes-per-address = " + maxHandshakesPerAddress + " is reached";
        }
        return null;
    }

    /** One host usually owns a whole /64 of IPv6, so that its last 8 bytes tell nobody apart. */
    private static InetAddress network(InetAddress address) {
        if (address == null) {
            return InetAddress.getLoopbackAddress();
        }
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an IPv6 address has 16 bytes", impossible);
        }
    }
}
