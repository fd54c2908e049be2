// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.Demand;
import org.portagemq.core.log.LogSettings;
import org.portagemq.core.log.LogThread;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.storage.DiskStoreFiles;

/** The log by itself: records of 1 KiB, written and not synced, beside a bare writer of the same bytes. */
final class LogCase implements CoreCase {

    private static final byte TYPE = 1;
    private static final int BYTES = 1024;
    private static final int BATCH = 64;
    private static final int BARE_BUFFER = 1 << 16;
    private static final long PAUSE_NANOS = 1_000;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        append(folder, messages / 2);
        double bare = AppendCase.bare(folder, messages, BARE_BUFFER, AppendCase.NEVER);
        double synced = AppendCase.bare(folder, messages, BARE_BUFFER, AppendCase.SEGMENT);
        double log = append(folder, messages);
        say.accept(String.format(Locale.ROOT, "log, records of 1 KiB in batches of %d, no sync: %,.0f/s", BATCH, log));
        say.accept(String.format(
                Locale.ROOT,
                "log, bare writer of 64 KiB: %,.0f/s, the log reaches %.2f of it; with a sync every 64 MiB: %,.0f/s, %.2f of it",
                bare,
                log / bare,
                synced,
                log / synced));
    }

    private static double append(Path parent, long messages) throws IOException {
        Path folder = Files.createTempDirectory(parent, "log");
        byte[] body = new byte[BYTES];
        LogSettings settings = LogSettings.durableLog().withSpace(0, 0, 0);
        try (CommitLog log = CommitLog.open(new DiskStoreFiles(folder), settings, 1, 0, (position, type, found) -> {});
                LogThread thread = LogThread.start(log, "bench-log")) {
            long before = System.nanoTime();
            for (long i = 1; i <= messages; i++) {
                while (log.room(BYTES, WriteClass.PUBLISH) != Room.YES) {
                    log.endBatch(Demand.WRITE);
                    LockSupport.parkNanos(thread, PAUSE_NANOS);
                }
                log.append(TYPE, BYTES, target -> target.put(body));
                if (i % BATCH == 0) {
                    log.endBatch(Demand.WRITE);
                }
            }
            log.endBatch(Demand.WRITE);
            while (log.written() < log.tail()) {
                LockSupport.parkNanos(thread, PAUSE_NANOS);
            }
            return messages * 1e9 / (System.nanoTime() - before);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
