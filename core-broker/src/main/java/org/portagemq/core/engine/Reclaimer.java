// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.Demand;
import org.portagemq.core.log.Positions;
import org.portagemq.core.log.SegmentCatalog;
import org.portagemq.core.log.SegmentCatalog.Segment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives disk space back after each snapshot: deletes segments into which nothing live points, and has those cleaned
 * that are mostly dead. Liveness comes from a pass over the unacknowledged entries of all groups. Belongs to the core;
 * files are changed on the file lane.
 */
final class Reclaimer {

    private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

    /** A segment is cleaned when less than this part of it is live. */
    private static final double CLEAN_BELOW = 0.5;

    /** About what a move without its message takes. */
    private static final int OVERLAY_BYTES = 200;
    /** Where the log ends is known when all progress up to the decision is in it. */
    private static final long UNLOGGED = Long.MAX_VALUE;

    /** Live records remembered in one pass; segments beyond are looked at by the next one. */
    private static final int MARKS_LIMIT = 1 << 20;

    private final Catalog catalog;
    private final Sessions sessions;
    private final Timetable timetable;
    private final PreparedTable prepared;
    private final IndexKeeper indexes;
    private final MessageKeys keys;
    private final TurnLog durable;
    private final ProgressJournal journal;
    private final CommitLog transientLog;
    private final CoreCalls core;
    private final Executor fileLane;
    private final List<Work> decided = new ArrayList<>();
    private Pass pass;

    /** What is to be done with a segment when all that made it dead is on disk. */
    private record Work(long decidedAt, Segment segment, String what, FileCall call) {
        Work at(long logEnd) {
            return new Work(logEnd, segment, what, call);
        }
    }

    Reclaimer(
            Catalog catalog,
            Sessions sessions,
            Remembered remembered,
            IndexKeeper indexes,
            MessageKeys keys,
            TurnLog durable,
            ProgressJournal journal,
            CommitLog transientLog,
            CoreCalls core,
            Executor fileLane) {
        this.catalog = catalog;
        this.sessions = sessions;
        this.timetable = remembered.timetable();
        this.prepared = remembered.prepared();
        this.indexes = indexes;
        this.keys = keys;
        this.durable = durable;
        this.journal = journal;
        this.transientLog = transientLog;
        this.core = core;
        this.fileLane = fileLane;
    }

    /** A snapshot is out: what lies before the replay start of both generations, and is dead, may go. */
    void published(Snapshots.Published published) {
        long bound = Math.min(published.replayFrom(), published.before());
        List<Segment> candidates = durable.log().segments().segments().stream()
                .filter(segment -> segment.sealed() && segment.end() <= bound)
                .toList();
        if (candidates.isEmpty() || pass != null || !decided.isEmpty()) {
            return;
        }
        deleteDead(candidates, bound);
    }

    private void deleteDead(List<Segment> candidates, long bound) {
        Set<Long> live = new HashSet<>();
        Consumer<IndexBlock> marker = block -> {
            if (block.lowest() <= bound) {
                for (Segment segment : candidates) {
                    if (block.lowest() < segment.end() && block.highest() >= segment.base()) {
                        live.add(segment.base());
                    }
                }
            }
        };
        for (Group group : catalog.groups().values()) {
            group.backlog().index().forEachBlock(marker);
        }
        timetable.forEachBucket(bucket -> bucket.forEachBlock(marker));
        forEachInMemory((position, size) -> {
            for (Segment segment : candidates) {
                if (segment.covers(position)) {
                    live.add(segment.base());
                }
            }
        });
        List<Segment> kept = new ArrayList<>();
        for (Segment segment : candidates) {
            if (live.contains(segment.base())) {
                kept.add(segment);
            } else {
                decide(segment, "delete", () -> durable.log().delete(segment.base()));
            }
        }
        if (!kept.isEmpty()) {
            pass = new Pass(kept);
            pass.run();
        }
    }

    /** Receives the position and size of a record that is needed. */
    private interface Marker {
        void mark(long position, int size);
    }

