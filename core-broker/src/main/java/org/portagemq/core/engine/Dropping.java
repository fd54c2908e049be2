// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.function.Consumer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;

/** Drops the ready messages of a group up to an offset, in slices between other work. Belongs to the core. */
final class Dropping {

    private static final int SLICE = 10_000;

    private final ProgressJournal journal;
    private final IndexKeeper indexes;
    private final ColdReads coldReads;
    private final CoreCalls core;
    private final Totals totals;

    Dropping(ProgressJournal journal, IndexKeeper indexes, ColdReads coldReads, CoreCalls core, Totals totals) {
        this.journal = journal;
        this.indexes = indexes;
        this.coldReads = coldReads;
        this.core = core;
        this.totals = totals;
    }

    /** Calls back in the core with how many they were, in the turn that dropped the last one. */
    void below(Group group, long limit, Consumer<Long> done, Consumer<BrokerException> failed) {
        coldReads.forget(group);
        new Run(group, limit, done, failed).goOn();
    }

    private final class Run {
        private final Group group;
        private final long limit;
        private final Consumer<Long> done;
        private final Consumer<BrokerException> failed;
        private long count;

        private Run(Group group, long limit, Consumer<Long> done, Consumer<BrokerException> failed) {
            this.group = group;
            this.limit = limit;
            this.done = done;
            this.failed = failed;
        }

        private void goOn() {
            for (int steps = 0; steps < SLICE; steps++) {
                long offset = group.isDeleted() ? -1 : next();
                if (offset < 0) {
                    totals.purged += count;
                    done.accept(count);
                    return;
                }
                IndexBlock block = group.backlog().index().block(offset);
                if (!block.inMemory()) {
                    indexes.load(group.backlog().index(), block, failure -> {
                        if (failure == null) {
                            goOn();
                        } else {
                            failed.accept(new BrokerException(ErrorCode.STORE_FAILED, failure.getMessage()));
                        }
                    });
                    return;
                }
                drop(offset, block.size((int) (offset - block.first())));
            }
            core.call(this::goOn);
        }

        private long next() {
            Backlog backlog = group.backlog();
            for (int level = backlog.levels() - 1; level >= 0; level--) {
                long offset = backlog.nextReadyIn(level, 0);
                if (offset >= 0 && offset < limit) {
                    return offset;
                }
            }
            return -1;
        }

        private void drop(long offset, int size) {
            group.backlog().finishReady(offset, size);
            if (group.isDurable() && !group.removeFleeting(offset)) {
                journal.done(group.id(), offset, 1, size);
            }
            count++;
        }
    }
}
