// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.LogSettings;
import org.portagemq.core.platform.CoreSettings;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.queue.BlockFile;
import org.portagemq.core.queue.KeyIndex;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;
import org.portagemq.core.snapshot.SnapshotStore;
import org.portagemq.core.storage.StoreFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files behind a broker, before the durable log is recovered. */
record Store(
        StoreFiles files,
        int epoch,
        LogSettings durableSettings,
        CommitLog transientLog,
        SnapshotStore snapshots,
        BlockFile blocks,
        KeyIndex keys) {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    static Store open(StoreFiles files, int epoch, Settings settings, Platform platform) throws IOException {
        LogSettings durable = sized(LogSettings.durableLog(), CoreSettings.RING_BYTES, settings, platform);
        LogSettings fleeting = sized(LogSettings.transientLog(), CoreSettings.TRANSIENT_RING_BYTES, settings, platform);
        CommitLog transientLog = CommitLog.open(files, fleeting, epoch, 0, (position, type, body) -> {});
        return new Store(
                files,
                epoch,
                durable,
                transientLog,
                new SnapshotStore(files),
                BlockFile.open(files),
                KeyIndex.open(files));
    }

    private static LogSettings sized(LogSettings base, Setting<Long> ringBytes, Settings settings, Platform platform) {
        return base.withSizes(
                        Math.toIntExact(settings.get(CoreSettings.SEGMENT_BYTES)),
                        Math.toIntExact(settings.get(ringBytes)))
                .withFlushIntervalMs(Math.toIntExact(
                        settings.get(CoreSettings.FLUSH_INTERVAL).toMillis()))
                .withSpace(
                        base.reservedSpares(),
                        settings.get(CoreSettings.PUBLISH_FLOOR),
                        settings.get(CoreSettings.MAINTENANCE_FLOOR))
                .withClock(platform::nanoTime);
    }

    /** When nothing runs any more: the rest of the log, the last snapshot, and the files. */
    void close(TurnLog durable, Snapshots snapshots) {
        closeQuietly("log", durable.log());
        // With records that the disk had no room for, the log ends before what a snapshot would say.
        if (!durable.hasFailed() && durable.log().synced() == durable.end()) {
            try {
                snapshots.takeLast();
            } catch (IOException failed) {
                LOG.warn("no snapshot at the end, the next start replays the log: {}", failed.getMessage());
            }
        }
        closeQuietly("transient log", transientLog);
        closeQuietly("block file", blocks);
        closeQuietly("key index", keys);
    }

    private static void closeQuietly(String what, AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception failed) {
            LOG.warn("the {} could not be closed: {}", what, failed.getMessage());
        }
    }
}
