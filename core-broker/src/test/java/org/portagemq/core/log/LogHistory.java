// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.portagemq.core.simulation.SimulatedCrash;
import org.portagemq.core.simulation.SimulatedFiles;

/**
 * One random life of a log over several boots, and a model of what it must hold. Everything comes from the seed.
 *
 * <p>Checked at each boot: what was synced is there exactly; nothing is there that was not appended; the records form a
 * prefix of what was appended; after a kill all that was written is there; new positions are above all that survived;
 * live records of cleaned segments can be read.
 */
final class LogHistory {
    private static final byte TYPE = 7;
    private static final List<Demand> DEMANDS = List.of(Demand.NONE, Demand.WRITE, Demand.SYNC);

    private final Random random;
    private final SimulatedFiles files;
    private final LogSettings settings;
    private final TreeMap<Long, byte[]> appended = new TreeMap<>();
    private int epoch;
    private long now;
    private long replayFrom;
    /** What no crash may take. */
    private long promisedSynced;

    /** What a killed process leaves; a power cut before the next recovery has ended may still take it. */
    private long promised;

    private CommitLog log;

    LogHistory(long seed) {
        random = new Random(seed);
        files = new SimulatedFiles(seed ^ 0x5EEDL);
        settings = LogSettings.durableLog()
                .withSizes(4096 << random.nextInt(3), 4096 << random.nextInt(3))
                .withSpace(random.nextInt(2), 0, 0)
                .withClock(() -> now);
    }

    void run(int boots) throws IOException {
        for (int i = 0; i < boots; i++) {
            open();
            if (random.nextInt(2) == 0) {
                files.crashAfter(random.nextInt(60));
            }
            try {
                work(random.nextInt(60));
                if (random.nextInt(4) == 0) {
                    log.close();
                    assertEquals(log.tail(), log.synced(), "a clean stop syncs everything");
                }
            } catch (SimulatedCrash e) {
                assertTrue(files.crashed());
            }
            stop();
        }
        open();
    }

    private void stop() {
        promisedSynced = Math.max(promisedSynced, log.synced());
        promised = promisedSynced;
        if (random.nextInt(3) == 0) {
            promised = Math.max(promised, log.written());
            files.kill();
        } else {
            files.powerCut();
        }
    }

    private void open() throws IOException {
        for (int attempt = 0; ; attempt++) {
            TreeMap<Long, byte[]> seen = new TreeMap<>();
            if (attempt < 3 && random.nextInt(3) == 0) {
                files.crashAfter(random.nextInt(12));
            }
            try {
                log = CommitLog.open(
                        files,
                        settings,
                        ++epoch,
                        replayFrom,
                        (position, type, body) -> seen.put(position, bytes(body)));
                files.crashAfter(Long.MAX_VALUE);
                check(seen);
                return;
            } catch (SimulatedCrash e) {
                assertTrue(files.crashed());
                if (random.nextBoolean()) {
                    files.kill();
                } else {
                    files.powerCut();
                    promised = promisedSynced;
                }
            }
        }
    }

    private void check(NavigableMap<Long, byte[]> seen) throws IOException {
        NavigableMap<Long, byte[]> expected = appended.tailMap(replayFrom, true);
        seen.forEach((position, body) -> {
            assertTrue(expected.containsKey(position), () -> "nobody appended a record at " + position);
            assertArrayEquals(expected.get(position), body, () -> "the record at " + position);
        });
        expected.forEach((position, body) -> assertTrue(
                position + RecordLayout.recordBytes(body.length) > promised || seen.containsKey(position),
                () -> "the record at " + position + " was promised (up to " + promised + ") and is lost"));
        if (!seen.isEmpty()) {
            assertEquals(expected.headMap(seen.lastKey(), true).size(), seen.size(), "the survivors are no prefix");
        }
        long start = log.tail();
        assertTrue(start >= promised, "appending must go on above what was promised");
        appended.tailMap(seen.isEmpty() ? replayFrom : seen.lastKey(), seen.isEmpty())
                .clear();
        assertTrue(appended.isEmpty() || appended.lastKey() < start);
        promised = start;
        promisedSynced = start;
        for (Long position : appended.keySet()) {
            readBack(position);
        }
    }

    private void readBack(long position) throws IOException {
        LogRecord record = log.reader().read(position);
        assertEquals(TYPE, record.type());
        assertArrayEquals(appended.get(position), bytes(record.body()));
    }

    private void work(int turns) throws IOException {
        for (int i = 0; i < turns; i++) {
            turn();
            if (random.nextInt(3) > 0) {
                step();
            }
            if (random.nextInt(20) == 0) {
                log.prepare();
            }
            if (random.nextInt(12) == 0) {
                moveReplayFrom();
            }
            if (random.nextInt(12) == 0) {
                clean();
            }
            if (random.nextInt(8) == 0) {
                log.recordSynced();
            }
        }
    }

    private void step() throws IOException {
        now += random.nextInt(4_000_000);
        log.writer().step(now);
        if (log.failure() != null) {
            assertTrue(files.crashed(), () -> "unexpected failure " + log.failure());
            throw log.failure() instanceof SimulatedCrash crash ? crash : new IOException(log.failure());
        }
    }

    private void turn() throws IOException {
        int records = random.nextInt(4);
        for (int i = 0; i < records; i++) {
            byte[] body =
                    new byte[random.nextInt(10) == 0 ? random.nextInt(settings.bodyBytesMax()) : random.nextInt(200)];
            random.nextBytes(body);
            if (log.room(body.length, WriteClass.PUBLISH) != Room.YES) {
                log.endBatch(Demand.SYNC);
                step();
            }
            assertEquals(Room.YES, log.room(body.length, WriteClass.PUBLISH));
            long position = log.append(TYPE, body.length, target -> target.put(body));
            assertTrue(appended.isEmpty() || position > appended.lastKey());
            appended.put(position, body);
            assertArrayEquals(body, bytes(log.hot(position)));
        }
        log.endBatch(DEMANDS.get(random.nextInt(DEMANDS.size())));
    }

    /** As after a snapshot: replay begins at some synced record. */
    private void moveReplayFrom() {
        Long candidate = appended.floorKey(log.synced() - 1);
        if (candidate != null && candidate > replayFrom && candidate < log.synced()) {
            replayFrom = candidate;
        }
    }

    private void clean() throws IOException {
        List<SegmentCatalog.Segment> candidates = log.segments().segments().stream()
                .filter(segment -> segment.sealed() && segment.end() <= replayFrom)
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        SegmentCatalog.Segment chosen = candidates.get(random.nextInt(candidates.size()));
        NavigableMap<Long, byte[]> inside = appended.subMap(chosen.base(), true, chosen.end(), false);
        inside.keySet().removeIf(position -> random.nextInt(3) > 0);
        long[] live = inside.keySet().stream().mapToLong(Long::longValue).toArray();
        log.clean(chosen.base(), live);
        for (long position : live) {
            readBack(position);
        }
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return Arrays.copyOf(bytes, bytes.length);
    }
}