    /** Visits what no index block names. */
    private void forEachInMemory(Marker marker) {
        sessions.forEachPending(position -> marker.mark(position, 0));
        timetable.forEachNear(one -> {
            marker.mark(one.position(), one.size());
            marker.mark(one.overlay(), OVERLAY_BYTES);
        });
        prepared.all().forEach(one -> one.sent().forEach(message -> marker.mark(message.position(), message.size())));
    }

    /** Something has come to a group or to the timetable: from where a pass that goes on may not have looked yet. */
    void arrived(long position, int size, long overlay) {
        if (pass != null) {
            pass.mark(position, size);
            pass.mark(overlay, OVERLAY_BYTES);
        }
    }

    /**
     * What made the segment dead may be an acknowledgement that a power cut can still take back: the segment waits for
     * the log.
     */
    private void decide(Segment segment, String what, FileCall call) {
        decided.add(new Work(UNLOGGED, segment, what, call));
    }

    /** On each tick: carries out what was decided and is on disk. */
    void carryOut() {
        if (decided.isEmpty() || durable.hasFailed() || !journal.flush()) {
            return;
        }
        long end = durable.end();
        decided.replaceAll(work -> work.decidedAt == UNLOGGED ? work.at(end) : work);
        boolean waits = false;
        for (Work work : List.copyOf(decided)) {
            if (work.decidedAt <= durable.log().synced()) {
                decided.remove(work);
                onFiles(() -> ifStillThere(work), work.what, work.segment);
            } else {
                waits = true;
            }
        }
        if (waits) {
            durable.want(Demand.SYNC);
        } else {
            fileLane.execute(this::dropKeys);
        }
    }

    /** Cleaning may have joined the segment with its neighbour: then the next pass looks at both. */
    private void ifStillThere(Work work) throws IOException {
        boolean there = durable.log().segments().segments().stream()
                .anyMatch(now -> now.base() == work.segment.base() && now.end() == work.segment.end());
        if (there) {
            work.call.run();
        }
    }

    /** On the file lane. */
    private void dropKeys() {
        List<Segment> segments = durable.log().segments().segments();
        if (!segments.isEmpty()) {
            try {
                keys.index().dropBelow(segments.get(0).base());
            } catch (IOException failed) {
                LOG.warn("old keys of messages could not be deleted: {}", failed.getMessage());
            }
        }
    }

    /** Segments of the transient log into which nothing points any more go at once: nothing is replayed from them. */
    void trimTransient() {
        SegmentCatalog catalogNow = transientLog.segments();
        List<Segment> sealed =
                catalogNow.segments().stream().filter(Segment::sealed).toList();
        if (sealed.isEmpty()) {
            return;
        }
        long[] lowest = {Long.MAX_VALUE};
        for (Group group : catalog.groups().values()) {
            group.backlog().index().forEachBlock(block -> lowest[0] = Math.min(lowest[0], block.lowestFleeting()));
        }
        for (Segment segment : sealed) {
            if (segment.end() <= lowest[0]) {
                onFiles(() -> transientLog.delete(segment.base()), "delete", segment);
            }
        }
    }

    private interface FileCall {
        void run() throws IOException;
    }

    private void onFiles(FileCall call, String what, Segment segment) {
        fileLane.execute(() -> {
            try {
                call.run();
            } catch (IOException failed) {
                LOG.warn("could not {} the segment at {}: {}", what, segment.base(), failed.getMessage());
            }
        });
    }

    /** Finds the live records of the segments that could be cleaned, block by block; blocks on disk are read for it. */
    private final class Pass {
        private final Map<Long, Marks> marks = new HashMap<>();
        private final List<Segment> segments;
        private final List<Part> parts = new ArrayList<>();
        private List<IndexBlock> blocks = List.of();
        private int nextPart;
        private int nextBlock;
        private int count;
        private long limit;

        private Pass(List<Segment> segments) {
            this.segments = segments;
            this.limit = segments.get(segments.size() - 1).end();
            segments.forEach(segment -> marks.put(segment.base(), new Marks()));
            catalog.groups()
                    .values()
                    .forEach(group -> parts.add(new Part(group.backlog().index(), group.backlog()::isDone)));
            timetable.forEachBucket(bucket -> parts.add(new Part(bucket, offset -> false)));
            // Now: while the pass goes on they come to where it has looked already.
            forEachInMemory(this::mark);
        }

