// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.portagemq.core.storage.CorruptStoreException;

class CommitLogTest {
    private static final long MS = 1_000_000L;
    private final LogFixture fixture = new LogFixture();

    @Test
    void aRecordIsReadFromMemoryAtOnceAndFromDiskOnceWritten() throws IOException {
        CommitLog log = fixture.open();
        long position = fixture.append("hello");
        assertTrue(position > 0, "position 0 is nobody's record");
        assertEquals("hello", LogFixture.text(log.hot(position)));
        HotRecord cursor = log.hotRecord();
        assertTrue(log.hot(position, cursor));
        assertEquals("hello", LogFixture.text(cursor.body()));
        assertEquals(LogFixture.TYPE, cursor.type());
        assertThrows(IllegalArgumentException.class, () -> log.reader().read(position));
        log.endBatch(Demand.WRITE);
        fixture.step();
        LogRecord record = log.reader().read(position);
        assertEquals("hello", LogFixture.text(record.body()));
    }

    @Test
    void aRecordLeavesMemoryWhenTheRingGoesOn() throws IOException {
        CommitLog log = fixture.open();
        long first = fixture.commit("first", Demand.WRITE);
        fixture.fillSegment("a");
        fixture.fillSegment("b");
        assertNull(log.hot(first));
        assertEquals("first", LogFixture.text(log.reader().read(first).body()));
    }

    @Test
    void aSeriesOfReadsCrossesSegmentsAndTakesFewCalls() throws IOException {
        CommitLog log = fixture.open();
        List<Long> positions = fixture.fillSegment("a");
        positions.addAll(fixture.fillSegment("b"));
        long before = fixture.files.reads();
        try (LogReader.Series series = log.reader().series(1 << 16)) {
            for (long position : positions) {
                assertEquals(position, series.read(position).position());
            }
        }
        assertEquals(3, fixture.files.reads() - before, "one for each segment");
    }

    @Test
    void aSeriesOfReadsMayGoBack() throws IOException {
        CommitLog log = fixture.open();
        List<Long> positions = fixture.fillSegment("a");
        try (LogReader.Series series = log.reader().series(0)) {
            assertEquals(positions.get(3), series.read(positions.get(3)).position());
            assertEquals(positions.get(1), series.read(positions.get(1)).position());
        }
    }

    @Test
    void aFullRingIsBackPressureUntilItIsWritten() throws IOException {
        CommitLog log = fixture.open();
        while (log.room(500, WriteClass.PUBLISH) == Room.YES) {
            fixture.append("x".repeat(500));
        }
        assertEquals(Room.RING_FULL, log.room(500, WriteClass.RELEASE));
        assertThrows(IllegalStateException.class, () -> fixture.append("x".repeat(500)));
        log.endBatch(Demand.WRITE);
        fixture.step();
        assertEquals(Room.YES, log.room(500, WriteClass.PUBLISH));
    }

    @Test
    void anEmptyRingHasRoomForTheLongestRecordAtAnyPlace() throws IOException {
        CommitLog log = fixture.open();
        Random random = new Random(3);
        int longest = fixture.settings.bodyBytesMax();
        for (int i = 0; i < 2_000; i++) {
            int length = random.nextInt(longest + 1);
            fixture.commit("y".repeat(length), Demand.WRITE);
            assertEquals(log.tail(), log.written());
            assertEquals(Room.YES, log.room(longest, WriteClass.PUBLISH), "at " + log.tail());
        }
        assertThrows(IllegalArgumentException.class, () -> log.room(longest + 1, WriteClass.PUBLISH));
    }

    @Test
    void aBodyThatWritesLessThanItSaidIsRefusedAndLeavesNoRecord() throws IOException {
        CommitLog log = fixture.open();
        fixture.append("a");
        long tail = log.tail();
        assertThrows(IllegalStateException.class, () -> log.append((byte) 1, 8, target -> target.putInt(1)));
        assertEquals(tail, log.tail());
        assertThrows(IllegalArgumentException.class, () -> log.append((byte) 0, 0, target -> {}));
    }

    @Test
    void withoutDemandRecordsWaitForTheFlushInterval() throws IOException {
        CommitLog log = fixture.open();
        fixture.append("lazy");
        log.endBatch(Demand.NONE);
        assertEquals(5 * MS, fixture.step());
        assertEquals(0, log.written());
        fixture.now += 5 * MS;
        assertEquals(LogWriter.IDLE, fixture.step());
        assertEquals(log.tail(), log.synced());
    }

