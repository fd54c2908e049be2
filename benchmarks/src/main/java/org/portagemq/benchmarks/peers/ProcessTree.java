// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process and all that it has started, as Linux accounts for them. */
record ProcessTree(ProcessHandle root) {

    /** Where there is no process beside those that are accounted for otherwise. */
    static final ProcessTree NONE = new ProcessTree(null);

    /** What {@code /proc} counts in, 100 to a second on all systems that matter. */
    private static final double MICROS_PER_TICK = 10_000;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final long KIB = 1024;

    boolean isNone() {
        return root == null;
    }

    /** Processor time that its living processes have used, user and system, in microseconds. */
    double cpuMicros() throws IOException {
        double micros = 0;
        for (long pid : pids()) {
            micros += cpuMicros(pid);
        }
        return micros;
    }

    private static double cpuMicros(long pid) throws IOException {
        String stat = read(pid, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        // The command's name stands in parentheses and may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * MICROS_PER_TICK;
    }

    /** Resident memory, in bytes. */
    long residentBytes() throws IOException {
        return memory("VmRSS:");
    }

    /** Resident memory that belongs to no file, in bytes. */
    long anonymousBytes() throws IOException {
        return memory("RssAnon:");
    }

    private long memory(String field) throws IOException {
        long sum = 0;
        for (long pid : pids()) {
            for (String line : read(pid, "status").split("\n", -1)) {
                if (line.startsWith(field)) {
                    sum += Long.parseLong(line.replaceAll("\\D", "")) * KIB;
                }
            }
        }
        return sum;
    }

    /** The process that does the work: a server's launcher only waits for it. */
    long busiest() throws IOException {
        long busiest = root.pid();
        double most = -1;
        for (long pid : pids()) {
            double micros = cpuMicros(pid);
            if (micros > most) {
                most = micros;
                busiest = pid;
            }
        }
        return busiest;
    }

    private List<Long> pids() {
        if (isNone()) {
            return List.of();
        }
        List<Long> pids = new ArrayList<>(List.of(root.pid()));
        root.descendants().map(ProcessHandle::pid).forEach(pids::add);
        return pids;
    }

    /** A process that has ended meanwhile counts nothing. */
    private static String read(long pid, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException gone) {
            return "";
        }
    }
}
