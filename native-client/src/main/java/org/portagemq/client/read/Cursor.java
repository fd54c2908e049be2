// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.Page;

/** A place in one queue, and the page that is fetched from there. Belongs to the reader's thread. */
final class Cursor {

    private final QueueRef queue;
    private long position;
    private boolean paused;
    private CompletableFuture<Page> fetch;

    Cursor(QueueRef queue, long position) {
        this.queue = queue;
        this.position = position;
    }

    QueueRef queue() {
        return queue;
    }

    /** The offset of the next message. */
    long position() {
        return position;
    }

    /** What was fetched from the old place is dropped. */
    void seek(long offset) {
        position = offset;
        fetch = null;
    }

    void paused(boolean now) {
        paused = now;
    }

    boolean isIdle() {
        return !paused && fetch == null;
    }

    void fetching(CompletableFuture<Page> pages) {
        fetch = pages;
    }

    /** The page, once: null when it is not there yet, or nobody wants it now. */
    CompletableFuture<Page> take() {
        if (paused || fetch == null || !fetch.isDone()) {
            return null;
        }
        CompletableFuture<Page> done = fetch;
        fetch = null;
        return done;
    }

    void advance(long next) {
        position = next;
    }
}
