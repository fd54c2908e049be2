// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/** What the disk itself takes for a sync: the measure of every synced latency. */
final class RawSync {

    private static final int BYTES = 4096;
    private static final int TIMES = 2_000;
    private static final double NANOS_PER_MICRO = 1000;

    private RawSync() {}

    static String measure(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sync", ".raw");
        long[] nanos = new long[TIMES];
        ByteBuffer block = ByteBuffer.allocateDirect(BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            // The first round gives the file its place on the disk.
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < TIMES; i++) {
                    long before = System.nanoTime();
                    channel.write(block.clear(), (long) i * BYTES);
                    channel.force(false);
                    nanos[i] = System.nanoTime() - before;
                }
            }
        } finally {
            Files.delete(file);
        }
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "write and fdatasync of 4 KiB: p50 %.0f µs, p99 %.0f µs",
                nanos[TIMES / 2] / NANOS_PER_MICRO,
                nanos[TIMES * 99 / 100] / NANOS_PER_MICRO);
    }
}
