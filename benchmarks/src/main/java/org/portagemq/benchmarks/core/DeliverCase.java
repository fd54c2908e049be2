// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;

/** Publish, deliver, acknowledge: durable, async, one group, one session. */
final class DeliverCase implements CoreCase {

    private static final int[] SIZES = {100, 1024};
    private static final int WINDOW = 1000;
    private static final int CREDIT = 500;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        for (int size : SIZES) {
            try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
                rig.<GroupInfo>ask(
                        (session, answer) -> session.admin().declareGroup(GroupSettings.durable("q"), answer));
                pass(rig, size, messages);
                Costs before = Costs.now();
                pass(rig, size, messages);
                say.accept("deliver " + size + " B: " + Costs.now().since(before, messages));
            }
        }
    }

    private static void pass(Rig rig, int size, long messages) {
        Flow flow = new Flow(rig);
        CompletableFuture<Void> consumed = flow.consume("q", messages, CREDIT);
        Rig.await(flow.publish("", message("q", size), messages, WINDOW));
        Rig.await(consumed);
    }

    static Message message(String key, int size) {
        return Message.of(key, true, MessageFormat.PLAIN, Payload.EMPTY, Payload.of(new byte[size]));
    }
}
