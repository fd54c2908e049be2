// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.config.Credentials;
import org.portagemq.client.config.ReconnectPolicy;
import org.portagemq.client.config.Tls;
import org.portagemq.client.net.ClientLoops;

/** What all connections of a client share. */
final class Network {

    private final Dialer dialer;
    private final Optional<Credentials> credentials;
    private final ReconnectPolicy policy;
    private final ClientThreads threads;
    private final Events events;
    private final Map<Integer, ServerCall> served = new ConcurrentHashMap<>();
    private volatile Consumer<Endpoint> onConnect = endpoint -> {};

    Network(
            Optional<Tls> tls,
            Optional<Credentials> credentials,
            ReconnectPolicy policy,
            ClientThreads threads,
            Events events) {
        this.dialer = new Dialer(tls);
        this.credentials = credentials;
        this.policy = policy;
        this.threads = threads;
        this.events = events;
    }

    EventLoop loop() {
        return ClientLoops.group().next();
    }

    Dialer dialer() {
        return dialer;
    }

    ReconnectPolicy policy() {
        return policy;
    }

    Events events() {
        return events;
    }

    CallWriter writer() {
        return new CallWriter(credentials);
    }

    void serve(int code, ServerCall call) {
        served.put(code, call);
    }

    void onConnect(Consumer<Endpoint> listener) {
        onConnect = listener;
    }

    void connected(Endpoint endpoint) {
        threads.run(() -> onConnect.accept(endpoint));
    }

    /** A request of the server, which is answered off the loop. */
    void requested(Endpoint from, Command request, Consumer<Command> reply) {
        ServerCall call = served.get(request.code());
        if (call != null) {
            threads.run(() -> call.take(from, request, answer -> answer(request, answer, reply)));
        } else {
            answer(
                    request,
                    request.answer(
                            ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                            "the client knows no request " + request.code(),
                            Map.of(),
                            Command.NO_BODY),
                    reply);
        }
    }

    private static void answer(Command request, Command answer, Consumer<Command> reply) {
        if (!request.isOneWay()) {
            reply.accept(answer);
        }
    }
}
