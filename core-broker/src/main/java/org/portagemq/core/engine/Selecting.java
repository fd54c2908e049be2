// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.filter.CompiledFilter;
import org.portagemq.core.filter.Subject;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;

/**
 * Looks through groups for what selective consumers want: as far as their credit asks for, once, in slices between other
 * work. What is not in memory is read and looked at on the read lane. Belongs to the core.
 */
final class Selecting {

    /** So many messages are looked at in one go. */
    private static final int SLICE = 256;

    private static final int BATCH_MESSAGES = 512;
    private static final int BATCH_BYTES = 1 << 20;

    /** Answers of {@link #next} besides offsets. */
    static final long NOTHING = Pump.NOTHING;

    static final long LOADING = Pump.LOADING;

    /** There may be something further on: ask again in another turn. */
    static final long UNFINISHED = -3;

    private static final long FOUND = 0;

    private final Messages messages;
    private final ColdReads coldReads;
    private final Subjects subjects;
    private final Executor readLane;
    private final CoreCalls core;
    private final Totals totals;
    private final Consumer<Group> ready;
    /** What is being read now. */
    private final Map<Group, List<Batch>> underWay = new HashMap<>();

    Selecting(
            Messages messages,
            ColdReads coldReads,
            Subjects subjects,
            Executor readLane,
            CoreCalls core,
            Totals totals,
            Consumer<Group> ready) {
        this.messages = messages;
        this.coldReads = coldReads;
        this.subjects = subjects;
        this.readLane = readLane;
        this.core = core;
        this.totals = totals;
        this.ready = ready;
    }

    /** The next message that is ready and wanted: of the highest level, and of these the first. */
    long next(Group group, Selection selection) {
        Backlog backlog = group.backlog();
        int[] left = {SLICE};
        for (int number = backlog.levels() - 1; number >= 0; number--) {
            if (selection.isReading()) {
                return LOADING;
            }
            Selection.Level level = selection.level(number);
            long state = look(group, selection, number, left);
            if (state != FOUND && state != NOTHING) {
                return state;
            }
            long found = firstReady(backlog, selection, level);
            if (found >= 0) {
                return found;
            }
        }
        return NOTHING;
    }

    private long firstReady(Backlog backlog, Selection selection, Selection.Level level) {
        for (long offset = level.found().first();
                offset >= 0;
                offset = level.found().first()) {
            if (backlog.isReady(offset)) {
                return offset;
            }
            level.found().remove(offset);
            release(selection.takeKept(offset));
        }
        return -1;
    }

    /** Goes on until something is found, the level ends, or it has been enough for now. */
    private long look(Group group, Selection selection, int number, int[] left) {
        Selection.Level level = selection.level(number);
        Backlog backlog = group.backlog();
        while (true) {
            boolean again = !level.again().isEmpty();
            if (!again && firstReady(backlog, selection, level) >= 0) {
                return FOUND;
            }
            long offset = again ? level.again().first() : backlog.nextReadyIn(number, level.pointer());
            if (offset < 0) {
                return NOTHING;
            }
            if (again && !backlog.isReady(offset)) {
                level.again().remove(offset);
                continue;
            }
            if (left[0]-- == 0) {
                return UNFINISHED;
            }
            IndexBlock block = backlog.index().block(offset);
            if (!block.inMemory()) {
                coldReads.wantBlock(group, block);
                return LOADING;
            }
            int index = (int) (offset - block.first());
            StoredMessage message = messages.get(block.position(index), block.overlay(index));
            if (message == null) {
                read(group, selection, number);
                return LOADING;
            }
            level.passed(offset);
            if (matches(selection, at(block, index), message)) {
                level.found().add(offset);
            }
        }
    }

    /** What is different for each place where the message is: its record, or that which moved it. */
    private static long at(IndexBlock block, int index) {
        return block.overlay(index) == 0 ? block.position(index) : block.overlay(index);
    }

