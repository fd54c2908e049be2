// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;

/**
 * The groups that the client is a member of. The brokers hear of them at regular times, which is a sign of life as well, and when
 * a connection is made.
 */
public final class Members {

    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Remote remote;
    private final List<Role> roles = new CopyOnWriteArrayList<>();
    private ClientThreads.Cancellable next = () -> {};
    private boolean beating;

    Members(Remote remote) {
        this.remote = remote;
    }

    /** Brokers that are known of are told at once, others when they are connected to; both again at regular times. */
    public Membership join(Role role) {
        roles.add(role);
        begin();
        toAll(this::beat);
        return new Membership() {
            @Override
            public CompletableFuture<Void> announce() {
                return toAll(broker -> beat(broker));
            }

            @Override
            public CompletableFuture<Void> leave() {
                roles.remove(role);
                return toAll(broker -> unregister(broker, role));
            }
        };
    }

    private synchronized void begin() {
        if (!beating) {
            beating = true;
            next = remote.threads().after(PERIOD, this::beatRegularly);
        }
    }

    private void beatRegularly() {
        remote.routes().refresh();
        if (!roles.isEmpty()) {
            toAll(this::beat);
        }
        synchronized (this) {
            if (beating) {
                next = remote.threads().after(PERIOD, this::beatRegularly);
            }
        }
    }

    /** A connection was made. */
    void greet(Endpoint server) {
        if (!roles.isEmpty() && remote.routes().brokers().contains(server)) {
            beat(server);
        }
    }

    synchronized void close() {
        beating = false;
        next.cancel();
    }

    private CompletableFuture<Void> toAll(Function<Endpoint, CompletableFuture<?>> action) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        remote.routes().brokers().forEach(broker -> all.add(action.apply(broker).exceptionally(unreached -> null)));
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
    }

    private CompletableFuture<?> beat(Endpoint broker) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clientID", remote.clientId());
        body.put("heartbeatFingerprint", 0);
        body.put("withoutSub", false);
        body.put("producerDataSet", select(Role.Sender.class, sender -> Map.of("groupName", sender.group())));
        body.put("consumerDataSet", select(Role.Reader.class, Members::consumer));
        Request request = Request.of(RequestCode.HEART_BEAT, "say that the client is there", "")
                .json(body)
                // A name server that is asked by mistake has said that it is there all the same.
                .accepting(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
        return remote.ask(broker, request, Deadline.in(PATIENCE));
    }

    private <R> List<Object> select(Class<R> kind, Function<R, Object> form) {
        return roles.stream().filter(kind::isInstance).map(kind::cast).map(form).toList();
    }

    private static Object consumer(Role.Reader reader) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("groupName", reader.group());
        data.put("consumeType", reader.use().wire());
        data.put("messageModel", reader.use().model());
        data.put("consumeFromWhere", "CONSUME_FROM_FIRST_OFFSET");
        data.put("unitMode", false);
        data.put(
                "subscriptionDataSet",
                reader.filters().entrySet().stream()
                        .map(filter -> subscription(filter.getKey(), filter.getValue(), reader.since()))
                        .toList());
        return data;
    }

    private static Object subscription(String topic, Role.Expression expression, long since) {
        List<String> tags = tags(expression);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("classFilterMode", false);
        data.put("topic", topic);
        data.put("subString", expression.text());
        data.put("expressionType", expression.type());
        data.put("tagsSet", tags);
        data.put("codeSet", tags.stream().map(String::hashCode).toList());
        data.put("subVersion", since);
        return data;
    }

    private static List<String> tags(Role.Expression expression) {
        if (!expression.type().equals("TAG") || expression.text().equals("*")) {
            return List.of();
        }
        return Arrays.stream(expression.text().split("\\|\\|", -1))
                .map(String::strip)
                .toList();
    }

    private CompletableFuture<?> unregister(Endpoint broker, Role role) {
        String field = role instanceof Role.Sender ? "producerGroup" : "consumerGroup";
        Request request = Request.of(RequestCode.UNREGISTER_CLIENT, "leave group", role.group())
                .fields("clientID", remote.clientId(), field, role.group());
        return remote.ask(broker, request, remote.usualDeadline());
    }
}
