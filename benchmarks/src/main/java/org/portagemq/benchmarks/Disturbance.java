// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How much of the machine others took meanwhile: busy time of all processors less that of this process. */
final class Disturbance {

    private static final double NANOS_PER_MICRO = 1000;
    private static final double PERCENT = 100;

    private Sample last;

    private record Sample(MachineTime machine, double ownMicros) {}

    private Disturbance(Sample first) {
        this.last = first;
    }

    static Disturbance begin() throws IOException {
        return new Disturbance(sample());
    }

    /** Tells about the time since the last call. */
    String next() throws IOException {
        Sample now = sample();
        double all = now.machine.allMicros() - last.machine.allMicros();
        if (all <= 0) {
            return "the share of others cannot be told here";
        }
        double busy = now.machine.busyMicros() - last.machine.busyMicros();
        double others = Math.max(0, busy - (now.ownMicros - last.ownMicros));
        last = now;
        return String.format(Locale.ROOT, "others took %.0f %% of the machine", others * PERCENT / all);
    }

    private static Sample sample() throws IOException {
        long own = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return new Sample(MachineTime.now(), own / NANOS_PER_MICRO);
    }
}
