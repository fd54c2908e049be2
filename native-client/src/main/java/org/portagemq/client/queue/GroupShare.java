// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Membership;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.Role;
import org.portagemq.client.remote.TopicRoute;

/**
 * The part of a topic's queues that this member of a group has. Every member takes its part by the same rule, from the queues and the
 * members as brokers list them; it is looked at again when members come or go, and at regular times.
 */
public final class GroupShare {

    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Remote remote;
    private final Notices notices;
    private final String topic;
    private final Role.Reader role;
    private final Membership membership;
    private final Consumer<Set<QueueRef>> listener;
    private final Runnable onNotice = this::look;
    private volatile boolean closed;

    /** @param listener told what this member has, whenever that was looked at */
    public GroupShare(
            Remote remote, Notices notices, String topic, Role.Reader role, Consumer<Set<QueueRef>> listener) {
        this.remote = remote;
        this.notices = notices;
        this.topic = topic;
        this.role = role;
        this.listener = listener;
        this.membership = remote.members().join(role);
        notices.listen(role.group(), onNotice);
    }

    public void start() {
        remote.routes()
                .find(topic)
                .thenCompose(route -> membership.announce())
                .whenComplete((nothing, failure) -> lookRegularly());
    }

    private void lookRegularly() {
        if (!closed) {
            find().whenComplete((mine, failure) -> {
                tell(mine, failure);
                remote.threads().after(failure == null ? PERIOD : SOON, this::lookRegularly);
            });
        }
    }

    private void look() {
        if (!closed) {
            find().whenComplete(this::tell);
        }
    }

    private void tell(Set<QueueRef> mine, Throwable failure) {
        if (failure == null && !closed) {
            listener.accept(mine);
        }
    }

    private CompletableFuture<Set<QueueRef>> find() {
        return remote.routes().find(topic).thenCompose(route -> members(route)
                .thenApply(members -> part(route.readable(), members, remote.clientId())));
    }

    private CompletableFuture<List<String>> members(TopicRoute route) {
        Optional<Endpoint> broker =
                route.shares().stream().map(TopicRoute.Share::endpoint).findFirst();
        if (broker.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Request request = Request.of(RequestCode.GET_CONSUMER_LIST_BY_GROUP, "list the members of group", role.group())
                .fields("consumerGroup", role.group());
        return remote.ask(broker.get(), request, remote.usualDeadline()).thenApply(GroupShare::read);
    }

    private static List<String> read(Command answer) {
        return Json.readObject(answer.body()).get("consumerIdList") instanceof List<?> ids
                ? ids.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Neighbouring queues for each, the first members one more when it does not come out even. */
    static Set<QueueRef> part(List<QueueRef> queues, List<String> members, String own) {
        List<String> sorted = members.stream().sorted().distinct().toList();
        int index = sorted.indexOf(own);
        if (index < 0) {
            return Set.of();
        }
        List<QueueRef> all = queues.stream().sorted().toList();
        int each = all.size() / sorted.size();
        int more = all.size() % sorted.size();
        int from = index * each + Math.min(index, more);
        return new TreeSet<>(all.subList(from, from + each + (index < more ? 1 : 0)));
    }

    /** Completed when the brokers know. */
    public CompletableFuture<Void> leave() {
        closed = true;
        notices.leave(role.group(), onNotice);
        return remote.isClosed() ? CompletableFuture.completedFuture(null) : membership.leave();
    }
}
