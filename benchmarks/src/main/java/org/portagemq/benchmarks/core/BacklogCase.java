// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;

/** Messages of 1 KiB that pile up; a restart with all of them; and their way out, beside that of new ones. */
final class BacklogCase implements CoreCase {

    private static final int BYTES = 1024;
    private static final int WINDOW = 1000;
    private static final int CREDIT = 500;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            rig.<GroupInfo>ask((session, answer) -> session.admin().declareGroup(GroupSettings.durable("q"), answer));
            Costs before = Costs.now();
            CompletableFuture<Void> hot = new Flow(rig).consume("q", messages, CREDIT);
            publish(rig, messages);
            Rig.await(hot);
            say.accept("backlog, none (hot): " + Costs.now().since(before, messages));
            before = Costs.now();
            publish(rig, messages);
            say.accept(String.format(
                    Locale.ROOT,
                    "backlog, fill to %,d (heap of %d MiB): %s",
                    messages,
                    Runtime.getRuntime().maxMemory() >> 20,
                    Costs.now().since(before, messages)));
            rig.end();
            long begin = System.nanoTime();
            rig.begin();
            Rig.await(new Flow(rig).consume("q", 1, 1));
            say.accept(String.format(
                    Locale.ROOT,
                    "backlog, first delivery after a restart with %,d live: %.2f s",
                    messages,
                    (System.nanoTime() - begin) / 1e9));
            before = Costs.now();
            Rig.await(new Flow(rig).consume("q", messages - 1, CREDIT));
            say.accept("backlog, drain: " + Costs.now().since(before, messages));
        }
    }

    private static void publish(Rig rig, long messages) {
        Rig.await(new Flow(rig).publish("", DeliverCase.message("q", BYTES), messages, WINDOW));
    }
}
