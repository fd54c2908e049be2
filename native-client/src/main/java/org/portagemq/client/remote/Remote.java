// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.config.Credentials;
import org.portagemq.client.config.ReconnectPolicy;
import org.portagemq.client.config.Tls;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.Incident;

/**
 * All that a client has of the brokers: connections, routes, memberships, and what is shared by everything that uses them.
 * Thread-safe.
 */
public final class Remote implements AutoCloseable {

    private final Setup setup;
    private final ClientThreads threads;
    private final Events events;
    private final Network network;
    private final NameServers names;
    private final Routes routes;
    private final Members members;
    private final ByteBudget budget;
    private final Children children = new Children();
    private final Map<Endpoint, Peer> peers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * How a client is set up.
     *
     * @param requestTimeout of requests for which the caller gives none
     * @param memoryLimit bytes of messages on their way to brokers
     */
    public record Setup(
            List<Endpoint> nameServers,
            String clientId,
            Optional<Tls> tls,
            Optional<Credentials> credentials,
            ReconnectPolicy reconnect,
            Duration requestTimeout,
            long memoryLimit) {}

    public Remote(Setup setup, ClientThreads threads) {
        this.setup = setup;
        this.threads = threads;
        this.events = new Events(threads);
        this.network = new Network(setup.tls(), setup.credentials(), setup.reconnect(), threads, events);
        this.names = new NameServers(this, setup.nameServers());
        this.routes = new Routes(names, events, setup.requestTimeout());
        this.members = new Members(this);
        this.budget = new ByteBudget(setup.memoryLimit());
        network.onConnect(members::greet);
    }

    public String clientId() {
        return setup.clientId();
    }

    public Duration requestTimeout() {
        return setup.requestTimeout();
    }

    public ClientThreads threads() {
        return threads;
    }

    public Events events() {
        return events;
    }

    public Routes routes() {
        return routes;
    }

    public Members members() {
        return members;
    }

    public ByteBudget budget() {
        return budget;
    }

    public Children children() {
        return children;
    }

    /** Answers requests of servers with this code. */
    public void serve(int code, ServerCall call) {
        network.serve(code, call);
    }

    /**
     * Asks a server. The future is completed on an event loop, and fails with a {@link
     * org.portagemq.client.error.PortageException} when the answer is none of those that the request accepts.
     */
    public CompletableFuture<Command> ask(Endpoint server, Request request, Deadline deadline) {
        CompletableFuture<Command> result = new CompletableFuture<>();
        ask(server, request, deadline, (answer, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(answer);
            }
        });
        return result;
    }

    /** The same, without a future: the answer or the failure is null. */
    public void ask(Endpoint server, Request request, Deadline deadline, BiConsumer<Command, Throwable> then) {
        submit(server, new Call(request, Call.Way.TWO_WAY, deadline, (answer, failure) -> {
            boolean refused = failure == null && !request.accepted().contains(answer.code());
            then.accept(refused ? null : answer, refused ? Failures.of(server, request, answer) : failure);
        }));
    }

    /** Sends a request that is not answered. The future is completed when it is on its way. */
    public CompletableFuture<Void> tell(Endpoint server, Request request, Deadline deadline) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        submit(
                server,
                new Call(
                        request,
                        Call.Way.ONE_WAY,
                        deadline,
                        (nothing, failure) -> Futures.settle(sent, null, failure)));
        return sent;
    }

    private void submit(Endpoint server, Call call) {
        if (closed) {
            call.failed(new ClosedException(Incident.local(call.request.operation(), "the client is closed")));
            return;
        }
        Peer known = peers.get(server);
        (known == null ? peers.computeIfAbsent(server, absent -> new Peer(server, network)) : known).submit(call);
    }

    /** Asks a name server. */
    public CompletableFuture<Command> askNameServer(Request request, Deadline deadline) {
        return names.ask(request, deadline);
    }

    /** A deadline for a request for which the caller gives none. */
    public Deadline usualDeadline() {
        return Deadline.in(setup.requestTimeout());
    }

    /** Whether there is a connection to each server that there was one to. */
    public Map<Endpoint, Boolean> connections() {
        Map<Endpoint, Boolean> all = new TreeMap<>(Comparator.comparing(Endpoint::toString));
        peers.forEach((endpoint, peer) -> all.put(endpoint, peer.isConnected()));
        return all;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Ends all connections; what waits for an answer fails. */
    @Override
    public void close() {
        closed = true;
        members.close();
        peers.values().forEach(Peer::close);
    }
}
