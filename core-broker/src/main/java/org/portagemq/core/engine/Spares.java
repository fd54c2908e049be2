// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.portagemq.core.log.CommitLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has spare segments made, so that the log never waits for one, and has the logs look how full the disk is. Belongs to
 * the core; the work is done on the file lane.
 */
final class Spares {

    private static final Logger LOG = LoggerFactory.getLogger(Spares.class);

    private final CommitLog durable;
    private final CommitLog transientLog;
    private final Executor fileLane;
    private final CoreCalls core;
    private boolean preparing;

    Spares(CommitLog durable, CommitLog transientLog, Executor fileLane, CoreCalls core) {
        this.durable = durable;
        this.transientLog = transientLog;
        this.fileLane = fileLane;
        this.core = core;
    }

    /** Has what is missing made; also looks at the disk if asked. */
    void look(boolean disk) {
        boolean needed = disk || durable.needsSpare() || transientLog.needsSpare();
        if (needed && !preparing) {
            preparing = true;
            fileLane.execute(() -> {
                prepare(durable);
                prepare(transientLog);
                core.call(() -> preparing = false);
            });
        }
    }

    private static void prepare(CommitLog log) {
        try {
            log.prepare();
        } catch (IOException failed) {
            LOG.warn("a spare segment could not be made: {}", failed.getMessage());
        }
    }
}
