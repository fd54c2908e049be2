// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.portagemq.amqp.v10.ManagementNode.Response;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;

/**
 * Requests about bindings. The place of one says all that it is known by:
 *
 * <pre>
 *  /bindings/src=SOURCE;dstq=QUEUE;key=KEY;args=   dste=EXCHANGE in place of the queue; a hash of its arguments, if it has any
 * </pre>
 */
final class ManagementBindings {

    private final Admin admin;

    ManagementBindings(Admin admin) {
        this.admin = admin;
    }

    void bind(ManagementRequest request, Consumer<Response> then) {
        String queue = request.text("destination_queue", null);
        String exchange = request.text("destination_exchange", null);
        admin.bind(
                binding(
                        request.text("source", ""),
                        queue,
                        exchange,
                        request.text("binding_key", ""),
                        request.map("arguments")),
                ManagementNode.noContent(then));
    }

    private static Binding binding(
            String source, String queue, String exchange, String key, Map<String, Object> arguments) {
        if (source.isEmpty() || (queue == null) == (exchange == null)) {
            throw new BrokerException(
                    ErrorCode.INVALID, "a binding has a source, and a destination that is a queue or an exchange");
        }
        return new Binding(
                source,
                queue != null ? new Binding.Target.Group(queue) : new Binding.Target.Topic(exchange),
                key,
                arguments);
    }

    private static Binding binding(Map<String, String> parts) {
        return binding(
                parts.getOrDefault("src", ""),
                parts.get("dstq"),
                parts.get("dste"),
                parts.getOrDefault("key", ""),
                Map.of());
    }

    void list(ManagementRequest request, Consumer<Response> then) {
        Binding wanted = binding(request.query());
        find(wanted, each -> true, then, found -> {
            List<Object> shown = new ArrayList<>();
            found.forEach(each -> shown.add(shown(each)));
            then.accept(new Response(200, shown));
        });
    }

    /**
     * Removes the binding at a place; none is there is as good.
     *
     * @param place the last segment of its path, as it came
     */
    void unbind(String place, Consumer<Response> then) {
        Map<String, String> parts = new LinkedHashMap<>();
        ManagementRequest.pairs(place, ";", parts);
        Binding plain = binding(parts);
        String hash = parts.getOrDefault("args", "");
        if (hash.isEmpty()) {
            admin.unbind(plain, ManagementNode.noContent(then));
            return;
        }
        find(plain, each -> hash(each.arguments()).equals(hash), then, found -> {
            if (found.isEmpty()) {
                then.accept(new Response(204, null));
            } else {
                admin.unbind(found.get(0), ManagementNode.noContent(then));
            }
        });
    }

    /** Those from its source to its target with its key. */
    private void find(Binding like, Predicate<Binding> which, Consumer<Response> then, Consumer<List<Binding>> found) {
        admin.listBindings(
                Optional.of(like.topic()),
                Optional.of(like.target()),
                ManagementNode.answer(
                        then,
                        all -> found.accept(all.stream()
                                .filter(each -> Objects.equals(each.key(), like.key()))
                                .filter(which)
                                .toList())));
    }

    private static Map<String, Object> shown(Binding binding) {
        Map<String, Object> shown = new LinkedHashMap<>();
        boolean toQueue = binding.target() instanceof Binding.Target.Group;
        shown.put("source", binding.topic());
        shown.put(
                toQueue ? "destination_queue" : "destination_exchange",
                binding.target().name());
        shown.put("binding_key", binding.key());
        shown.put("arguments", Values.own(binding.arguments()));
        shown.put("location", place(binding, toQueue));
        return shown;
    }

    private static String place(Binding binding, boolean toQueue) {
        return "/bindings/src=" + Node.encoded(binding.topic()) + (toQueue ? ";dstq=" : ";dste=")
                + Node.encoded(binding.target().name()) + ";key=" + Node.encoded(binding.key()) + ";args="
                + hash(binding.arguments());
    }

    /** Tells bindings apart that differ in their arguments only; empty where there are none. */
    private static String hash(Map<String, Object> arguments) {
        if (arguments.isEmpty()) {
            return "";
        }
        byte[] encoded = Codec.write(new AmqpValue(Values.own(new TreeMap<>(arguments))));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded);
            return String.format("%016x", ByteBuffer.wrap(hash).getLong());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
