// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

/** Messages that wait, due over a year; a restart with all of them; and how late those come that are due meanwhile. */
final class DelayedCase implements CoreCase {

    private static final int BYTES = 100;
    private static final int WINDOW = 1000;
    private static final long DAY_MS = 86_400_000L;
    private static final long YEAR_MS = 365 * DAY_MS;
    private static final int PROBES = 200;
    private static final int PROBES_APART_MS = 25;

    /** Odd, so that all times are different and come in no order. */
    private static final long STRIDE = 2_654_435_761L;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        Map<String, String> settings = Map.of("store.flush", "async", "store.ring-bytes", "16MiB");
        try (Rig rig = Rig.open(folder, settings)) {
            rig.<GroupInfo>ask((session, answer) -> session.admin().declareGroup(GroupSettings.durable("q"), answer));
            Message message = DeliverCase.message("q", BYTES);
            long heap = Costs.heapUsed();
            long disk = rig.bytesOnDisk();
            long first = System.currentTimeMillis() + DAY_MS;
            Costs before = Costs.now();
            Rig.await(new Flow(rig)
                    .publish("", token -> message.deliverAt(first + token * STRIDE % YEAR_MS), messages, WINDOW));
            say.accept("delayed, publish: " + Costs.now().since(before, messages));
            say.accept(String.format(
                    Locale.ROOT,
                    "delayed, %,d waiting over a year: %.1f bytes of heap and %.1f bytes on disk each, body of %d bytes",
                    messages,
                    (double) (Costs.heapUsed() - heap) / messages,
                    (double) (rig.bytesOnDisk() - disk) / messages,
                    BYTES));
            probe(rig, message, say, "with these waiting");
            rig.end();
            long begin = System.nanoTime();
            rig.begin();
            say.accept(String.format(Locale.ROOT, "delayed, restart: %.2f s", (System.nanoTime() - begin) / 1e9));
            probe(rig, message, say, "after the restart");
        }
    }

    private static void probe(Rig rig, Message message, Consumer<String> say, String when) {
        Probe probe = new Probe();
        rig.call(() -> {
            probe.subscription = rig.session().subscribe(new SubscribeRequest("q", false, true, PROBES), probe);
            rig.session().flush();
        });
        long first = System.currentTimeMillis() + 3_000;
        Rig.await(
                new Flow(rig).publish("", token -> message.deliverAt(first + token * PROBES_APART_MS), PROBES, PROBES));
        Rig.await(probe.done);
        rig.call(() -> {
            probe.subscription.close();
            rig.session().flush();
        });
        long[] late = probe.late.stream().mapToLong(Long::longValue).sorted().toArray();
        say.accept(String.format(
                Locale.ROOT,
                "delayed, %d at low load %s: late by %d ms (median), %d ms (99 of 100), %d ms (most), %d ms (least)",
                PROBES,
                when,
                late[late.length / 2],
                late[late.length * 99 / 100],
                late[late.length - 1],
                Arrays.stream(late).min().orElseThrow()));
    }

    private static final class Probe implements SubscriptionListener {
        private final List<Long> late = new ArrayList<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Subscription subscription;

        @Override
        public void deliver(Delivery delivery) {
            late.add(System.currentTimeMillis() - delivery.message().message().deliverAt());
            if (late.size() == PROBES) {
                done.complete(null);
            }
        }

        @Override
        public void refused(BrokerException reason) {
            done.completeExceptionally(reason);
        }

        @Override
        public void cancelled(BrokerException reason) {
            done.completeExceptionally(reason);
        }
    }
}
