// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;

/** Publishing through a topic with few bindings and with many, of which each message matches one. */
final class RoutingCase implements CoreCase {

    private static final int[] BINDINGS = {10, 100_000};
    private static final int WINDOW = 1000;
    private static final long LEAST_MESSAGES = 1000;
    private static final long SHARE = 10;

    /** Odd, so that following messages match bindings far from each other. */
    private static final long STRIDE = 2_654_435_761L;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        long number = Math.max(LEAST_MESSAGES, messages / SHARE);
        for (RoutedShape shape : RoutedShape.values()) {
            for (int bindings : BINDINGS) {
                measure(folder, shape, bindings, number, say);
            }
        }
    }

    private static void measure(Path folder, RoutedShape shape, int bindings, long number, Consumer<String> say)
            throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            rig.declareTopic(shape.topic());
            for (int at = 0; at < RoutedShape.GROUPS; at++) {
                rig.declareGroup(GroupSettings.durable(RoutedShape.group(at)));
            }
            bind(rig, shape, bindings);
            Flow flow = new Flow(rig);
            Rig.await(flow.publish(RoutedShape.TOPIC, token -> message(shape, token, bindings), number, WINDOW));
            Costs before = Costs.now();
            Rig.await(flow.publish(RoutedShape.TOPIC, token -> message(shape, token, bindings), number, WINDOW));
            say.accept(String.format(
                    Locale.ROOT,
                    "routing, %s, %,d bindings: %s",
                    shape.name().toLowerCase(Locale.ROOT),
                    bindings,
                    Costs.now().since(before, number)));
            requireRouted(rig, 2 * number);
        }
    }

    private static Message message(RoutedShape shape, long token, int bindings) {
        return shape.message((int) (token * STRIDE % bindings));
    }

    /** A figure for messages that went elsewhere would mean nothing. */
    private static void requireRouted(Rig rig, long expected) {
        long found = 0;
        for (int at = 0; at < RoutedShape.GROUPS; at++) {
            found += rig.ready(RoutedShape.group(at));
        }
        if (found != expected) {
            throw new IllegalStateException(found + " messages were routed, and not " + expected);
        }
    }

    private static void bind(Rig rig, RoutedShape shape, int number) {
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
