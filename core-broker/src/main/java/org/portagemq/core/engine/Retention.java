// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.routing.Topic;

/** Lets go what streams need not keep any longer, by age and by size. Belongs to the core. */
final class Retention {

    /** So many messages at most in one go, so that other work comes between. */
    private static final int STEPS = 10_000;

    private final Catalog catalog;
    private final ProgressJournal journal;
    private final IndexKeeper indexes;

    Retention(Catalog catalog, ProgressJournal journal, IndexKeeper indexes) {
        this.catalog = catalog;
        this.journal = journal;
        this.indexes = indexes;
    }

    /** Looks at all streams; answers whether there is more to let go already. */
    boolean look(long nowMs) {
        boolean more = false;
        for (Namespace namespace : catalog.namespaces()) {
            for (Topic topic : namespace.topics().values()) {
                if (topic.attachment() instanceof StreamTopic stream) {
                    for (Group partition : stream.partitions()) {
                        more |= trim(partition, topic.settings().retention(), nowMs);
                    }
                }
            }
        }
        for (Group group : catalog.groups().values()) {
            org.portagemq.core.api.Retention own = group.rules().stream();
            if (own != null) {
                more |= trim(group, own, nowMs);
            }
        }
        return more;
    }

    private boolean trim(Group partition, org.portagemq.core.api.Retention keep, long nowMs) {
        Backlog backlog = partition.backlog();
        long maxAge = keep.maxAgeMs();
        long maxBytes = keep.maxBytes();
        for (int steps = 0; steps < STEPS; steps++) {
            long offset = backlog.nextReady();
            if (offset < 0) {
                return false;
            }
            IndexBlock block = backlog.index().block(offset);
            if (!block.inMemory()) {
                if (!block.isMoving()) {
                    indexes.load(backlog.index(), block, failure -> {});
                }
                return false;
            }
            int index = (int) (offset - block.first());
            boolean tooOld = maxAge >= 0 && nowMs - block.time(index) > maxAge;
            boolean tooMuch = maxBytes >= 0 && backlog.bytes() > maxBytes;
            if (!tooOld && !tooMuch) {
                return false;
            }
            int size = block.size(index);
            backlog.finishReady(offset, size);
            if (partition.isDurable() && !partition.removeFleeting(offset)) {
                journal.done(partition.id(), offset, 1, size);
            }
        }
        return true;
    }
}