    @Test
    void aWriteDemandIsWrittenAtOnceAndSyncedByTheInterval() throws IOException {
        CommitLog log = fixture.open();
        fixture.commit("soon", Demand.WRITE);
        assertEquals(log.tail(), log.written());
        assertEquals(0, log.synced());
        fixture.now += 5 * MS;
        fixture.step();
        assertEquals(log.tail(), log.synced());
    }

    @Test
    void allTurnsBeforeAStepShareOneSync() throws IOException {
        CommitLog log = fixture.open();
        fixture.commit("warm", Demand.SYNC);
        long syncs = fixture.files.syncs();
        for (int i = 0; i < 10; i++) {
            fixture.append("turn " + i);
            log.endBatch(Demand.SYNC);
        }
        assertEquals(LogWriter.IDLE, fixture.step());
        assertEquals(syncs + 1, fixture.files.syncs());
        assertEquals("synced " + log.tail(), fixture.events.get(fixture.events.size() - 1));
    }

    @Test
    void aFailedSyncFencesForGood() throws IOException {
        CommitLog log = fixture.open();
        fixture.files.failNextSync();
        fixture.commit("lost", Demand.SYNC);
        assertNotNull(log.failure());
        assertEquals(0, log.synced());
        assertTrue(fixture.events.contains("failed"));
        long bytes = fixture.files.bytesWritten();
        fixture.commit("after", Demand.SYNC);
        fixture.now += 1000 * MS;
        assertEquals(LogWriter.IDLE, fixture.step());
        assertEquals(bytes, fixture.files.bytesWritten(), "nothing is written after a failure");
        assertEquals(0, log.synced());
        assertThrows(IOException.class, log::close);
    }

    @Test
    void aFailedWriteFencesForGood() throws IOException {
        CommitLog log = fixture.open();
        fixture.files.failNextWrite();
        fixture.commit("lost", Demand.WRITE);
        assertNotNull(log.failure());
        assertEquals(0, log.written());
    }

    @Test
    void aFullDiskStopsWritesAndReliefContinuesThem() throws IOException {
        CommitLog log = fixture.open();
        fixture.files.capacity(1200);
        long first = fixture.commit("a".repeat(900), Demand.SYNC);
        long second = fixture.commit("b".repeat(900), Demand.SYNC);
        assertNull(log.failure());
        assertEquals(second - RecordLayout.SYNCED_RECORD_BYTES, log.written(), "cut back to a record boundary");
        assertEquals(Room.DISK_FULL, log.room(10, WriteClass.PUBLISH));
        assertEquals(Room.DISK_FULL, log.room(10, WriteClass.RELEASE));
        assertEquals("space", fixture.events.get(fixture.events.size() - 1));
        assertEquals("b".repeat(900), LogFixture.text(log.hot(second)));
        fixture.files.capacity(1 << 20);
        log.prepare();
        fixture.step();
        assertEquals(log.tail(), log.synced());
        assertEquals(Room.YES, log.room(10, WriteClass.PUBLISH));
        fixture.files.powerCut();
        fixture.open();
        assertEquals(List.of(first, second), List.copyOf(fixture.replayed.keySet()));
    }

    @Test
    void onAFullDiskReleasesGoOnInTheReservedSpare() throws IOException {
        fixture.settings = fixture.settings.withSpace(1, 0, 0);
        CommitLog log = fixture.open();
        log.prepare();
        fixture.commit("a".repeat(900), Demand.SYNC); // takes the spare beyond the reserve
        fixture.files.capacity(fixture.files.usedBytes());
        log.prepare();
        long last = 0;
        for (int i = 0; i < 7; i++) {
            last = fixture.commit("r" + i + "-".repeat(700), Demand.SYNC);
        }
        assertEquals(log.tail(), log.synced());
        assertTrue(last > LogFixture.SEGMENT_BYTES);
        assertEquals(Room.YES, log.room(700, WriteClass.RELEASE));
        assertEquals(Room.DISK_FULL, log.room(10, WriteClass.PUBLISH));
        assertEquals(Room.DISK_FULL, log.room(10, WriteClass.MAINTENANCE));
    }

