// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What a load of this project saw since it last said so. It says it in the words of RabbitMQ's tool, so that the same meter
 * reads both. Thread-safe.
 */
public final class LoadCounts {

    private static final int HIGHEST_MICROS = 60_000_000;

    private final Recorder confirms = new Recorder(HIGHEST_MICROS, 3);
    private final Recorder deliveries = new Recorder(HIGHEST_MICROS, 3);
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    public void sent() {
        sent.increment();
    }

    /** @param since when it was sent, by {@link System#nanoTime()} */
    public void confirmed(long since) {
        record(confirms, since);
    }

    /** @param since when it was sent, by {@link System#nanoTime()} */
    public void delivered(long since) {
        record(deliveries, since);
        received.increment();
    }

    /** A line each second, for so many seconds. */
    public void tell(PrintStream out, int seconds) throws InterruptedException {
        for (int second = 1; second <= seconds; second++) {
            TimeUnit.SECONDS.sleep(1);
            out.println(line(second));
        }
    }

    private static void record(Recorder recorder, long since) {
        recorder.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, (System.nanoTime() - since) / 1_000)));
    }

    private String line(int second) {
        return String.format(
                Locale.ROOT,
                "time %d.000 s, sent: %d msg/s, received: %d msg/s, min/median/75th/95th/99th consumer latency: %s µs,"
                        + " confirm latency: %s µs",
                second,
                sent.sumThenReset(),
                received.sumThenReset(),
                spread(deliveries),
                spread(confirms));
    }

    private static String spread(Recorder recorder) {
        Histogram seen = recorder.getIntervalHistogram();
        return seen.getMinValue() + "/" + seen.getValueAtPercentile(50) + "/" + seen.getValueAtPercentile(75) + "/"
                + seen.getValueAtPercentile(95) + "/" + seen.getValueAtPercentile(99);
    }
}
