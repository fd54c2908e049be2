// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** How much of the machine others took meanwhile: busy time of all processors less that of this process. */
final class Disturbance {

    private static final Path STAT = Path.of("/proc/stat");
    private static final double NANOS_PER_TICK = 1e7;
    private static final int IDLE_FIELD = 3;
    private static final int WAITING_FIELD = 4;
    private static final int GUEST_FIELD = 8;
    private static final double PERCENT = 100;

    private Sample last;

    /** Ticks of all processors that were busy, all ticks, and the CPU time of this process. */
    private record Sample(long busy, long all, long ownNanos) {}

    private Disturbance(Sample first) {
        this.last = first;
    }

    static Disturbance begin() throws IOException {
        return new Disturbance(sample());
    }

    /** Tells about the time since the last call. */
    String next() throws IOException {
        Sample now = sample();
        double all = now.all - last.all;
        if (all <= 0) {
            return "the share of others cannot be told here";
        }
        double own = (now.ownNanos - last.ownNanos) / NANOS_PER_TICK;
        double others = Math.max(0, now.busy - last.busy - own);
        last = now;
        return String.format(Locale.ROOT, "others took %.0f %% of the machine", others * PERCENT / all);
    }

    private static Sample sample() throws IOException {
        long own = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        if (!Files.isReadable(STAT)) {
            return new Sample(0, 0, own);
        }
        long[] ticks = Arrays.stream(Files.readAllLines(STAT).get(0).split("\\s+"))
                .skip(1)
                .limit(GUEST_FIELD)
                .mapToLong(Long::parseLong)
                .toArray();
        long all = Arrays.stream(ticks).sum();
        return new Sample(all - ticks[IDLE_FIELD] - ticks[WAITING_FIELD], all, own);
    }
}