        /** In the core: goes on until a block has to be read, or a slice is over. */
        private void run() {
            for (int steps = 0; steps < 256; ) {
                if (nextBlock < blocks.size()) {
                    if (!mark(parts.get(nextPart - 1), blocks.get(nextBlock))) {
                        return;
                    }
                    nextBlock++;
                    steps += 8;
                } else if (nextPart < parts.size()) {
                    blocks = liveBlocks(parts.get(nextPart++));
                    nextBlock = 0;
                    steps++;
                } else {
                    finish();
                    return;
                }
            }
            core.call(this::run);
        }

        private List<IndexBlock> liveBlocks(Part part) {
            List<IndexBlock> list = new ArrayList<>();
            part.index.forEachBlock(block -> {
                if (block.lowest() < limit) {
                    list.add(block);
                }
            });
            return list;
        }

        /** False when the block has to be read first. */
        private boolean mark(Part part, IndexBlock block) {
            if (block.isDropped()) {
                return true;
            }
            if (!block.inMemory()) {
                indexes.load(part.index, block, failure -> {
                    if (failure == null) {
                        run();
                    } else {
                        LOG.warn("space is not given back for now: {}", failure.getMessage());
                        pass = null;
                    }
                });
                return false;
            }
            for (int i = 0; i < block.count(); i++) {
                if (!part.done.test(block.first() + i)) {
                    mark(block.position(i), block.size(i));
                    mark(block.overlay(i), OVERLAY_BYTES);
                }
            }
            return true;
        }

        private void mark(long position, int size) {
            if (position <= 0 || position >= limit || Positions.log(position) != Positions.DURABLE) {
                return;
            }
            for (Segment segment : segments) {
                if (segment.covers(position)) {
                    marks.get(segment.base()).add(position - segment.base(), size);
                    count++;
                    break;
                }
            }
            if (count > MARKS_LIMIT) {
                dropLast();
            }
        }

        /** Too many to remember: the last segment is left for another pass. */
        private void dropLast() {
            Segment last = segments.stream()
                    .filter(segment -> marks.containsKey(segment.base()) && segment.base() < limit)
                    .reduce((first, second) -> second)
                    .orElseThrow();
            limit = last.base();
            Marks dropped = marks.put(last.base(), new Marks());
            count -= dropped.count;
        }

        private void finish() {
            for (Segment segment : segments) {
                if (segment.end() <= limit) {
                    clean(segment, marks.get(segment.base()));
                }
            }
            pass = null;
        }

        private void clean(Segment segment, Marks live) {
            long[] positions = live.positions(segment.base());
            boolean nothingNew = segment.liveRecords() == positions.length;
            if (live.bytes() < segment.bytesOnDisk() * CLEAN_BELOW && !nothingNew) {
                decide(segment, "clean", () -> durable.log().clean(segment.base(), positions));
            }
        }
    }

    /** An index whose entries keep records alive, but for those that are done. */
    private record Part(GroupIndex index, LongPredicate done) {}

    /** Live records of one segment: place and size in one number each. */
    private static final class Marks {
        private long[] items = new long[16];
        private int count;
        private boolean sorted = true;

        private void add(long place, int size) {
            if (count == items.length) {
                items = Arrays.copyOf(items, count * 2);
            }
            items[count++] = place << 32 | size;
            sorted = false;
        }

        /** A record that many groups wait for counts once. */
        private void settle() {
            if (sorted) {
                return;
            }
            Arrays.sort(items, 0, count);
            int kept = 0;
            for (int i = 0; i < count; i++) {
                boolean again = kept > 0 && items[i] >>> 32 == items[kept - 1] >>> 32;
                if (again) {
                    items[kept - 1] = Math.max(items[i], items[kept - 1]);
                } else {
                    items[kept++] = items[i];
                }
            }
            count = kept;
            sorted = true;
        }

        private long bytes() {
            settle();
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += items[i] & 0xffffffffL;
            }
            return sum;
        }

        private long[] positions(long base) {
            settle();
            long[] positions = new long[count];
            for (int i = 0; i < count; i++) {
                positions[i] = base + (items[i] >>> 32);
            }
            return positions;
        }
    }
}
