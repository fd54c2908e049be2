// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the accounts of all processes when the warm-up ends, and at each second after. */
final class Meter implements PerfTest.Watcher {

    private final ProcessTree server;
    private final int warmUp;
    private final List<PerfTest.Second> seconds = new ArrayList<>();
    private Account first;
    private Account last;
    private double messages;

    Meter(ProcessTree server, int warmUp) {
        this.server = server;
        this.warmUp = warmUp;
    }

    @Override
    public void second(PerfTest.Second second, ProcessTree tool) throws IOException {
        if (second.at() < warmUp) {
            return;
        }
        Account now = Account.now(server, tool, second.at());
        if (first == null) {
            first = now;
        } else {
            // Without consumers, what was sent counts.
            double rate = second.received() > 0 ? second.received() : second.sent();
            messages += rate * (now.toolTime() - last.toolTime());
            seconds.add(second);
        }
        last = now;
    }

    Figures figures() throws IOException {
        if (seconds.isEmpty()) {
            throw new IOException("the load tool said nothing after the warm-up");
        }
        double serverCpu = (last.serverMicros() - first.serverMicros()) / messages;
        double toolCpu = (last.toolMicros() - first.toolMicros()) / messages;
        Figures figures = new Figures()
                .with(Figure.RATE, messages / (last.toolTime() - first.toolTime()))
                .with(Figure.CPU, serverCpu + toolCpu)
                .with(Figure.OTHERS, last.othersSince(first));
        if (!server.isNone()) {
            figures.with(Figure.SERVER_CPU, serverCpu).with(Figure.TOOL_CPU, toolCpu);
        }
        latency(figures, Figure.CONFIRM_P50, PerfTest.median(seconds, PerfTest.Second::confirmMedian));
        latency(figures, Figure.CONFIRM_P99, PerfTest.median(seconds, PerfTest.Second::confirmP99));
        latency(figures, Figure.CONSUMER_P50, PerfTest.median(seconds, PerfTest.Second::consumerMedian));
        latency(figures, Figure.CONSUMER_P99, PerfTest.median(seconds, PerfTest.Second::consumerP99));
        return figures;
    }

    private static void latency(Figures figures, Figure figure, double value) {
        if (value > 0) {
            figures.with(figure, value);
        }
    }
}
