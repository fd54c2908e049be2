// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.LogReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages that have left memory back from disk, some ahead of their turn, on the read lane. All groups share
 * one budget of bytes. Belongs to the core.
 */
final class ColdReads {

    private static final Logger LOG = LoggerFactory.getLogger(ColdReads.class);

    private static final int BATCH_MESSAGES = 512;
    private static final int BATCH_BYTES = 1 << 20;
    private static final int WINDOW_BYTES = 1 << 17;

    private final Messages messages;
    private final IndexKeeper indexes;
    private final Executor readLane;
    private final CoreCalls core;
    private final Totals totals;
    private final long budget;
    private final Consumer<Group> ready;
    private long bytes;

    /** A message wanted from disk, then what came of it. */
    private static final class Wanted {
        private final long offset;
        private final Messages.Place place;
        private final int size;
        private StoredMessage message;
        private IOException failure;

        private Wanted(long offset, IndexBlock block, Messages messages) {
            int index = (int) (offset - block.first());
            this.offset = offset;
            this.place = messages.place(block, index);
            this.size = block.size(index);
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param budget bytes of messages that may be read ahead for all groups together
     * @param ready told about a group that has something new to hand out
     */
    ColdReads(
            Messages messages,
            IndexKeeper indexes,
            Executor readLane,
            CoreCalls core,
            Totals totals,
            long budget,
            Consumer<Group> ready) {
        this.messages = messages;
        this.indexes = indexes;
        this.readLane = readLane;
        this.core = core;
        this.totals = totals;
        this.budget = budget;
        this.ready = ready;
    }

    /** Takes a message that was read ahead, or null; and reads on when few are left. */
    StoredMessage take(Group group, long offset) {
        ReadAhead ahead = group.readAhead();
        long before = ahead.bytes();
        StoredMessage message = ahead.take(offset);
        bytes -= before - ahead.bytes();
        if (message != null && ahead.count() < BATCH_MESSAGES / 2 && !ahead.isReading()) {
            read(group, Math.max(ahead.nextOffset(), offset + 1));
        }
        return message;
    }

    /** Forgets what was read ahead of a group. */
    void forget(Group group) {
        bytes -= group.readAhead().clear();
        if (group.selections() != null) {
            group.selections().all().forEach(selection -> bytes -= selection.clearKept());
        }
    }

    /** The message at the offset is wanted and neither in memory nor read ahead. */
    void want(Group group, long offset) {
        ReadAhead ahead = group.readAhead();
        if (ahead.isReading()) {
            return;
        }
        bytes -= ahead.clear();
        read(group, offset);
    }

    /** The block of the index with the offset is wanted and not in memory. */
    void wantBlock(Group group, IndexBlock block) {
        if (group.readAhead().waitsFor(block)) {
            return;
        }
        group.readAhead().waitFor(block);
        indexes.load(group.backlog().index(), block, failure -> {
            group.readAhead().waitFor(null);
            if (group.isDeleted()) {
                return;
            }
            if (failure != null) {
                damaged(group, block.first(), block.first() + IndexBlock.ENTRIES, failure);
            }
            ready.accept(group);
        });
    }

    private void read(Group group, long from) {
        List<Wanted> batch = choose(group, from);
        if (batch.isEmpty()) {
            return;
        }
        ReadAhead ahead = group.readAhead();
        ahead.reading(true);
        ahead.askedUpTo(batch.get(batch.size() - 1).offset + 1);
        int round = ahead.round();
        totals.coldReads += batch.size();
        readLane.execute(() -> {
            readAll(batch);
            core.call(() -> arrived(group, round, batch));
        });
    }

    /** The next messages that are ready and whose index is in memory, as far as the budget reaches; at least one. */
    private List<Wanted> choose(Group group, long from) {
        List<Wanted> batch = new ArrayList<>();
        Backlog backlog = group.backlog();
        long size = 0;
        for (long offset = backlog.nextReadyFrom(from);
                offset >= 0 && batch.size() < BATCH_MESSAGES;
                offset = backlog.nextReadyFrom(offset + 1)) {
            IndexBlock block = backlog.index().block(offset);
            if (!block.inMemory()) {
                wantBlock(group, block);
                break;
            }
            int index = (int) (offset - block.first());
            if (messages.isInMemory(block.position(index))) {
                // It may not even be in a file yet.
                break;
            }
            size += block.size(index);
            boolean first = batch.isEmpty() && group.readAhead().count() == 0;
            if (!first && (size > BATCH_BYTES || bytes + size > budget)) {
                break;
            }
            batch.add(new Wanted(offset, block, messages));
        }
        return batch;
    }

    /** On the read lane. Neighbours in the same log come with one call of the system. */
    private void readAll(List<Wanted> batch) {
        int at = 0;
        while (at < batch.size()) {
            CommitLog log = messages.log(batch.get(at).place.position());
            int end = at + 1;
            while (end < batch.size() && messages.log(batch.get(end).place.position()) == log) {
                end++;
            }
            readSeries(log, batch.subList(at, end));
            at = end;
        }
    }

    private void readSeries(CommitLog log, List<Wanted> batch) {
        try (LogReader.Series series = log.reader().series(windowFor(batch))) {
            for (Wanted wanted : batch) {
                try {
                    wanted.message = messages.read(wanted.place, series);
                } catch (IOException failed) {
                    wanted.failure = failed;
                }
            }
        } catch (IOException failed) {
            LOG.warn("a segment of the log could not be closed after reading: {}", failed.getMessage());
        }
    }

    /** A wide window pays only where most of what it brings is wanted. */
    private static int windowFor(List<Wanted> batch) {
        long first = batch.get(0).place.position();
        long last = batch.get(batch.size() - 1).place.position();
        long size = batch.stream().mapToLong(wanted -> wanted.size).sum();
        boolean dense = last >= first && last - first <= 2 * size;
        return dense ? (int) Math.min(WINDOW_BYTES, Math.max(size, 0)) : 0;
    }

    /** Reads one message that is out, whatever is in memory; calls back in the core, with null when it is damaged. */
    void readOne(Group group, long offset, Consumer<StoredMessage> done) {
        IndexBlock block = group.backlog().index().block(offset);
        if (block == null) {
            done.accept(null);
            return;
        }
        if (!block.inMemory()) {
            indexes.load(group.backlog().index(), block, failure -> {
                if (failure == null) {
                    readOne(group, offset, done);
                } else {
                    done.accept(null);
                }
            });
            return;
        }
        Wanted wanted = new Wanted(offset, block, messages);
        readLane.execute(() -> {
            readAll(List.of(wanted));
            core.call(() -> done.accept(wanted.message));
        });
    }

    private void arrived(Group group, int round, List<Wanted> batch) {
        ReadAhead ahead = group.readAhead();
        ahead.reading(false);
        if (group.isDeleted()) {
            return;
        }
        for (Wanted wanted : batch) {
            if (wanted.failure != null) {
                damaged(group, wanted.offset, wanted.offset + 1, wanted.failure);
            } else if (ahead.round() == round && group.backlog().isReady(wanted.offset)) {
                long before = ahead.bytes();
                ahead.put(wanted.offset, wanted.message, wanted.size);
                bytes += ahead.bytes() - before;
            }
        }
        ready.accept(group);
    }

    /** Takes room for a message that was read for later; false when there is none. */
    boolean reserve(long size) {
        if (bytes + size > budget) {
            return false;
        }
        bytes += size;
        return true;
    }

    /** Takes room for a message that is needed now. */
    void force(long size) {
        bytes += size;
    }

    /** Gives room back. */
    void release(long size) {
        bytes -= size;
    }

    /** Messages that cannot be read are neither handed out nor dropped; the rest of the group goes on. */
    void damaged(Group group, long from, long to, IOException failure) {
        Backlog backlog = group.backlog();
        int count = 0;
        for (long offset = from; offset < to; offset++) {
            if (backlog.isReady(offset)) {
                backlog.park(offset);
                count++;
            }
        }
        if (count > 0) {
            totals.damaged += count;
            LOG.error(
                    "{} message(s) of group '{}' in namespace '{}' from offset {} on cannot be read and are withheld: {}",
                    count,
                    group.name(),
                    group.namespace().name(),
                    from,
                    failure.getMessage());
        }
    }

    long bytes() {
        return bytes;
    }
}