    private boolean matches(Selection selection, long position, StoredMessage message) {
        totals.looked++;
        Subject subject = subjects.of(position, message);
        boolean known = subject.isUnreadable();
        boolean matches = selection.compiled().matches(subject);
        if (!known && subject.isUnreadable()) {
            totals.unreadable++;
        }
        return matches;
    }

    /** Messages on their way from disk, and what the filter said to them. */
    private static final class Batch {
        private final Selection selection;
        private final int level;
        private final List<Long> offsets = new ArrayList<>();
        private final List<Messages.Place> places = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final List<StoredMessage> matching = new ArrayList<>();
        private final List<StoredMessage> messages = new ArrayList<>();
        private final List<IOException> failures = new ArrayList<>();
        /** What other selections want of the same messages. */
        private final List<Batch> others = new ArrayList<>();

        private int bytes;
        private int unreadable;

        private Batch(Selection selection, int level) {
            this.selection = selection;
            this.level = level;
        }

        private void add(long offset, IndexBlock block, Messages messages) {
            int index = (int) (offset - block.first());
            offsets.add(offset);
            places.add(messages.place(block, index));
            sizes.add(block.size(index));
            bytes += block.size(index);
        }

        private void add(Batch read, int index) {
            offsets.add(read.offsets.get(index));
            sizes.add(read.sizes.get(index));
        }

        private boolean takes(int size) {
            return offsets.isEmpty() || (offsets.size() < BATCH_MESSAGES && bytes + size <= BATCH_BYTES);
        }
    }

    /** Begins to read the next messages of the level that are not in memory; they count as looked at from now on. */
    private void read(Group group, Selection selection, int number) {
        if (join(group, selection, number)) {
            return;
        }
        Batch batch = new Batch(selection, number);
        Selection.Level level = selection.level(number);
        Backlog backlog = group.backlog();
        while (true) {
            boolean again = !level.again().isEmpty();
            long offset = again ? level.again().first() : backlog.nextReadyIn(number, level.pointer());
            IndexBlock block = offset < 0 ? null : backlog.index().block(offset);
            if (block == null || !block.inMemory()) {
                break;
            }
            int index = (int) (offset - block.first());
            // What is in memory need not be in a file yet.
            if (!batch.takes(block.size(index)) || messages.isInMemory(block.position(index))) {
                break;
            }
            batch.add(offset, block, messages);
            level.passed(offset);
        }
        if (batch.offsets.isEmpty()) {
            // Only the record that moved it is not in memory.
            long offset = level.again().isEmpty()
                    ? backlog.nextReadyIn(number, level.pointer())
                    : level.again().first();
            batch.add(offset, backlog.index().block(offset), messages);
            level.passed(offset);
        }
        selection.reading(true);
        totals.coldReads += batch.offsets.size();
        totals.looked += batch.offsets.size();
        List<Batch> all = underWay.computeIfAbsent(group, key -> new ArrayList<>(1));
        all.add(batch);
        readLane.execute(() -> {
            evaluate(batch);
            core.call(() -> {
                all.remove(batch);
                if (all.isEmpty()) {
                    underWay.remove(group, all);
                }
                batch.others.forEach(other -> evaluate(group, other, batch));
                arrived(group, batch);
            });
        });
    }

    /** Another selection reads what this one wants next: they look at it together. */
    private boolean join(Group group, Selection selection, int number) {
        Selection.Level level = selection.level(number);
        if (!level.again().isEmpty()) {
            return false;
        }
        Backlog backlog = group.backlog();
        for (Batch batch : underWay.getOrDefault(group, List.of())) {
            Batch own = batch.level == number ? overlap(backlog, selection, batch) : null;
            if (own != null && !own.offsets.isEmpty()) {
                selection.reading(true);
                totals.looked += own.offsets.size();
                batch.others.add(own);
                return true;
            }
        }
        return false;
    }

