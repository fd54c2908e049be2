// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.LogListener;

/**
 * Where those wait who depend on the log being written or synced. The log's thread wakes all of them after each step that may
 * be theirs; who is not satisfied yet comes again. Thread-safe.
 */
final class Progress implements LogListener {

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> waitingForSync = new ConcurrentLinkedQueue<>();
    private final CommitLog log;

    Progress(CommitLog log) {
        this.log = log;
    }

    /**
     * Calls the waiter once, after the log's next step at the latest. It may be called although nothing has changed:
     * who registers looks at the log again afterwards, so that no step is missed.
     */
    void await(Runnable waiter) {
        waiting.add(waiter);
    }

    /** The same for one whom only what is synced, or a failure, concerns: a write wakes it in vain. */
    void awaitSync(Runnable waiter) {
        waitingForSync.add(waiter);
    }

    /**
     * Whether everything before the end is stored as asked. Once the store has failed nobody knows what became of bytes
     * that were written and not synced.
     */
    boolean reached(long end, boolean synced) {
        return (synced || log.failure() != null ? log.synced() : log.written()) >= end;
    }

    IOException failure() {
        return log.failure();
    }

    @Override
    public void written(long position) {
        wake(waiting);
    }

    @Override
    public void synced(long position) {
        wake(waitingForSync);
        wake(waiting);
    }

    @Override
    public void failed(IOException failure) {
        wake(waitingForSync);
        wake(waiting);
    }

    @Override
    public void spaceChanged() {
        wake(waiting);
    }

    private static void wake(Queue<Runnable> waiting) {
        for (Runnable waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
            waiter.run();
        }
    }
}
