// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.IndexBlock;

/**
 * Looks for messages that wait, from those due next on; blocks on disk are read for it, some in a turn. Belongs to the
 * core.
 */
final class TimetableSearch {

    private static final Comparator<Waiting> BY_TIME =
            Comparator.comparingLong(Waiting::due).thenComparingLong(Waiting::id);
    private static final int BLOCKS_PER_TURN = 16;

    /** When entries are moved all the time, a search ends with what it has found. */
    private static final int STARTS_LIMIT = 10;

    private final Timetable timetable;
    private final IndexKeeper indexes;
    private final CoreCalls core;

    /** What is looked for. */
    private interface Wanted {
        void begin();

        boolean mayBeIn(IndexBlock block);

        void look(Waiting one);

        /** Whether what is due later than all seen by now need not be looked at. */
        boolean isEnough();

        List<Waiting> found();
    }

    TimetableSearch(Timetable timetable, IndexKeeper indexes, CoreCalls core) {
        this.timetable = timetable;
        this.indexes = indexes;
        this.core = core;
    }

    /** So many of the first that are due after another one, in order. The consumer gets these, or why not. */
    void page(long afterDue, long afterId, int max, IntPredicate targets, BiConsumer<List<Waiting>, IOException> to) {
        new Walk(new Page(afterDue, afterId, max, targets), to).start();
    }

    /** All that wait with the message's own record. */
    void find(long position, BiConsumer<List<Waiting>, IOException> to) {
        new Walk(new OfMessage(position), to).start();
    }

    private static final class Page implements Wanted {
        private final long afterDue;
        private final long afterId;
        private final int max;
        private final IntPredicate targets;
        private final PriorityQueue<Waiting> first = new PriorityQueue<>(BY_TIME.reversed());

        private Page(long afterDue, long afterId, int max, IntPredicate targets) {
            this.afterDue = afterDue;
            this.afterId = afterId;
            this.max = max;
            this.targets = targets;
        }

        @Override
        public void begin() {
            first.clear();
        }

        @Override
        public boolean mayBeIn(IndexBlock block) {
            return first.size() < max || block.earliestExpiry() <= first.peek().due();
        }

        @Override
        public void look(Waiting one) {
            boolean after = one.due() > afterDue || (one.due() == afterDue && one.id() > afterId);
            if (after && targets.test(one.target())) {
                first.add(one);
                if (first.size() > max) {
                    first.poll();
                }
            }
        }

        @Override
        public boolean isEnough() {
            return first.size() >= max;
        }

        @Override
        public List<Waiting> found() {
            return first.stream().sorted(BY_TIME).toList();
        }
    }

    private static final class OfMessage implements Wanted {
        private final long position;
        private final List<Waiting> found = new ArrayList<>();

        private OfMessage(long position) {
            this.position = position;
        }

        @Override
        public void begin() {
            found.clear();
        }

        @Override
        public boolean mayBeIn(IndexBlock block) {
            return block.lowest() <= position && block.highest() >= position;
        }

        @Override
        public void look(Waiting one) {
            if (one.position() == position) {
                found.add(one);
            }
        }

        @Override
        public boolean isEnough() {
            return false;
        }

        @Override
        public List<Waiting> found() {
            return found;
        }
    }

    private final class Walk {
        private final Wanted wanted;
        private final BiConsumer<List<Waiting>, IOException> to;
        private final List<GroupIndex> buckets = new ArrayList<>();
        private List<IndexBlock> blocks = List.of();
        private int nextBucket;
        private int nextBlock;
        private int starts;
        private long moves;

        private Walk(Wanted wanted, BiConsumer<List<Waiting>, IOException> to) {
            this.wanted = wanted;
            this.to = to;
        }

        private void start() {
            starts++;
            moves = timetable.moves();
            wanted.begin();
            buckets.clear();
            blocks = List.of();
            nextBucket = 0;
            nextBlock = 0;
            timetable
                    .near()
                    .forEach((due, id, position, targetAndSize, traits) ->
                            look(Timetable.waiting(due, id, position, targetAndSize, traits)));
            timetable.forEachBucket(buckets::add);
            run();
        }

        private void look(Waiting one) {
            if (!timetable.isRemoved(one.id())) {
                wanted.look(one);
            }
        }

        private void run() {
            for (int left = BLOCKS_PER_TURN; left > 0; ) {
                if (moves != timetable.moves() && starts < STARTS_LIMIT) {
                    start();
                    return;
                }
                if (nextBlock < blocks.size()) {
                    IndexBlock block = blocks.get(nextBlock);
                    if (block.isDropped() || !wanted.mayBeIn(block)) {
                        nextBlock++;
                    } else if (!block.inMemory()) {
                        indexes.load(buckets.get(nextBucket - 1), block, this::loaded);
                        return;
                    } else {
                        nextBlock++;
                        left--;
                        block.forEachEntry((position, target, due, size, traits, overlay) ->
                                look(new Waiting(due, position, overlay, (int) target, size, traits)));
                    }
                } else if (nextBucket < buckets.size() && !wanted.isEnough()) {
                    List<IndexBlock> next = new ArrayList<>();
                    buckets.get(nextBucket++).forEachBlock(next::add);
                    blocks = next;
                    nextBlock = 0;
                } else {
                    to.accept(wanted.found(), null);
                    return;
                }
            }
            core.call(this::run);
        }

        private void loaded(IOException failure) {
            if (failure == null) {
                run();
            } else {
                to.accept(List.of(), failure);
            }
        }
    }
}
