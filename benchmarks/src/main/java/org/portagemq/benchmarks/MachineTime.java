// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Time of all processors since the system's start, as {@code /proc/stat} counts it; zeroes where there is none. */
public record MachineTime(double busyMicros, double allMicros) {

    private static final Path STAT = Path.of("/proc/stat");
    private static final double MICROS_PER_TICK = 10_000;
    private static final int IDLE_FIELD = 3;
    private static final int WAITING_FIELD = 4;
    private static final int GUEST_FIELD = 8;

    public static MachineTime now() throws IOException {
        if (!Files.isReadable(STAT)) {
            return new MachineTime(0, 0);
        }
        long[] ticks = Arrays.stream(Files.readAllLines(STAT).get(0).split("\\s+"))
                .skip(1)
                .limit(GUEST_FIELD)
                .mapToLong(Long::parseLong)
                .toArray();
        double all = Arrays.stream(ticks).sum() * MICROS_PER_TICK;
        return new MachineTime(all - (ticks[IDLE_FIELD] + ticks[WAITING_FIELD]) * MICROS_PER_TICK, all);
    }
}
