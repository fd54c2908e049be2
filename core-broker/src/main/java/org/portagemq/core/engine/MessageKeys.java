// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import org.portagemq.core.log.Positions;
import org.portagemq.core.queue.KeyIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files messages of the durable log under their keys. Belongs to the core; the index is written on the file lane. */
final class MessageKeys {

    private static final Logger LOG = LoggerFactory.getLogger(MessageKeys.class);

    /** While the index is being written so many keys may wait; those beyond cannot be found later. */
    private static final int WAITING_LIMIT = 100_000;

    private final KeyIndex index;
    private final Executor fileLane;
    private final CoreCalls core;
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private boolean flushing;

    private record Entry(long scope, String key, long position, long time) {}

    MessageKeys(KeyIndex index, Executor fileLane, CoreCalls core) {
        this.index = index;
        this.fileLane = fileLane;
        this.core = core;
    }

    void add(Namespace namespace, String topic, List<String> keys, long position, long time) {
        if (keys.isEmpty() || Positions.log(position) != Positions.DURABLE) {
            return;
        }
        long scope = scope(namespace, topic);
        for (String key : keys) {
            add(new Entry(scope, key, position, time));
        }
    }

    private void add(Entry entry) {
        if (waiting.isEmpty() && index.add(entry.scope, entry.key, entry.position, entry.time)) {
            return;
        }
        if (waiting.size() < WAITING_LIMIT) {
            waiting.add(entry);
        }
        flush();
    }

    /** Writes what the index has collected, and then adds what waits. */
    private void flush() {
        if (flushing) {
            return;
        }
        flushing = true;
        fileLane.execute(() -> {
            try {
                index.flush();
            } catch (IOException failed) {
                LOG.warn(
                        "keys of messages could not be written, they may not be found by key: {}", failed.getMessage());
            }
            core.call(this::flushed);
        });
    }

    private void flushed() {
        flushing = false;
        while (!waiting.isEmpty()) {
            Entry next = waiting.peek();
            if (!index.add(next.scope, next.key, next.position, next.time)) {
                flush();
                return;
            }
            waiting.poll();
        }
    }

    static long scope(Namespace namespace, String topic) {
        return (long) namespace.id() << 32 | (topic.hashCode() & 0xffffffffL);
    }

    KeyIndex index() {
        return index;
    }
}