    @Test
    void aSegmentThatWasNotPreWrittenMovesIntoTheReserveWhenTheDiskFills() throws IOException {
        fixture.settings = fixture.settings.withSpace(1, 0, 0);
        CommitLog log = fixture.open();
        fixture.commit("a".repeat(900), Demand.SYNC); // no spare was made: a growing file
        log.prepare();
        fixture.files.capacity(fixture.files.usedBytes());
        long second = fixture.commit("b".repeat(900), Demand.SYNC);
        assertEquals(log.tail(), log.synced());
        fixture.files.powerCut();
        fixture.open();
        assertEquals("b".repeat(900), fixture.replayed.get(second));
        assertEquals(2, fixture.replayed.size());
    }

    @Test
    void aDiskThatIsFullAtTheStartIsKnownBeforeTheFirstWrite() throws IOException {
        fixture.settings = fixture.settings.withSpace(0, 100_000, 50_000);
        fixture.files.capacity(fixture.files.usedBytes() + 40_000);
        assertEquals(Room.DISK_FULL, fixture.open().room(10, WriteClass.PUBLISH));
    }

    @Test
    void publishesStopAtTheWatermarkAndMaintenanceAtALowerOne() throws IOException {
        fixture.settings = fixture.settings.withSpace(0, 100_000, 50_000);
        CommitLog log = fixture.open();
        fixture.files.capacity(fixture.files.usedBytes() + 90_000);
        log.prepare();
        assertEquals(Room.DISK_FULL, log.room(10, WriteClass.PUBLISH));
        assertEquals(Room.YES, log.room(10, WriteClass.MAINTENANCE));
        fixture.files.capacity(fixture.files.usedBytes() + 40_000);
        log.prepare();
        assertEquals(Room.DISK_FULL, log.room(10, WriteClass.MAINTENANCE));
        assertEquals(Room.YES, log.room(10, WriteClass.RELEASE));
        fixture.files.capacity(1 << 20);
        log.prepare();
        assertEquals(Room.YES, log.room(10, WriteClass.PUBLISH));
        assertEquals(List.of("space", "space", "space"), fixture.events);
    }

    @Test
    void sparesAreNotPreWrittenWhileSegmentsFillFast() throws IOException {
        CommitLog log = fixture.open();
        assertTrue(log.needsSpare());
        fixture.fillSegment("a");
        fixture.fillSegment("b");
        assertFalse(log.needsSpare());
        fixture.now += 300 * MS;
        assertTrue(log.needsSpare());
        log.prepare();
        assertFalse(log.needsSpare());
    }

    @Test
    void theTransientLogIsNeverSyncedAndEmptyAfterARestart() throws IOException {
        fixture.settings = new LogSettings(Positions.TRANSIENT, "transient", 4096, 4096, 5, 0, 0, 0, () -> fixture.now);
        CommitLog log = fixture.open();
        long position = fixture.commit("gone", Demand.SYNC);
        fixture.fillSegment("a");
        assertEquals(Positions.TRANSIENT, Positions.log(position));
        assertEquals(log.written(), log.synced());
        assertEquals(0, fixture.files.syncs());
        assertEquals("gone", LogFixture.text(log.reader().read(position).body()));
        log.delete(Positions.of(Positions.TRANSIENT, 0));
        assertThrows(RecordGoneException.class, () -> log.reader().read(position));
        log.close();
        fixture.open();
        assertTrue(fixture.replayed.isEmpty());
        assertEquals(Positions.of(Positions.TRANSIENT, 0), fixture.log.tail());
        assertTrue(fixture.files.list("transient").isEmpty());
    }

    @Test
    void whatIsSyncedIsRecordedOnceWhenIdle() throws IOException {
        CommitLog log = fixture.open();
        fixture.commit("a", Demand.SYNC);
        assertTrue(log.recordSynced());
        fixture.step();
        fixture.now += 5 * MS;
        fixture.step();
        assertEquals(log.tail(), log.synced());
        assertFalse(log.recordSynced(), "its own record is no news");
    }

    @Test
    void aDamagedRecordIsNeverServedAndOthersAre() throws IOException {
        CommitLog log = fixture.open();
        long damaged = fixture.commit("damaged", Demand.SYNC);
        long sound = fixture.commit("sound", Demand.SYNC);
        fixture.files.flip("log/0000000000000000000.log", damaged + RecordLayout.HEADER_BYTES);
        CorruptStoreException error =
                assertThrows(CorruptStoreException.class, () -> log.reader().read(damaged));
        assertEquals(damaged, error.position());
        assertEquals("log/0000000000000000000.log", error.file());
        try (LogReader.Series series = log.reader().series(1 << 16)) {
            assertThrows(CorruptStoreException.class, () -> series.read(damaged));
            assertEquals("sound", LogFixture.text(series.read(sound).body()));
        }
    }
}
