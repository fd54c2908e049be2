// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;

/** Storing messages of 1 KiB, beside the same number of bytes written by a loop that does nothing else. */
final class AppendCase implements CoreCase {

    private static final int BYTES = 1024;
    private static final int SYNC_WINDOW = 64;
    private static final int ASYNC_WINDOW = 1000;
    private static final int BARE_BUFFER = 1 << 16;
    private static final long SYNC_SHARE = 4;
    private static final long MAX_WARM_UP = 100_000;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        double bare = bare(folder, messages, BARE_BUFFER, false);
        say.accept(line("append, bare writer of 64 KiB, no sync", bare));
        double async = publish(folder, messages, "async", ASYNC_WINDOW, say);
        say.accept(String.format(Locale.ROOT, "append async / bare writer: %.2f", async / bare));
        double sync = publish(folder, messages / SYNC_SHARE, "sync", SYNC_WINDOW, say);
        double bareSync = bare(folder, messages / SYNC_SHARE, SYNC_WINDOW * BYTES, true);
        say.accept(line("append, bare loop of write and fdatasync, 64 messages each", bareSync));
        say.accept(String.format(Locale.ROOT, "append sync / bare loop: %.2f", sync / bareSync));
    }

    private static String line(String what, double rate) {
        return String.format(Locale.ROOT, "%s: %,.0f messages of 1 KiB/s", what, rate);
    }

    private static double publish(Path folder, long messages, String flush, int window, Consumer<String> say)
            throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", flush))) {
            rig.<GroupInfo>ask((session, answer) -> session.admin().declareGroup(GroupSettings.durable("q"), answer));
            Flow flow = new Flow(rig);
            Rig.await(flow.publish("", DeliverCase.message("q", BYTES), Math.min(messages, MAX_WARM_UP), window));
            try (Recording events = new Recording()) {
                events.enable("jdk.FileForce").withThreshold(Duration.ZERO).withoutStackTrace();
                events.start();
                Costs before = Costs.now();
                CompletableFuture<Void> done = flow.publish("", DeliverCase.message("q", BYTES), messages, window);
                Rig.await(done);
                Costs after = Costs.now();
                events.stop();
                long forces = count(folder, events);
                say.accept("append " + flush + ", " + window + " open: " + after.since(before, messages));
                say.accept(String.format(
                        Locale.ROOT, "append %s: %.1f forces per 1,000 confirms", flush, forces * 1000.0 / messages));
                return after.rate(before, messages);
            }
        }
    }

    private static long count(Path folder, Recording events) throws IOException {
        Path file = Files.createTempFile(folder, "events", ".jfr");
        try {
            events.dump(file);
            return RecordingFile.readAllEvents(file).size();
        } finally {
            Files.delete(file);
        }
    }

    /** Overwrites a file that is there already, as the log does with its prepared segments. */
    private static double bare(Path folder, long messages, int buffer, boolean sync) throws IOException {
        Path file = Files.createTempFile(folder, "bare", ".log");
        ByteBuffer bytes = ByteBuffer.allocateDirect(buffer);
        long total = messages * BYTES;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (sync) {
                write(channel, bytes, total, false);
                channel.force(true);
                channel.position(0);
            }
            long before = System.nanoTime();
            write(channel, bytes, total, sync);
            return messages * 1e9 / (System.nanoTime() - before);
        } finally {
            Files.delete(file);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long total, boolean sync) throws IOException {
        for (long written = 0; written < total; written += bytes.capacity()) {
            bytes.clear();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (sync) {
                channel.force(false);
            }
        }
    }
}
