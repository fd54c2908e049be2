// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portagemq.core.storage.CorruptStoreException;

class SegmentCleaningTest {
    private final LogFixture fixture = new LogFixture();

    /** Two sealed segments and the begin of a third; the records of each. */
    private List<List<Long>> threeSegments() throws IOException {
        fixture.open();
        List<Long> all = new ArrayList<>(fixture.fillSegment("a"));
        all.addAll(fixture.fillSegment("b"));
        List<List<Long>> bySegment = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (long position : all) {
            bySegment.get((int) (position / LogFixture.SEGMENT_BYTES)).add(position);
        }
        return bySegment;
    }

    @Test
    void liveRecordsKeepTheirPositionsAndTheRestIsGone() throws IOException {
        List<List<Long>> records = threeSegments();
        long live = records.get(0).get(3);
        String before = LogFixture.text(fixture.log.reader().read(live).body());
        long bytes = fixture.log.segments().bytesOnDisk();
        fixture.log.clean(0, new long[] {live});
        assertEquals(before, LogFixture.text(fixture.log.reader().read(live).body()));
        assertThrows(
                RecordGoneException.class,
                () -> fixture.log.reader().read(records.get(0).get(2)));
        assertThrows(
                RecordGoneException.class,
                () -> fixture.log.reader().read(records.get(0).get(4)));
        assertTrue(fixture.log.segments().bytesOnDisk() < bytes - 2000);
        assertEquals(1, fixture.log.segments().segments().get(0).liveRecords());
        fixture.log.close();
        fixture.open(2L * LogFixture.SEGMENT_BYTES);
        assertEquals(before, LogFixture.text(fixture.log.reader().read(live).body()));
    }

    @Test
    void aCleanedSegmentCanBeCleanedAgainAndDeleted() throws IOException {
        List<List<Long>> records = threeSegments();
        fixture.log.clean(0, new long[] {records.get(0).get(1), records.get(0).get(3)});
        fixture.log.clean(0, new long[] {records.get(0).get(3)});
        long last = records.get(0).get(3);
        assertEquals(last, fixture.log.reader().read(last).position());
        fixture.log.clean(0, new long[0]);
        assertThrows(
                RecordGoneException.class,
                () -> fixture.log.reader().read(records.get(0).get(3)));
        assertFalse(fixture.files.exists("log/0000000000000000000.log"));
    }

    @Test
    void thinNeighboursBecomeOneFile() throws IOException {
        fixture.settings = fixture.settings.withSizes(8192, 8192);
        fixture.open();
        List<Long> all = new ArrayList<>();
        while (fixture.log.tail() < 2 * 8192 + 600) {
            all.add(fixture.commit("m" + all.size() + "-".repeat(400), Demand.SYNC));
        }
        long first = all.get(2);
        long second = all.stream()
                .filter(position -> position > 8192 + 2000)
                .findFirst()
                .orElseThrow();
        fixture.log.clean(0, new long[] {first});
        fixture.log.clean(8192, new long[] {second});
        SegmentCatalog.Segment merged = fixture.log.segments().segments().get(0);
        assertEquals(2 * 8192, merged.end());
        assertEquals(2, merged.liveRecords());
        assertFalse(fixture.files.exists("log/0000000000000008192.log"));
        assertEquals(first, fixture.log.reader().read(first).position());
        assertEquals(second, fixture.log.reader().read(second).position());
        fixture.log.close();
        fixture.open(2 * 8192);
        assertEquals(second, fixture.log.reader().read(second).position());
        fixture.log.clean(0, new long[] {second});
        assertThrows(RecordGoneException.class, () -> fixture.log.reader().read(first));
    }

    @Test
    void aDamagedLiveRecordStopsTheCleaningAndChangesNothing() throws IOException {
        List<List<Long>> records = threeSegments();
        long damaged = records.get(0).get(2);
        fixture.files.flip("log/0000000000000000000.log", damaged + RecordLayout.HEADER_BYTES);
        long bytes = fixture.log.segments().bytesOnDisk();
        assertThrows(CorruptStoreException.class, () -> fixture.log.clean(0, new long[] {damaged}));
        assertEquals(bytes, fixture.log.segments().bytesOnDisk());
        assertEquals(
                records.get(0).get(1),
                fixture.log.reader().read(records.get(0).get(1)).position());
    }

    @Test
    void aSegmentThatIsStillWrittenIsRefused() throws IOException {
        threeSegments();
        long last = 2L * LogFixture.SEGMENT_BYTES;
        assertThrows(IllegalArgumentException.class, () -> fixture.log.delete(last));
        assertThrows(IllegalArgumentException.class, () -> fixture.log.clean(last, new long[] {last + 32}));
        assertThrows(IllegalArgumentException.class, () -> fixture.log.delete(17));
    }

    @Test
    void aDeadSegmentIsUsedAgainAndItsOldBytesAreNoRecords() throws IOException {
        fixture.open();
        fixture.log.prepare();
        List<Long> first = fixture.fillSegment("a"); // in a pre-written segment, so its file is whole
        fixture.fillSegment("b");
        fixture.log.delete(0);
        assertEquals(List.of("1.spare"), spares());
        fixture.fillSegment("c");
        assertEquals(List.of(), spares());
        long from = 2L * LogFixture.SEGMENT_BYTES;
        fixture.files.kill();
        fixture.open(from);
        assertTrue(fixture.replayed.firstKey() >= from);
        assertTrue(fixture.replayed.values().stream().noneMatch(body -> body.startsWith("a")));
        assertThrows(RecordGoneException.class, () -> fixture.log.reader().read(first.get(0)));
    }

    private List<String> spares() {
        return fixture.files.list("log").stream()
                .filter(name -> name.endsWith(".spare"))
                .toList();
    }

    @Test
    void aSegmentIsRetiredOnlyAfterItsLastReaderLeaves() throws IOException {
        threeSegments();
        SegmentTable table = new SegmentTable();
        SegmentFile file = SegmentFile.open(fixture.files, "log/0000000000000000000.log", 0, LogFixture.SEGMENT_BYTES);
        table.put(file);
        SegmentFile entered = table.acquire(100);
        List<String> done = new ArrayList<>();
        table.remove(file);
        file.retire(() -> done.add("retired"));
        assertFalse(entered.acquire() && done.contains("retired"), "a reader is still inside");
        entered.release();
        assertTrue(done.isEmpty());
        entered.release();
        assertEquals(List.of("retired"), done);
        assertFalse(file.acquire());
    }
}
