// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.amqp.v091.Declarations;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.TopicSettings;

/** Carries out requests to declare, bind, list and delete, as RabbitMQ's clients of AMQP 1.0 make them. */
final class ManagementNode {

    /** Of the only node that there is. */
    static final String NAME = "portage";

    private static final String QUEUES = "queues";
    private static final String EXCHANGES = "exchanges";
    private static final String BINDINGS = "bindings";
    private static final String RESERVED = "amq.";

    /**
     * What a request is answered with.
     *
     * @param status of HTTP
     * @param body null for none
     */
    record Response(int status, Object body) {}

    private final Admin admin;
    private final String namespace;
    private final ManagementBindings bindings;

    ManagementNode(Admin admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
        this.bindings = new ManagementBindings(admin);
    }

    /** Answers once, now or later. */
    void carryOut(ManagementRequest request, Consumer<Response> then) {
        try {
            List<String> path = request.path();
            String kind = path.isEmpty() ? "" : path.get(0);
            boolean named = path.size() == 2;
            switch (request.method() + " " + kind) {
                case "GET queues" -> require(named, () -> describeQueue(path.get(1), then), then);
                case "PUT queues" -> require(named, () -> declareQueue(path.get(1), request, then), then);
                case "DELETE queues" -> deleteQueue(path, then);
                case "PUT exchanges" -> require(named, () -> declareExchange(path.get(1), request, then), then);
                case "DELETE exchanges" -> require(named, () -> deleteExchange(path.get(1), then), then);
                case "POST bindings" -> require(path.size() == 1, () -> bindings.bind(request, then), then);
                case "GET bindings" -> require(path.size() == 1, () -> bindings.list(request, then), then);
                case "DELETE bindings" -> require(named, () -> bindings.unbind(request.end(), then), then);
                case "PUT auth" -> renewToken(path, then);
                default -> then.accept(unknown(request));
            }
        } catch (BrokerException refusal) {
            then.accept(response(refusal));
        }
    }

    private static void require(boolean right, Runnable call, Consumer<Response> then) {
        if (right) {
            call.run();
        } else {
            then.accept(new Response(404, "there is nothing at this path"));
        }
    }

    /** As a login with a token may do, which there is none of here. */
    private static void renewToken(List<String> path, Consumer<Response> then) {
        boolean tokens = path.size() == 2 && path.get(1).equals("tokens");
        require(
                tokens,
                () -> then.accept(new Response(
                        400, "the connection has not logged in with a token: there is none that could be renewed")),
                then);
    }

    private static Response unknown(ManagementRequest request) {
        String kind = request.path().isEmpty() ? "" : request.path().get(0);
        boolean known = List.of(QUEUES, EXCHANGES, BINDINGS).contains(kind);
        return known
                ? new Response(405, request.method() + " is not possible with " + kind)
                : new Response(404, "there is nothing at /" + String.join("/", request.path()));
    }

    private static Response response(BrokerException reason) {
        int status =
                switch (reason.code()) {
                    case NOT_FOUND -> 404;
                    case ACCESS_REFUSED -> 403;
                    case MISMATCH, LOCKED, PRECONDITION_FAILED -> 409;
                    case INVALID, NOT_SUPPORTED, LIMIT_EXCEEDED -> 400;
                    default -> 500;
                };
        return new Response(status, reason.getMessage());
    }

    static <T> Answer<T> answer(Consumer<Response> then, Consumer<T> done) {
        return Nodes.answer(done, reason -> then.accept(response(reason)));
    }

    static Answer<Void> noContent(Consumer<Response> then) {
        return answer(then, done -> then.accept(new Response(204, null)));
    }

    // Queues.

    private void describeQueue(String name, Consumer<Response> then) {
        admin.describeGroup(name, answer(then, info -> then.accept(new Response(200, queue(info)))));
    }

    private Map<String, Object> queue(GroupInfo info) {
        GroupSettings settings = info.settings();
        Map<String, Object> queue = new LinkedHashMap<>();
        queue.put("name", settings.name());
        queue.put("vhost", namespace);
        queue.put("durable", settings.durable());
        queue.put("auto_delete", settings.autoDelete());
        queue.put("exclusive", settings.exclusive());
        queue.put("type", Declarations.type(settings));
        queue.put("arguments", Values.own(settings.arguments()));
        queue.put("leader", NAME);
        queue.put("replicas", new String[] {NAME});
        queue.put("message_count", unsigned(info.ready()));
        queue.put("consumer_count", org.apache.qpid.proton.amqp.UnsignedInteger.valueOf(info.consumers()));
        return queue;
    }

    private static Object unsigned(long count) {
        return org.apache.qpid.proton.amqp.UnsignedLong.valueOf(count);
    }

    /** Whether it is new shows by asking before: the answer says so. */
    private void declareQueue(String name, ManagementRequest request, Consumer<Response> then) {
        GroupSettings wanted = Declarations.queue(
                name,
                request.flag("durable"),
                request.flag("exclusive"),
                request.flag("auto_delete"),
                request.map("arguments"));
        admin.describeGroup(name, Nodes.<GroupInfo>answer(known -> declareQueue(wanted, 200, then), reason -> {
            if (reason.code() != ErrorCode.NOT_FOUND) {
                then.accept(response(reason));
            } else if (name.startsWith(RESERVED)) {
                then.accept(reserved("queue", name));
            } else {
                declareQueue(wanted, 201, then);
            }
        }));
    }

    private void declareQueue(GroupSettings wanted, int status, Consumer<Response> then) {
        admin.declareGroup(wanted, answer(then, info -> then.accept(new Response(status, queue(info)))));
    }

    private static Response reserved(String kind, String name) {
        return new Response(403, kind + " '" + name + "': names that begin with " + RESERVED + " are the broker's");
    }

    private void deleteQueue(List<String> path, Consumer<Response> then) {
        boolean purge = path.size() == 3 && path.get(2).equals("messages");
        Answer<Long> counted =
                answer(then, count -> then.accept(new Response(200, Map.of("message_count", unsigned(count)))));
        if (purge) {
            admin.purgeGroup(path.get(1), counted);
        } else {
            require(path.size() == 2, () -> admin.deleteGroup(path.get(1), false, false, counted), then);
        }
    }

    // Exchanges.

    private void declareExchange(String name, ManagementRequest request, Consumer<Response> then) {
        TopicSettings wanted = Declarations.exchange(
                name,
                request.text("type", "direct"),
                request.flag("durable"),
                request.flag("auto_delete"),
                request.flag("internal"),
                request.map("arguments"));
        if (!name.startsWith(RESERVED)) {
            admin.declareTopic(wanted, noContent(then));
            return;
        }
        admin.describeTopic(
                name,
                Nodes.<TopicSettings>answer(
                        known -> admin.declareTopic(wanted, noContent(then)),
                        reason -> then.accept(
                                reason.code() == ErrorCode.NOT_FOUND ? reserved("exchange", name) : response(reason))));
    }

    private void deleteExchange(String name, Consumer<Response> then) {
        if (name.startsWith(RESERVED)) {
            then.accept(reserved("exchange", name));
            return;
        }
        admin.deleteTopic(
                name,
                false,
                Nodes.<Void>answer(
                        done -> then.accept(new Response(204, null)),
                        reason ->
                                // As in RabbitMQ: gone is gone.
                                then.accept(
                                        reason.code() == ErrorCode.NOT_FOUND
                                                ? new Response(204, null)
                                                : response(reason))));
    }
}
