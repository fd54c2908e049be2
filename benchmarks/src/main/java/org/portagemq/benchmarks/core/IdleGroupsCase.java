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
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;

/** A hundred thousand durable groups that nobody uses: what they take, and how long a restart lasts. */
final class IdleGroupsCase implements CoreCase {

    private static final int GROUPS = 100_000;
    private static final double MEBI = 1 << 20;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        try (Rig rig = Rig.open(folder, Map.of())) {
            long heapBefore = Costs.heapUsed();
            long before = System.nanoTime();
            declare(rig);
            say.accept(String.format(
                    Locale.ROOT,
                    "100,000 durable groups: declared at %,.0f/s; heap %.1f MiB, %.0f bytes each",
                    GROUPS * 1e9 / (System.nanoTime() - before),
                    (Costs.heapUsed() - heapBefore) / MEBI,
                    (double) (Costs.heapUsed() - heapBefore) / GROUPS));
            rig.end();
            long begin = System.nanoTime();
            rig.begin();
            rig.<GroupInfo>ask((session, answer) -> session.admin().describeGroup("group-" + (GROUPS - 1), answer));
            say.accept(String.format(
                    Locale.ROOT, "100,000 durable groups: open again in %.2f s", (System.nanoTime() - begin) / 1e9));
        }
    }

    private static void declare(Rig rig) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicInteger answers = new AtomicInteger();
        rig.call(() -> {
            for (int at = 0; at < GROUPS; at++) {
                rig.session().admin().declareGroup(GroupSettings.durable("group-" + at), new Answer<GroupInfo>() {
                    @Override
                    public void done(GroupInfo value) {
                        if (answers.incrementAndGet() == GROUPS) {
                            done.complete(null);
                        }
                    }

                    @Override
                    public void failed(BrokerException reason) {
                        done.completeExceptionally(reason);
                    }
                });
            }
            rig.session().flush();
        });
        Rig.await(done);
    }
}