    /** What the selection wants next of what is on its way, as far as nothing else is ready between; it has passed it. */
    private static Batch overlap(Backlog backlog, Selection selection, Batch read) {
        Batch own = new Batch(selection, read.level);
        Selection.Level level = selection.level(read.level);
        int index = 0;
        for (long offset = backlog.nextReadyIn(read.level, level.pointer());
                offset >= 0;
                offset = backlog.nextReadyIn(read.level, level.pointer())) {
            index = indexOf(read, offset, index);
            if (index < 0) {
                break;
            }
            own.add(read, index);
            level.passed(offset);
        }
        return own;
    }

    private static int indexOf(Batch batch, long offset, int from) {
        for (int i = from; i < batch.offsets.size(); i++) {
            if (batch.offsets.get(i) == offset) {
                return i;
            }
        }
        return -1;
    }

    /** What was read for one selection is looked at for another. */
    private void evaluate(Group group, Batch own, Batch read) {
        readLane.execute(() -> {
            CompiledFilter filter = own.selection.compiled();
            int index = 0;
            for (long offset : own.offsets) {
                index = indexOf(read, offset, index);
                judge(own, filter, read.messages.get(index), read.failures.get(index));
            }
            core.call(() -> arrived(group, own));
        });
    }

    /** On the read lane. */
    private void evaluate(Batch batch) {
        CompiledFilter filter = batch.selection.compiled();
        for (Messages.Place place : batch.places) {
            StoredMessage message = null;
            IOException failure = null;
            try {
                message = messages.read(place);
            } catch (IOException failed) {
                failure = failed;
            }
            batch.messages.add(message);
            judge(batch, filter, message, failure);
        }
    }

    private static void judge(Batch batch, CompiledFilter filter, StoredMessage message, IOException failure) {
        boolean matches = false;
        if (message != null) {
            Subject subject = new Subject(message.message());
            matches = filter.matches(subject);
            batch.unreadable += subject.isUnreadable() ? 1 : 0;
        }
        batch.matching.add(matches ? message : null);
        batch.failures.add(failure);
    }

    private void arrived(Group group, Batch batch) {
        Selection selection = batch.selection;
        selection.reading(false);
        totals.unreadable += batch.unreadable;
        if (group.isDeleted() || selection.hasEnded()) {
            return;
        }
        for (int i = 0; i < batch.offsets.size(); i++) {
            long offset = batch.offsets.get(i);
            if (!group.backlog().isReady(offset)) {
                // Taken meanwhile: if it comes back it is looked at again.
                continue;
            }
            if (batch.failures.get(i) != null) {
                coldReads.damaged(group, offset, offset + 1, batch.failures.get(i));
            } else if (batch.matching.get(i) != null) {
                selection.level(batch.level).found().add(offset);
                keep(selection, offset, batch.matching.get(i), batch.sizes.get(i));
            }
        }
        ready.accept(group);
    }

    private void keep(Selection selection, long offset, StoredMessage message, int size) {
        if (coldReads.reserve(size)) {
            selection.keep(offset, message, size);
        }
    }

    private void release(Selection.Kept kept) {
        if (kept != null) {
            coldReads.release(kept.size());
        }
    }

    /** The message that was found; null when it has to be read once more, which has begun then. */
    StoredMessage load(Group group, Selection selection, long offset) {
        IndexBlock block = group.backlog().index().block(offset);
        Selection.Kept kept = selection.takeKept(offset);
        release(kept);
        if (kept != null) {
            return kept.message();
        }
        if (block.inMemory()) {
            int index = (int) (offset - block.first());
            StoredMessage message = messages.get(block.position(index), block.overlay(index));
            if (message != null) {
                return message;
            }
        }
        selection.reading(true);
        coldReads.readOne(group, offset, message -> {
            selection.reading(false);
            if (group.isDeleted() || selection.hasEnded()) {
                return;
            }
            if (message == null) {
                coldReads.damaged(group, offset, offset + 1, new IOException("the message cannot be read again"));
            } else {
                int size = message.message().body().length();
                coldReads.force(size);
                selection.keep(offset, message, size);
            }
            ready.accept(group);
        });
        return null;
    }

    /** Nobody looks for it any more. */
    void forget(Selection selection) {
        coldReads.release(selection.clearKept());
    }
}
