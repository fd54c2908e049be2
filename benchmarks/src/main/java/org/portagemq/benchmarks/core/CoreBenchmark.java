// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The cases that need no protocol. */
public final class CoreBenchmark {

    private static final Map<String, CoreCase> CASES = cases();

    private CoreBenchmark() {}

    private static Map<String, CoreCase> cases() {
        Map<String, CoreCase> all = new LinkedHashMap<>();
        all.put("log", new LogCase());
        all.put("append", new AppendCase());
        all.put("deliver", new DeliverCase());
        all.put("fan-out", new FanOutCase());
        all.put("groups", new IdleGroupsCase());
        all.put("backlog", new BacklogCase());
        all.put("delayed", new DelayedCase());
        all.put("transactions", new TransactionsCase());
        all.put("dead-letter", new DeadLetterCase());
        all.put("selectors", new SelectorsCase());
        all.put("routing", new RoutingCase());
        all.put("mixed-backlog", new MixedBacklogCase());
        return all;
    }

    /** Their names, in the order in which they are best run. */
    public static List<String> names() {
        return List.copyOf(CASES.keySet());
    }

    /**
     * Measures one of them.
     *
     * @param folder where to keep data meanwhile: on the disk that is to be measured
     * @param messages how many messages the case is about; some take a share of it
     */
    public static void run(String name, Path folder, long messages, Consumer<String> say) throws IOException {
        CASES.get(name).run(folder, messages, say);
    }
}
