// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What this process has used up at one moment.
 *
 * @param nanos time of the clock
 * @param cpuNanos time of processors
 * @param allocated bytes allocated by threads that live
 * @param switches how often threads went to sleep by themselves: each needs somebody who wakes them
 * @param calls read and write system calls on files and sockets
 */
record Costs(long nanos, long cpuNanos, long allocated, long switches, long calls) {

    private static final double NANOS_PER_MICRO = 1000;

    static Costs now() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Costs(System.nanoTime(), system.getProcessCpuTime(), allocated, threadSwitches(), systemCalls());
    }

    private static long threadSwitches() throws IOException {
        Path tasks = Path.of("/proc/self/task");
        if (!Files.exists(tasks)) {
            return 0;
        }
        long sum = 0;
        try (Stream<Path> all = Files.list(tasks)) {
            for (Path task : all.toList()) {
                sum += field(task.resolve("status"), "voluntary_ctxt_switches:");
            }
        }
        return sum;
    }

    private static long systemCalls() throws IOException {
        Path io = Path.of("/proc/self/io");
        return Files.isReadable(io) ? field(io, "syscr:") + field(io, "syscw:") : 0;
    }

    /** Bytes that the process has given to the system to write, so far; 0 where that cannot be told. */
    static long bytesWritten() throws IOException {
        Path io = Path.of("/proc/self/io");
        return Files.isReadable(io) ? field(io, "wchar:") : 0;
    }

    /** Bytes of the heap that stay used after a collection. */
    static long heapUsed() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long field(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(
                            line -> Long.parseLong(line.substring(name.length()).strip()))
                    .sum();
        }
    }

    /** What one of so many things cost since then. */
    String since(Costs before, long number) {
        return String.format(
                Locale.ROOT,
                "%,.0f/s, %.2f µs CPU, %.0f bytes allocated, %.3f thread switches, %.3f read and write calls each",
                rate(before, number),
                (cpuNanos - before.cpuNanos) / NANOS_PER_MICRO / number,
                (double) (allocated - before.allocated) / number,
                (double) (switches - before.switches) / number,
                (double) (calls - before.calls) / number);
    }

    double rate(Costs before, long number) {
        return number * 1e9 / (nanos - before.nanos);
    }
}
