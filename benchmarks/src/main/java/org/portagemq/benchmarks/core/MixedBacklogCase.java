// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.SubscribeRequest;

/**
 * A backlog of messages of 1 KiB with ten priorities; of 20 messages two are delayed, two can expire but do not, and
 * one does. When all are due, and those that expire have, the rest is drained.
 */
final class MixedBacklogCase implements CoreCase {

    private static final int BYTES = 1024;
    private static final int WINDOW = 1000;
    private static final int CREDIT = 500;
    private static final int PRIORITIES = 10;
    private static final int ONE_OF = 20;
    private static final long LONG_TTL_MS = 24 * 3_600_000L;
    private static final long SHORT_TTL_MS = 1_000;
    private static final long LONGEST_DELAY_MS = 10_000;
    private static final double MEBI = 1 << 20;
    private static final Payload BODY = Payload.of(new byte[BYTES]);

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            GroupRules rules = GroupRules.NONE.withMaxPriority(PRIORITIES - 1);
            rig.declareGroup(new GroupSettings("q", true, false, false, Map.of(), rules));
            long heap = Costs.heapUsed();
            Costs before = Costs.now();
            Rig.await(new Flow(rig).publish("", MixedBacklogCase::message, messages, WINDOW));
            say.accept(String.format(
                    Locale.ROOT,
                    "mixed-backlog, fill to %,d (heap of %d MiB): %s",
                    messages,
                    Runtime.getRuntime().maxMemory() >> 20,
                    Costs.now().since(before, messages)));
            long expiring = expiring(messages);
            long left = messages - expiring;
            rig.awaitReady("q", left);
            say.accept(String.format(
                    Locale.ROOT,
                    "mixed-backlog, all due and %,d expired %.2f s after the first: %.1f MiB of heap used for %,d left",
                    expiring,
                    (System.nanoTime() - before.nanos()) / 1e9,
                    (Costs.heapUsed() - heap) / MEBI,
                    left));
            rig.end();
            long begin = System.nanoTime();
            rig.begin();
            Rig.await(new Flow(rig).consume(new SubscribeRequest("q", false, false, 1), 1));
            say.accept(String.format(
                    Locale.ROOT,
                    "mixed-backlog, first delivery after a restart with %,d live: %.2f s",
                    left,
                    (System.nanoTime() - begin) / 1e9));
            before = Costs.now();
            Rig.await(new Flow(rig).consume(new SubscribeRequest("q", false, false, CREDIT), left - 1));
            say.accept("mixed-backlog, drain: " + Costs.now().since(before, left - 1));
        }
    }

    private static Message message(long token) {
        int kind = (int) (token % ONE_OF);
        long ttl =
                switch (kind) {
                    case 0, 1 -> LONG_TTL_MS;
                    case 2 -> SHORT_TTL_MS;
                    default -> Message.NO_TTL;
                };
        Message message = new Message(
                List.of("q"),
                true,
                (int) (token / ONE_OF % PRIORITIES),
                ttl,
                FlushPolicy.DEFAULT,
                List.of(),
                MessageFormat.PLAIN,
                Payload.EMPTY,
                BODY);
        boolean delayed = kind == 3 || kind == 4;
        return delayed ? message.deliverAt(System.currentTimeMillis() + 1 + token % LONGEST_DELAY_MS) : message;
    }

    /** How many of so many messages have the short life. */
    private static long expiring(long messages) {
        return (messages + ONE_OF - 3) / ONE_OF;
    }
}
