// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.portagemq.core.simulation.SimulatedFiles;

class LogThreadTest {
    private static final long DEADLINE_SECONDS = 40;

    @Test
    void noWakeUpIsLostHoweverTheTurnsFall() throws Exception {
        SimulatedFiles files = new SimulatedFiles(1);
        LogSettings settings =
                LogSettings.durableLog().withSizes(1 << 16, 1 << 16).withSpace(0, 0, 0);
        CommitLog log = CommitLog.open(files, settings, 1, 0, (position, type, body) -> {});
        SyncedSignal signal = new SyncedSignal();
        log.onProgress(signal);
        List<Demand> demands = List.of(Demand.SYNC, Demand.NONE, Demand.SYNC, Demand.WRITE);
        LogThread thread = LogThread.start(log, "log test");
        try {
            for (int turn = 0; turn < 3_000; turn++) {
                // NONE and WRITE are synced by the flush interval: only a few of them, as each takes 5 ms.
                Demand demand = turn % 100 < 4 ? demands.get(turn % 100) : Demand.SYNC;
                assertEquals(Room.YES, log.room(8, WriteClass.PUBLISH));
                long value = turn;
                log.append((byte) 1, 8, target -> target.putLong(value));
                log.endBatch(demand);
                signal.await(log, log.tail());
            }
        } finally {
            thread.close();
        }
        assertNull(log.failure());
        log.close();
        int[] replayed = {0};
        CommitLog.open(files, settings, 2, 0, (position, type, body) -> replayed[0]++)
                .close();
        assertEquals(3_000, replayed[0]);
    }

    private static final class SyncedSignal implements LogListener {
        private final Semaphore syncs = new Semaphore(0);

        void await(CommitLog log, long position) throws InterruptedException {
            while (log.synced() < position) {
                assertTrue(
                        syncs.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS),
                        () -> "a wake-up was lost: synced " + log.synced() + " of " + position);
            }
        }

        @Override
        public void written(long position) {
            // Only syncs are awaited.
        }

        @Override
        public void synced(long position) {
            syncs.release();
        }

        @Override
        public void failed(IOException failure) {
            syncs.release();
        }

        @Override
        public void spaceChanged() {
            // The disk has room.
        }
    }
}
