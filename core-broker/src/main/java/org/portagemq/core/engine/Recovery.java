// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.record.ChangeCodec;
import org.portagemq.core.record.DispatchRecord;
import org.portagemq.core.record.DueRecord;
import org.portagemq.core.record.KeyHash;
import org.portagemq.core.record.MessageRecord;
import org.portagemq.core.record.MoveRecord;
import org.portagemq.core.record.NoteRecord;
import org.portagemq.core.record.PrepareRecord;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.record.RouteSetRecord;
import org.portagemq.core.snapshot.SnapshotReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the state of the core again from the last snapshot and the log behind it. Each part of the snapshot has the
 * position up to which it was applied: only later records are applied to it.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Store store;
    private final Catalog catalog;
    private final IndexKeeper indexes;
    private final Remembered remembered;
    private final Timetable timetable;
    private final BitSet usedSlots = new BitSet();
    private final BitSet slotsBefore = new BitSet();
    private final Map<Integer, Long> stamps = new HashMap<>();
    private final Map<Integer, int[]> routeSets = new HashMap<>();
    private long declaredStamp;
    private long generation;
    private long replayFrom;
    private int firstRouteSet = 1;
    private long firstTransaction = 1;
    private long replayedBytes;

    /** What recovery found out besides the catalog's content. */
    record Outcome(
            CommitLog log, long generation, long replayFrom, int firstRouteSet, long firstTransaction, long bytes) {}

    Recovery(Store store, Catalog catalog, IndexKeeper indexes, Remembered remembered) {
        this.store = store;
        this.catalog = catalog;
        this.indexes = indexes;
        this.remembered = remembered;
        this.timetable = remembered.timetable();
    }

    /**
     * Fills the empty catalog, and opens the log: inside the core, so that what comes back from the lanes meanwhile
     * waits.
     */
    Outcome run(CoreCalls calls, Platform platform) throws IOException {
        long started = platform.nanoTime();
        Outcome[] outcome = new Outcome[1];
        Throwable[] failure = new Throwable[1];
        calls.callHere(() -> {
            try {
                outcome[0] = run();
            } catch (IOException | RuntimeException | Error failed) {
                failure[0] = failed;
            }
        });
        if (failure[0] instanceof IOException failed) {
            throw failed;
        }
        if (failure[0] != null) {
            throw new IOException("the store cannot be recovered: " + failure[0].getMessage(), failure[0]);
        }
        log(outcome[0], catalog.groups().size(), platform.nanoTime() - started);
        return outcome[0];
    }

    private Outcome run() throws IOException {
        readSnapshot();
        for (Group group : catalog.groups().values()) {
            if (group.backlog().hasPriorities()) {
                restorePriorities(group);
            }
        }
        // Before the log is replayed: blocks that fill meanwhile must not take slots that are in use.
        indexes.slotsKnown(usedSlots, slotsBefore);
        CommitLog log = CommitLog.open(store.files(), store.durableSettings(), store.epoch(), replayFrom, this::replay);
        for (Group group : catalog.groups().values()) {
            group.backlog().handedOut().recovered(group.backlog().end());
        }
        remembered.prepared().recovered(catalog);
        return new Outcome(log, generation, replayFrom, firstRouteSet, firstTransaction, replayedBytes);
    }

    private void readSnapshot() throws IOException {
        Optional<SnapshotReader> latest = store.snapshots().latest();
        if (latest.isEmpty()) {
            return;
        }
        try (SnapshotReader reader = latest.get()) {
            generation = reader.header().generation();
            replayFrom = reader.header().replayFrom();
            new SnapshotItems(reader).forEach(this::readItem);
        }
    }

    private void readItem(byte kind, ByteBuffer item) {
        switch (kind) {
            case SnapshotCodec.COUNTERS -> {
                SnapshotCodec.Counters counters = SnapshotCodec.counters(item);
                declaredStamp = counters.stamp();
                catalog.continueFrom(counters.nextId());
                firstRouteSet = counters.nextRouteSet();
                firstTransaction = counters.nextTransaction();
            }
            case SnapshotCodec.SLOTS -> slotsBefore.or(BitSet.valueOf(item));
            case SnapshotCodec.DECLARED -> catalog.apply(ChangeCodec.decode(item));
            case SnapshotCodec.GROUP -> {
                SnapshotCodec.Restored restored = SnapshotCodec.restore(item, catalog.groups(), usedSlots);
                stamps.put(restored.group(), restored.stamp());
            }
            default -> {
                if (!remembered.restore(kind, item, usedSlots)) {
                    throw new IllegalStateException("a snapshot has an item of unknown kind " + kind);
                }
            }
        }
    }

    private void replay(long position, byte type, ByteBuffer body) throws IOException {
        replayedBytes += body.remaining();
        switch (type) {
            case RecordType.MESSAGE -> replayMessage(position, body);
            case RecordType.DISPATCH -> replayDispatch(position, body);
            case RecordType.MOVE -> replayMove(position, body);
            case RecordType.PROGRESS -> ProgressRecord.visit(body, new ProgressReplay(position));
            case RecordType.CHANGE -> {
                if (position >= declaredStamp) {
                    catalog.apply(ChangeCodec.decode(body));
                }
            }
            case RecordType.ROUTE_SET -> {
                int id = RouteSetRecord.id(body);
                routeSets.put(id, RouteSetRecord.groups(body));
                firstRouteSet = Math.max(firstRouteSet, id + 1);
            }
            case RecordType.POSTPONE -> replayPostpone(position, body);
            case RecordType.DUE -> DueRecord.visit(body, (time, item) -> replayDue(position, time, item));
            case RecordType.CLOCK -> {
                if (position >= declaredStamp) {
                    remembered.clock().offset(body.getLong(body.position()));
                }
            }
            case RecordType.PREPARE -> replayPrepare(position, PrepareRecord.read(body));
            case RecordType.JOIN -> replayJoin(position, PrepareRecord.read(body));
            case RecordType.NOTE -> replayNote(position, body);
            case RecordType.ROLLBACK -> remembered.prepared().remove(body.getLong(body.position()));
            default ->
                throw new IllegalStateException("the log has a record of unknown type " + type + " at position "
                        + position + ": it was written by a later version");
        }
    }

    /** The group, if the record is not in its state already. */
    private Group groupFor(int id, long position) {
        Group group = catalog.groups().get(id);
        return group == null || position < stamps.getOrDefault(id, 0L) ? null : group;
    }

    private void replayMessage(long position, ByteBuffer body) throws IOException {
        KeyHash hash = MessageRecord.hash(body);
        if (hash != null && position >= declaredStamp) {
            long storedAt = MessageRecord.storedAt(body);
            remembered.deduplication().add(hash, remembered.clock().due(storedAt), position, storedAt);
        }
        int routeSet = MessageRecord.routeSet(body);
        if (routeSet != MessageRecord.NO_ROUTE_SET) {
            arrive(
                    routeSet,
                    position,
                    position,
                    MessageRecord.storedAt(body),
                    MessageRecord.expiresAt(body),
                    body.remaining(),
                    MessageRecord.traits(body),
                    0);
            fileKeys(position, body);
        } else if (MessageRecord.due(body) != 0 && MessageRecord.transaction(body) == 0) {
            replayDelayed(position, body);
        }
    }

    private void replayNote(long position, ByteBuffer body) {
        Group group = groupFor(NoteRecord.group(body), position);
        if (group != null && !group.backlog().isDone(NoteRecord.offset(body))) {
            group.backlog().attempts().notes().put(NoteRecord.offset(body), NoteRecord.note(body));
        }
    }

    private void replayPrepare(long position, PrepareRecord.Content content) {
        firstTransaction = Math.max(firstTransaction, content.head().transaction() + 1);
        if (position >= declaredStamp) {
            remembered.prepared().add(new Prepared(content));
        }
    }

    private void replayJoin(long position, PrepareRecord.Content more) {
        if (position >= declaredStamp) {
            Prepared one = remembered.prepared().get(more.head().transaction());
            remembered.prepared().join(one, more);
        }
    }

    private void replayDelayed(long position, ByteBuffer body) throws IOException {
        int target = MessageRecord.target(body);
        if (position >= declaredStamp) {
            int traits = MessageRecord.traits(body);
            timetable.add(
                    new Waiting(MessageRecord.due(body), position, 0, target, body.remaining(), traits),
                    MessageRecord.storedAt(body));
        }
        Targets.Target known = new Targets(catalog, null).find(target);
        if (known != null) {
            fileKeys(known.namespace(), position, body);
        }
    }

    private void replayPostpone(long position, ByteBuffer body) {
        MoveRecord.Move move = MoveRecord.move(body);
        new ProgressReplay(position).done(move.group(), move.offset(), 1, move.size());
        if (position >= declaredStamp) {
            timetable.add(
                    new Waiting(move.time(), move.position(), position, move.routeSet(), move.size(), move.traits()),
                    move.time());
        }
    }

    private void replayDue(long recordPosition, long time, DueRecord.Item item) {
        if (recordPosition >= declaredStamp) {
            long id = item.overlay() == 0 ? item.position() : item.overlay();
            timetable.remove(id, item.target(), item.size());
        }
        if (item.routeSet() == DueRecord.NOWHERE) {
            return;
        }
        arrive(
                item.routeSet(),
                recordPosition,
                item.position(),
                time,
                item.expiry(),
                item.size(),
                item.traits(),
                item.overlay());
        if (item.attempts() != DueRecord.NEVER_OUT) {
            for (int id : routeSets.get(item.routeSet())) {
                Group group = groupFor(id, recordPosition);
                if (group != null) {
                    group.backlog().restoreAttempts(group.backlog().end() - 1, item.attempts());
                }
            }
        }
    }

    private void arrive(
            int routeSet,
            long recordPosition,
            long position,
            long time,
            long expiry,
            int size,
            int traits,
            long overlay) {
        int[] ids = routeSets.get(routeSet);
        if (ids == null) {
            throw new IllegalStateException("the record at position " + recordPosition + " names route set " + routeSet
                    + ", which is not explained before it");
        }
        for (int id : ids) {
            Group group = groupFor(id, recordPosition);
            if (group != null) {
                long ends = Publishing.expiry(group, time, expiry);
                group.backlog().arrive(position, time, ends, size, traits, overlay);
            }
        }
    }

    private void fileKeys(long position, ByteBuffer body) throws IOException {
        MessageRecord.Keys keys = MessageRecord.keys(body);
        if (!keys.keys().isEmpty()) {
            int[] ids = routeSets.get(MessageRecord.routeSet(body));
            Group group = ids.length == 0 ? null : catalog.groups().get(ids[0]);
            if (group != null) {
                fileKeys(group.namespace(), position, body);
            }
        }
    }

    private void fileKeys(Namespace namespace, long position, ByteBuffer body) throws IOException {
        MessageRecord.Keys keys = MessageRecord.keys(body);
        long scope = MessageKeys.scope(namespace, keys.topic());
        for (String key : keys.keys()) {
            fileKey(scope, key, position, MessageRecord.storedAt(body));
        }
    }

    private void fileKey(long scope, String key, long position, long time) throws IOException {
        if (!store.keys().add(scope, key, position, time)) {
            store.keys().flush();
            store.keys().add(scope, key, position, time);
        }
    }

    private void replayMove(long position, ByteBuffer body) {
        MoveRecord.Move move = MoveRecord.move(body);
        if (move.group() != 0) {
            new ProgressReplay(position).done(move.group(), move.offset(), 1, move.size());
        }
        arrive(move.routeSet(), position, move.position(), move.time(), 0, move.size(), move.traits(), position);
    }

    /** Ready messages of groups with priorities are kept by priority: their index is read once. */
    private void restorePriorities(Group group) throws IOException {
        List<IndexBlock> blocks = new ArrayList<>();
        group.backlog().index().forEachBlock(blocks::add);
        for (IndexBlock block : blocks) {
            if (!block.inMemory()) {
                block.loaded(store.blocks().read(block.slot(), group.id(), block.first()));
            }
            for (int i = 0; i < block.count(); i++) {
                if (!group.backlog().isDone(block.first() + i)) {
                    group.backlog().restorePriority(block.first() + i, block.priority(i));
                }
            }
            if (block.isStored()) {
                block.evict();
            }
        }
    }

    private void replayDispatch(long recordPosition, ByteBuffer body) {
        firstTransaction = Math.max(firstTransaction, DispatchRecord.transaction(body) + 1);
        remembered.prepared().remove(DispatchRecord.transaction(body));
        ProgressReplay progress = new ProgressReplay(recordPosition);
        DispatchRecord.visit(body, new DispatchRecord.Visitor() {
            @Override
            public void message(long time, DispatchRecord.Item item) {
                replayDispatched(recordPosition, time, item);
            }

            @Override
            public void done(int group, long first, long count, long bytes) {
                progress.done(group, first, count, bytes);
            }

            @Override
            public void known(long time, KeyHash key) {
                if (recordPosition >= declaredStamp) {
                    remembered.deduplication().add(key, remembered.clock().due(time), recordPosition, time);
                }
            }
        });
    }

    private void replayDispatched(long recordPosition, long time, DispatchRecord.Item item) {
        if (item.target() == DispatchRecord.AT_ONCE) {
            arrive(item.routeSet(), recordPosition, item.position(), time, item.time(), item.size(), item.traits(), 0);
        } else if (recordPosition >= declaredStamp) {
            timetable.add(
                    new Waiting(item.time(), item.position(), 0, item.target(), item.size(), item.traits()), time);
        }
    }

    /** Applies what groups handed out and what was done with it. */
    private final class ProgressReplay implements ProgressRecord.Visitor {
        private final long position;

        private ProgressReplay(long position) {
            this.position = position;
        }

        @Override
        public void done(int id, long first, long count, long bytes) {
            Group group = groupFor(id, position);
            if (group != null) {
                group.backlog().replayDone(first, count, bytes);
            }
        }

        @Override
        public void handedOut(int id, long mark) {
            Group group = groupFor(id, position);
            if (group != null) {
                group.backlog().handedOut().reserve(mark);
            }
        }

        @Override
        public void attempts(int id, long offset, int count) {
            Group group = groupFor(id, position);
            if (group != null) {
                group.backlog().restoreAttempts(offset, count);
            }
        }

        @Override
        public void committed(int id, long offset) {
            Group group = groupFor(id, position);
            if (group != null) {
                group.cursor().moveTo(offset);
            }
        }

        @Override
        public void skipped(int id, long limit) {
            Group group = groupFor(id, position);
            if (group != null) {
                group.backlog().skipTo(limit);
            }
        }
    }

    private static void log(Outcome outcome, int groups, long nanos) {
        LOG.info(
                "recovered {} groups from snapshot {} and {} bytes of log in {} ms",
                groups,
                outcome.generation(),
                outcome.bytes(),
                nanos / 1_000_000);
    }
}
