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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;

/** Storing messages of 1 KiB, beside the same number of bytes written by a loop that does nothing else. */
final class AppendCase implements CoreCase {

    private static final int BYTES = 1024;
    private static final int SYNC_PUBLISHERS = 64;
    private static final int ASYNC_WINDOW = 1000;
    private static final int BARE_BUFFER = 1 << 16;
    private static final long SYNC_SHARE = 4;

    /** For {@link #bare}: no sync. */
    static final long NEVER = 0;

    /** For {@link #bare}: as often as the log, which syncs each segment that is full, whatever the policy. */
    static final long SEGMENT = 64L << 20;

    private static final long MAX_WARM_UP = 100_000;

    /** What storing cost, and how many messages a force carried. */
    private record Stored(double rate, double messagesPerForce) {}

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        double bare = bare(folder, messages, BARE_BUFFER, NEVER);
        say.accept(line("append, bare writer of 64 KiB, no sync", bare));
        double synced = bare(folder, messages, BARE_BUFFER, SEGMENT);
        say.accept(line("append, bare writer of 64 KiB, a sync every 64 MiB", synced));
        Stored async = publish(folder, messages, "async", 1, ASYNC_WINDOW, say);
        say.accept(String.format(
                Locale.ROOT,
                "append async / bare writer: %.2f; with a sync every 64 MiB: %.2f",
                async.rate / bare,
                async.rate / synced));
        sync(folder, messages / SYNC_SHARE, SYNC_PUBLISHERS, 1, say);
        sync(folder, messages / SYNC_SHARE, 1, SYNC_PUBLISHERS, say);
    }

    /** Beside a loop that writes and syncs as many messages at a time as a force of the log carried. */
    private static void sync(Path folder, long messages, int publishers, int window, Consumer<String> say)
            throws IOException {
        Stored sync = publish(folder, messages, "sync", publishers, window, say);
        int batch = Math.max(1, (int) Math.round(sync.messagesPerForce));
        double bare = bare(folder, messages, batch * BYTES, (long) batch * BYTES);
        say.accept(line("append, bare loop of write and fdatasync, " + batch + " messages each", bare));
        say.accept(String.format(
                Locale.ROOT,
                "append sync / bare loop of the same batches, %d publisher(s) with %d open: %.2f",
                publishers,
                window,
                sync.rate / bare));
    }

    private static String line(String what, double rate) {
        return String.format(Locale.ROOT, "%s: %,.0f messages of 1 KiB/s", what, rate);
    }

    private static Stored publish(
            Path folder, long messages, String flush, int publishers, int window, Consumer<String> say)
            throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", flush))) {
            rig.<GroupInfo>ask((session, answer) -> session.admin().declareGroup(GroupSettings.durable("q"), answer));
            List<Flow> flows = new ArrayList<>();
            rig.call(() -> IntStream.range(0, publishers).forEach(i -> flows.add(new Flow(rig, rig.newSession()))));
            publish(flows, Math.min(messages, MAX_WARM_UP), window);
            try (Recording events = new Recording()) {
                events.enable("jdk.FileForce").withThreshold(Duration.ZERO).withoutStackTrace();
                events.start();
                Costs before = Costs.now();
                publish(flows, messages, window);
                Costs after = Costs.now();
                events.stop();
                double forces = count(folder, events);
                String what = String.format("append %s, %d publisher(s) with %d open", flush, publishers, window);
                say.accept(what + ": " + after.since(before, messages));
                say.accept(String.format(
                        Locale.ROOT, "%s: %.1f forces per 1,000 confirms", what, forces * 1000.0 / messages));
                return new Stored(after.rate(before, messages), messages / Math.max(1, forces));
            }
        }
    }

    private static void publish(List<Flow> flows, long messages, int window) {
        long each = messages / flows.size();
        Message message = DeliverCase.message("q", BYTES);
        flows.stream()
                .map(flow -> flow.publish("", message, each, window))
                .toList()
                .forEach(Rig::await);
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

    /**
     * How many messages a second a loop writes that does nothing else. Where it syncs, it overwrites a file that is there
     * already, as the log does with its prepared segments.
     *
     * @param syncEvery so many bytes between syncs, or {@link #NEVER}
     */
    static double bare(Path folder, long messages, int buffer, long syncEvery) throws IOException {
        Path file = Files.createTempFile(folder, "bare", ".log");
        ByteBuffer bytes = ByteBuffer.allocateDirect(buffer);
        long total = messages * BYTES;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (syncEvery != NEVER) {
                write(channel, bytes, total, NEVER);
                channel.force(true);
                channel.position(0);
            }
            long before = System.nanoTime();
            write(channel, bytes, total, syncEvery);
            return messages * 1e9 / (System.nanoTime() - before);
        } finally {
            Files.delete(file);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long total, long syncEvery) throws IOException {
        long unsynced = 0;
        for (long written = 0; written < total; written += bytes.capacity()) {
            bytes.clear();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            unsynced += bytes.capacity();
            if (syncEvery != NEVER && unsynced >= syncEvery) {
                channel.force(false);
                unsynced = 0;
            }
        }
    }
}
