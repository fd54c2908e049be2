// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.HeaderMatch;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Publishing through a topic with few bindings and with many, of which each message matches one. */
final class RoutingCase implements CoreCase {

    private static final int[] BINDINGS = {10, 100_000};
    private static final String TOPIC = "t";
    private static final int GROUPS = 10;
    private static final int BYTES = 100;
    private static final int WINDOW = 1000;
    private static final long LEAST_MESSAGES = 1000;
    private static final long SHARE = 10;

    /** Odd, so that following messages match bindings far from each other. */
    private static final long STRIDE = 2_654_435_761L;

    private static final Payload BODY = Payload.of(new byte[BYTES]);

    /** The bindings of a kind of topic, and the message that matches only one of them. */
    private enum Shape {
        DIRECT(TopicKind.DIRECT) {
            @Override
            Binding binding(int number) {
                return Binding.toGroup(TOPIC, group(number), "k" + number);
            }
        },
        PATTERN(TopicKind.PATTERN) {
            @Override
            Binding binding(int number) {
                String pattern =
                        switch (number % 3) {
                            case 0 -> "k" + number + ".*";
                            case 1 -> "k" + number + ".#";
                            default -> "*.k" + number;
                        };
                return Binding.toGroup(TOPIC, group(number), pattern);
            }

            @Override
            Message message(int number) {
                return keyed(number % 3 == 2 ? "x.k" + number : "k" + number + ".x");
            }
        },
        HEADERS(TopicKind.HEADERS) {
            @Override
            Binding binding(int number) {
                String mode = number % 2 == 0 ? HeaderMatch.ALL : HeaderMatch.ANY;
                Map<String, Object> arguments = Map.of(HeaderMatch.ARGUMENT, mode, "kind", "k" + number);
                return new Binding(TOPIC, new Binding.Target.Group(group(number)), "", arguments);
            }

            @Override
            Message message(int number) {
                return WordFormat.message("", "kind=k" + number + " colour=blue", BODY);
            }
        };

        private final TopicKind kind;

        Shape(TopicKind kind) {
            this.kind = kind;
        }

        abstract Binding binding(int number);

        Message message(int number) {
            return keyed("k" + number);
        }
    }

    private static String group(int number) {
        return "g" + number % GROUPS;
    }

    /** With a second key that leads nowhere: the route of a single key would be remembered by the publisher. */
    private static Message keyed(String key) {
        return WordFormat.message(key, "", BODY).rerouted(List.of(key, "nowhere"), Message.NO_TTL);
    }

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        long number = Math.max(LEAST_MESSAGES, messages / SHARE);
        for (Shape shape : Shape.values()) {
            for (int bindings : BINDINGS) {
                measure(folder, shape, bindings, number, say);
            }
        }
    }

    private static void measure(Path folder, Shape shape, int bindings, long number, Consumer<String> say)
            throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            rig.declareTopic(TopicSettings.of(TOPIC, shape.kind, true));
            for (int at = 0; at < GROUPS; at++) {
                rig.declareGroup(GroupSettings.durable(group(at)));
            }
            bind(rig, shape, bindings);
            Flow flow = new Flow(rig);
            Rig.await(flow.publish(TOPIC, token -> message(shape, token, bindings), number, WINDOW));
            Costs before = Costs.now();
            Rig.await(flow.publish(TOPIC, token -> message(shape, token, bindings), number, WINDOW));
            say.accept(String.format(
                    Locale.ROOT,
                    "routing, %s, %,d bindings: %s",
                    shape.name().toLowerCase(Locale.ROOT),
                    bindings,
                    Costs.now().since(before, number)));
            requireRouted(rig, 2 * number);
        }
    }

    private static Message message(Shape shape, long token, int bindings) {
        return shape.message((int) (token * STRIDE % bindings));
    }

    /** A figure for messages that went elsewhere would mean nothing. */
    private static void requireRouted(Rig rig, long expected) {
        long found = 0;
        for (int at = 0; at < GROUPS; at++) {
            found += rig.ready(group(at));
        }
        if (found != expected) {
            throw new IllegalStateException(found + " messages were routed, and not " + expected);
        }
    }

    private static void bind(Rig rig, Shape shape, int number) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicInteger answers = new AtomicInteger();
        Answer<Void> answer = new Answer<>() {
            @Override
            public void done(Void nothing) {
                if (answers.incrementAndGet() == number) {
                    done.complete(null);
                }
            }

            @Override
            public void failed(BrokerException reason) {
                done.completeExceptionally(reason);
            }
        };
        rig.call(() -> {
            for (int at = 0; at < number; at++) {
                rig.session().admin().bind(shape.binding(at), answer);
            }
            rig.session().flush();
        });
        Rig.await(done);
    }
}
