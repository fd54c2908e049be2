// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.log.Demand;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.queue.BlockFile;
import org.portagemq.core.queue.KeyIndex;
import org.portagemq.core.record.Change;
import org.portagemq.core.routing.Topic;
import org.portagemq.core.snapshot.SnapshotStore;
import org.portagemq.core.snapshot.SnapshotWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots: what is declared at once, then the keys of messages and the groups a slice at a time between turns of
 * the core, each group with the position up to which it was applied. The snapshot is published when the log is synced past the last of them. Belongs
 * to the core; files are written on the file lane.
 */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final int SLICE_BYTES = 256 << 10;
    private static final int SLICE_GROUPS = 500;

    /** After a failure, such as a full disk, the next one is not begun at once. */
    private static final long RETRY_NANOS = 2_000_000_000L;

    /** So many bytes of log for each byte of a snapshot at least: a hundred thousand groups are not written all the time. */
    private static final long LOG_FOR_A_BYTE = 4;

    private final Platform platform;
    private final SnapshotStore store;
    private final IndexKeeper indexes;
    private final BlockFile blocks;
    private final KeyIndex keys;
    private final Catalog catalog;
    private final RouteSets routeSets;
    private final Transactions transactions;
    private final Remembered remembered;
    private final ProgressJournal journal;
    private final TurnLog log;
    private final CoreCalls core;
    private final Executor fileLane;
    private final long bytesBetween;
    private final long nanosBetween;
    private Consumer<Published> published;
    private long generation;
    private long lastReplayFrom;
    private long lastNanos;
    private long lastBytes;
    private Taking taking;
    private boolean hasFailed;
    private boolean stopped;

    /** A snapshot that is out: replay starts at {@code replayFrom} now, or at {@code before} from the one before it. */
    record Published(long replayFrom, long before) {}

    /** The snapshot that is being taken. */
    private static final class Taking {
        private final long replayFrom;
        private final List<Group> groups;
        private final DeduplicationTable.Slices keys;
        private final AtomicReference<SnapshotWriter> writer = new AtomicReference<>();
        private final AtomicReference<IOException> failure = new AtomicReference<>();
        private int next;
        private long highestStamp;
        private boolean written;

        private Taking(long replayFrom, List<Group> groups, DeduplicationTable.Slices keys) {
            this.keys = keys;
            this.replayFrom = replayFrom;
            this.groups = groups;
        }
    }

    Snapshots(
            Platform platform,
            Store files,
            IndexKeeper indexes,
            Catalog catalog,
            RouteSets routeSets,
            Transactions transactions,
            Remembered remembered,
            ProgressJournal journal,
            TurnLog log,
            CoreCalls core,
            long bytesBetween,
            long nanosBetween) {
        this.platform = platform;
        this.store = files.snapshots();
        this.indexes = indexes;
        this.blocks = files.blocks();
        this.keys = files.keys();
        this.catalog = catalog;
        this.routeSets = routeSets;
        this.transactions = transactions;
        this.remembered = remembered;
        this.journal = journal;
        this.log = log;
        this.core = core;
        this.fileLane = platform.fileLane();
        this.bytesBetween = bytesBetween;
        this.nanosBetween = nanosBetween;
    }

    void whenPublished(Consumer<Published> consumer) {
        published = consumer;
    }

    /** Recovery has started from this snapshot. */
    void continueFrom(long lastGeneration, long replayFrom) {
        generation = lastGeneration;
        lastReplayFrom = replayFrom;
        lastNanos = platform.nanoTime();
    }

    /** On each tick: begins one when enough was logged, and publishes the one that waits for the log. */
    void tick() {
        if (stopped || log.hasFailed()) {
            return;
        }
        if (taking != null) {
            publishWhenSynced();
            return;
        }
        long since = log.end() - lastReplayFrom;
        if (hasFailed && platform.nanoTime() - lastNanos < RETRY_NANOS) {
            return;
        }
        boolean due = since > Math.max(bytesBetween, lastBytes * LOG_FOR_A_BYTE)
                || (since > 0 && platform.nanoTime() - lastNanos > nanosBetween);
        if (due && journal.flush()) {
            begin();
        }
    }

    private void begin() {
        routeSets.forget();
        long stamp = log.end();
        lastNanos = platform.nanoTime();
        List<Group> groups =
                catalog.groups().values().stream().filter(Group::isDurable).toList();
        taking = new Taking(stamp, groups, remembered.deduplication().slices());
        taking.highestStamp = stamp;
        Taking begun = taking;
        long number = ++generation;
        long now = platform.wallMs();
        List<ByteBuffer> head = remembered.items(stamp);
        head.add(0, head(stamp));
        indexes.snapshotBegun();
        fileLane.execute(() -> {
            try {
                SnapshotWriter writer = store.begin(number, stamp, now);
                begun.writer.set(writer);
                for (ByteBuffer item : head) {
                    SnapshotItems.append(writer, item);
                }
            } catch (IOException failed) {
                begun.failure.set(failed);
            }
            core.call(() -> slice(begun));
        });
    }

    /** Writes some keys or some groups' state, then lets the core go on with other work. */
    private void slice(Taking current) {
        if (stopped || current.failure.get() != null) {
            giveUp(current);
            return;
        }
        if (!journal.flush()) {
            // No room for what the groups' state would contain: the log has to move on first.
            fileLane.execute(() -> core.call(() -> slice(current)));
            return;
        }
        long stamp = log.end();
        current.highestStamp = stamp;
        List<ByteBuffer> items = current.keys.hasMore() ? List.of(current.keys.item()) : groups(current, stamp);
        boolean more = current.keys.hasMore() || current.next < current.groups.size();
        fileLane.execute(() -> {
            append(current, items);
            core.call(() -> {
                if (more) {
                    slice(current);
                } else {
                    current.written = true;
                    log.want(Demand.SYNC);
                }
            });
        });
    }

    private static List<ByteBuffer> groups(Taking current, long stamp) {
        List<ByteBuffer> items = new ArrayList<>();
        int bytes = 0;
        int count = 0;
        while (current.next < current.groups.size() && bytes < SLICE_BYTES && count < SLICE_GROUPS) {
            Group group = current.groups.get(current.next++);
            count++;
            if (!group.isDeleted()) {
                ByteBuffer item = SnapshotCodec.group(group, stamp, false);
                items.add(item);
                bytes += item.remaining();
            }
        }
        return items;
    }

    private static void append(Taking current, List<ByteBuffer> items) {
        try {
            for (ByteBuffer item : items) {
                SnapshotItems.append(current.writer.get(), item);
            }
        } catch (IOException failed) {
            current.failure.set(failed);
        } catch (RuntimeException failed) {
            current.failure.set(new IOException("a part of it cannot be written: " + failed.getMessage(), failed));
        }
    }

    private void publishWhenSynced() {
        Taking current = taking;
        if (current.failure.get() != null && current.written) {
            giveUp(current);
            return;
        }
        if (!current.written || log.log().synced() < current.highestStamp) {
            return;
        }
        current.written = false;
        fileLane.execute(() -> {
            try {
                publish(current.writer.get());
                core.call(() -> done(current));
            } catch (IOException failed) {
                current.failure.set(failed);
                core.call(() -> giveUp(current));
            }
        });
    }

    private void publish(SnapshotWriter writer) throws IOException {
        blocks.sync();
        keys.flush();
        keys.sync();
        writer.publish();
    }

    private void done(Taking current) {
        long before = lastReplayFrom;
        lastReplayFrom = current.replayFrom;
        lastBytes = current.writer.get().bytes();
        taking = null;
        hasFailed = false;
        indexes.snapshotPublished();
        published.accept(new Published(current.replayFrom, before));
    }

    /** The next one may succeed; until then the log keeps more than it would have to. */
    private void giveUp(Taking current) {
        if (taking != current) {
            return;
        }
        taking = null;
        IOException failure = current.failure.get();
        if (failure != null) {
            hasFailed = true;
            LOG.warn("no snapshot could be written, the last one stays in force: {}", failure.getMessage());
        }
        SnapshotWriter writer = current.writer.get();
        if (writer != null) {
            fileLane.execute(() -> abandon(writer));
        }
    }

    private static void abandon(SnapshotWriter writer) {
        try {
            writer.abandon();
        } catch (IOException failed) {
            LOG.warn("an unfinished snapshot could not be deleted: {}", failed.getMessage());
        }
    }

    /** No further snapshot is begun; the one being taken is given up. Called before {@link #takeLast}. */
    void stop() {
        stopped = true;
        if (taking != null) {
            giveUp(taking);
        }
    }

    /** At a clean end, when nothing else runs any more and the log is synced: the start will replay nothing. */
    void takeLast() throws IOException {
        long stamp = log.end();
        SnapshotWriter writer = store.begin(++generation, stamp, platform.wallMs());
        SnapshotItems.append(writer, head(stamp));
        for (ByteBuffer item : remembered.items(stamp)) {
            SnapshotItems.append(writer, item);
        }
        DeduplicationTable.Slices slices = remembered.deduplication().slices();
        while (slices.hasMore()) {
            SnapshotItems.append(writer, slices.item());
        }
        for (Group group : catalog.groups().values()) {
            if (group.isDurable()) {
                SnapshotItems.append(writer, SnapshotCodec.group(group, stamp, true));
            }
        }
        publish(writer);
    }

    /** Counters and everything that is declared, as one buffer. */
    private ByteBuffer head(long stamp) {
        List<byte[]> declared = new ArrayList<>();
        for (Namespace namespace : catalog.namespaces()) {
            declare(namespace, declared);
        }
        byte[] slots = SnapshotCodec.slots(blocks.taken());
        int length = slots.length
                + 5
                + 24
                + declared.stream().mapToInt(bytes -> 5 + bytes.length).sum();
        ByteBuffer head = ByteBuffer.allocate(length);
        SnapshotCodec.putCounters(
                head, new SnapshotCodec.Counters(stamp, catalog.nextId(), routeSets.next(), transactions.nextId()));
        head.put(slots);
        for (byte[] bytes : declared) {
            head.put(SnapshotCodec.DECLARED).putInt(bytes.length).put(bytes);
        }
        return head.flip();
    }

    private static void declare(Namespace namespace, List<byte[]> declared) {
        int id = namespace.id();
        declared.add(SnapshotCodec.declared(new Change.NamespacePut(id, namespace.settings())));
        for (Topic topic : namespace.topics().values()) {
            if (topic.settings().durable()) {
                declare(id, topic, declared);
            }
        }
        for (Group group : namespace.groups().values()) {
            if (group.isDurable()) {
                declared.add(SnapshotCodec.declared(new Change.GroupPut(id, group.id(), group.settings())));
                if (group.isPaused()) {
                    declared.add(SnapshotCodec.declared(new Change.GroupPaused(id, group.name(), true)));
                }
            }
        }
        for (Topic topic : namespace.topics().values()) {
            for (Binding binding : topic.bindings()) {
                if (topic.settings().durable() && isDurable(namespace, binding.target())) {
                    declared.add(SnapshotCodec.declared(new Change.BindingPut(id, binding)));
                }
            }
        }
        for (PolicySettings policy : namespace.policies().all()) {
            declared.add(SnapshotCodec.declared(new Change.PolicyPut(id, policy)));
        }
    }

    /** A topic, with the partitions of a stream in runs of ids, and the stream's groups. */
    private static void declare(int namespace, Topic topic, List<byte[]> declared) {
        StreamTopic stream = StreamCatalog.of(topic);
        if (stream == null) {
            declared.add(SnapshotCodec.declared(new Change.TopicPut(namespace, topic.id(), 0, topic.settings())));
            return;
        }
        List<Integer> ids = stream.partitions().stream().map(Group::id).toList();
        for (int first = 0; first < ids.size(); ) {
            int count = 1;
            while (first + count < ids.size() && ids.get(first + count) == ids.get(first) + count) {
                count++;
            }
            Change run = first == 0
                    ? new Change.TopicPut(
                            namespace, topic.id(), ids.get(0), topic.settings().withPartitions(count))
                    : new Change.PartitionsAdded(namespace, topic.name(), ids.get(first), count);
            declared.add(SnapshotCodec.declared(run));
            first += count;
        }
        for (StreamGroup group : stream.groups().values()) {
            List<Integer> cursors = group.cursors().stream().map(Group::id).toList();
            declared.add(SnapshotCodec.declared(
                    new Change.StreamGroupPut(namespace, group.ownership(), cursors, group.settings())));
        }
    }

    private static boolean isDurable(Namespace namespace, Binding.Target name) {
        Object target = Catalog.target(namespace, name);
        return target instanceof Group group
                ? group.isDurable()
                : target instanceof Topic topic && topic.settings().durable();
    }
}
