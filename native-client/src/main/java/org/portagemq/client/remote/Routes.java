// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.error.ServerException;
import org.portagemq.client.event.ClientEvent;

/**
 * Where topics are, as the name servers say. What is known is used at once, and asked for again in the background when it is old.
 * Thread-safe.
 */
public final class Routes {

    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final NameServers names;
    private final Events events;
    private final Duration timeout;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<TopicRoute>> loading = new ConcurrentHashMap<>();

    private record Known(TopicRoute route, long since) {
        boolean isOld() {
            return System.nanoTime() - since > OLD_NANOS;
        }
    }

    Routes(NameServers names, Events events, Duration timeout) {
        this.names = names;
        this.events = events;
        this.timeout = timeout;
    }

    /** Fails with {@link org.portagemq.client.error.NotFoundException} when there is no such topic. */
    public CompletableFuture<TopicRoute> find(String topic) {
        Known here = known.get(topic);
        if (here == null) {
            return load(topic);
        }
        if (here.isOld()) {
            load(topic);
        }
        return CompletableFuture.completedFuture(here.route);
    }

    /** What was known of the topic was wrong: it is asked for before it is used again. */
    public void forget(String topic) {
        known.remove(topic);
    }

    /** Asks anew, whatever is known. */
    public CompletableFuture<TopicRoute> load(String topic) {
        CompletableFuture<TopicRoute> fresh = new CompletableFuture<>();
        CompletableFuture<TopicRoute> other = loading.putIfAbsent(topic, fresh);
        if (other != null) {
            return other;
        }
        Request request = Request.of(RequestCode.GET_ROUTEINFO_BY_TOPIC, "find topic", topic)
                .fields("topic", topic, "acceptStandardJsonOnly", true);
        names.ask(request, Deadline.in(timeout)).whenComplete((answer, failure) -> {
            loading.remove(topic, fresh);
            if (failure != null) {
                if (Futures.own(failure) instanceof NotFoundException) {
                    known.remove(topic);
                }
                fresh.completeExceptionally(Futures.plain(failure));
            } else {
                take(topic, answer, fresh);
            }
        });
        return fresh;
    }

    private void take(String topic, Command answer, CompletableFuture<TopicRoute> fresh) {
        try {
            TopicRoute route = TopicRoute.read(topic, answer.body());
            Known before = known.put(topic, new Known(route, System.nanoTime()));
            if (before != null && !before.route.equals(route)) {
                events.tell(new ClientEvent.RouteChanged(topic));
            }
            fresh.complete(route);
        } catch (RuntimeException malformed) {
            fresh.completeExceptionally(new ServerException(
                    Incident.local(
                            "find topic '" + topic + "'", "the route is not understood: " + malformed.getMessage()),
                    false));
        }
    }

    /** Asks again for all that is old, so that brokers which are gone are not known for ever. */
    void refresh() {
        known.forEach((topic, one) -> {
            if (one.isOld()) {
                load(topic);
            }
        });
    }

    /** All brokers that are known of. */
    Set<Endpoint> brokers() {
        return known.values().stream()
                .flatMap(one -> one.route.shares().stream())
                .map(TopicRoute.Share::endpoint)
                .collect(Collectors.toUnmodifiableSet());
    }
}
