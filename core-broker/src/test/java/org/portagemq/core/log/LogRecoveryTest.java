// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

class LogRecoveryTest {
    private static final String FIRST = "log/0000000000000000000.log";
    private final LogFixture fixture = new LogFixture();

    @Test
    void aCleanStopReplaysEverythingAndGoesOnInANewSegment() throws IOException {
        fixture.open();
        long position = fixture.append("a");
        fixture.log.close();
        CommitLog log = fixture.open();
        assertEquals("{" + position + "=a}", fixture.replayed.toString());
        assertEquals(LogFixture.SEGMENT_BYTES, log.tail());
        assertEquals(log.tail(), log.synced());
    }

    @Test
    void replayBeginsWhereTheSnapshotEnds() throws IOException {
        fixture.open();
        fixture.commit("a", Demand.SYNC);
        long second = fixture.commit("b", Demand.SYNC);
        fixture.log.close();
        fixture.open(second);
        assertEquals("{" + second + "=b}", fixture.replayed.toString());
    }

    @Test
    void aTornTailIsCutAndKeptAside() throws IOException {
        fixture.open();
        long kept = fixture.commit("kept", Demand.SYNC);
        long torn = fixture.commit("torn", Demand.WRITE);
        fixture.commit("later", Demand.WRITE);
        fixture.files.flip(FIRST, torn + RecordLayout.HEADER_BYTES);
        fixture.files.kill();
        CommitLog log = fixture.open();
        assertEquals("{" + kept + "=kept}", fixture.replayed.toString());
        assertEquals(1, fixture.files.list("torn").size());
        assertEquals(LogFixture.SEGMENT_BYTES, log.tail());
        fixture.open();
        assertEquals("{" + kept + "=kept}", fixture.replayed.toString(), "the cut is durable");
    }

    @Test
    void laterSegmentsAfterATornTailAreTakenOut() throws IOException {
        fixture.open();
        long torn = fixture.commit("torn", Demand.NONE);
        fixture.log.close();
        // A later segment that no record vouches for: as if only its pages had reached the disk.
        fixture.open();
        fixture.commit("later", Demand.WRITE);
        fixture.files.kill();
        fixture.files.delete(FIRST);
        CorruptStoreException error = assertThrows(CorruptStoreException.class, fixture::open);
        assertEquals(0, error.position(), "the first record of the later segment says that " + torn + " was synced");
        assertEquals(List.of("0000000000000004096.log"), fixture.files.list("log"), "nothing was changed");
    }

    @Test
    void damageBelowWhatIsKnownToBeSyncedIsRefusedAtAnyByteOrHarmless() throws IOException {
        fixture.open();
        for (int i = 0; i < 5; i++) {
            fixture.commit("record " + i, Demand.SYNC);
        }
        long proven = fixture.log.synced();
        fixture.log.close();
        fixture.files.kill();
        fixture.open();
        TreeMap<Long, String> sound = new TreeMap<>(fixture.replayed);
        int refused = 0;
        for (long at = 0; at < proven; at++) {
            fixture.files.flip(FIRST, at);
            try {
                fixture.open();
                assertEquals(sound, fixture.replayed, "flip at " + at);
            } catch (CorruptStoreException e) {
                refused++;
                assertTrue(e.position() <= at && e.getMessage().contains(FIRST), e.getMessage());
            }
            fixture.files.flip(FIRST, at);
        }
        assertTrue(refused > proven - 5 * RecordLayout.ALIGNMENT, refused + " of " + proven);
        fixture.open();
        assertEquals(sound, fixture.replayed);
    }

    @Test
    void idleTimeProvesTheLastRecordsToo() throws IOException {
        fixture.open();
        long last = fixture.commit("last", Demand.SYNC);
        assertTrue(fixture.log.recordSynced());
        fixture.step();
        fixture.now += 5_000_000L;
        fixture.step();
        fixture.files.flip(FIRST, last);
        fixture.files.powerCut();
        assertThrows(CorruptStoreException.class, fixture::open);
    }

    @Test
    void anEpochThatIsNotNewIsRefused() throws IOException {
        fixture.open();
        fixture.commit("a", Demand.SYNC);
        fixture.files.kill();
        CorruptStoreException error = assertThrows(
                CorruptStoreException.class,
                () -> CommitLog.open(fixture.files, fixture.settings, 1, 0, (position, type, body) -> {}));
        assertEquals("store.epoch", error.file());
    }

    @Test
    void aRecordOfAnOlderBootAfterANewerOneIsAStalePageAndNoRecord() throws IOException {
        ByteBuffer segment = ByteBuffer.allocate(LogFixture.SEGMENT_BYTES);
        CRC32C crc = new CRC32C();
        RecordLayout.seal(segment, 0, 0, 5, LogFixture.TYPE, 0, crc);
        RecordLayout.seal(segment, 24, 24, 4, LogFixture.TYPE, 0, crc);
        try (StoreFile file = fixture.files.open(FIRST, StoreFiles.Mode.CREATE)) {
            file.write(segment, 0);
        }
        List<Long> seen = new ArrayList<>();
        CommitLog.open(fixture.files, fixture.settings, 6, 0, (position, type, body) -> seen.add(position))
                .close();
        assertEquals(List.of(0L), seen);
    }

    @Test
    void anotherSegmentSizeIsRefused() throws IOException {
        fixture.open();
        fixture.fillSegment("a");
        fixture.fillSegment("b");
        fixture.log.close();
        fixture.settings = fixture.settings.withSizes(8192, 8192);
        assertThrows(CorruptStoreException.class, fixture::open);
    }
}
