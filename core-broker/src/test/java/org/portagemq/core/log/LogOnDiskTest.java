// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.storage.StoreFolder;

class LogOnDiskTest {
    @TempDir
    private Path folder;

    @Test
    void theLogWorksOnARealFileSystem() throws IOException {
        LogSettings settings =
                LogSettings.durableLog().withSizes(1 << 16, 1 << 16).withSpace(1, 0, 0);
        List<Long> positions = new ArrayList<>();
        try (StoreFolder store = StoreFolder.open(folder);
                CommitLog log = CommitLog.open(store.files(), settings, store.epoch(), 0, (at, type, body) -> {})) {
            log.prepare();
            for (int i = 0; i < 300; i++) {
                assertEquals(Room.YES, log.room(1000, WriteClass.PUBLISH));
                positions.add(log.append((byte) 2, 1000, target -> target.position(target.limit())));
                log.endBatch(i % 10 == 0 ? Demand.SYNC : Demand.WRITE);
                log.writer().step(System.nanoTime());
            }
            long live = positions.get(3);
            log.clean(0, new long[] {live});
            log.delete(1 << 16);
            assertEquals(live, log.reader().read(live).position());
        }
        List<Long> replayed = new ArrayList<>();
        long replayFrom =
                positions.stream().filter(at -> at > 2 << 16).findFirst().orElseThrow();
        try (StoreFolder store = StoreFolder.open(folder);
                CommitLog log = CommitLog.open(
                        store.files(), settings, store.epoch(), replayFrom, (at, type, body) -> replayed.add(at))) {
            assertEquals(positions.subList(positions.indexOf(replayFrom), positions.size()), replayed);
            assertEquals(positions.get(3), log.reader().read(positions.get(3)).position());
            assertTrue(log.tail() > positions.get(299));
        }
    }
}
