// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import org.portagemq.core.record.Traits;

/**
 * Which messages of a group are done, out, given back, or still to come. Belongs to the core.
 *
 * <pre>
 *   0 ........ floor ............ pointer ............ end
 *     all done   done | out |       never handed out, but for some
 *                given back         that are done or away before their turn
 * </pre>
 */
public sealed class Backlog permits CursorBacklog {

    private final GroupIndex index;
    private final PriorityLevels levels;
    private final OffsetBits done = new OffsetBits();
    private final OffsetBits returned = new OffsetBits();
    private final OffsetBits away = new OffsetBits();
    private final OffsetBits parked = new OffsetBits();
    private final Attempts attempts;
    private final HandedOut handedOut;
    /** Given back behind the pointer: handed out before their turn, and to be handed out again. */
    private final OffsetBits early = new OffsetBits();

    private BacklogWatcher watcher;
    private long floor;
    private long pointer;
    private long live;
    private long bytes;
    private long inFlight;
    private long inFlightBytes;

    /** An empty one over an empty index; priorities up to the highest count, if that is not 0. Notes are counted there. */
    public Backlog(GroupIndex index, int highestPriority, NoteMemory noteMemory) {
        this(index, highestPriority, index.end(), new Attempts(new Notes(noteMemory)));
    }

    /** The beginning of a cursor over another backlog's index: at its first message, without priorities. */
    Backlog(GroupIndex index, long floor, Attempts attempts) {
        this(index, 0, floor, attempts);
    }

    private Backlog(GroupIndex index, int highestPriority, long floor, Attempts attempts) {
        this.index = index;
        this.levels = highestPriority == 0 ? null : new PriorityLevels(highestPriority);
        this.attempts = attempts;
        this.floor = floor;
        this.pointer = floor;
        this.handedOut = new HandedOut(floor);
    }

    /** Called before it is looked at what is ready: a cursor follows what it is over. */
    void follow() {}

    /** Messages from there on are not there yet. */
    long visibleEnd() {
        return index.end();
    }

    /** Where to go on looking from the offset on, past what is not there for other reasons than this state. */
    long skipGone(long offset) {
        return offset;
    }

    /** Nothing is out: everything below is done, and nothing from there on. */
    final void setTo(long offset) {
        done.clear();
        returned.clear();
        away.clear();
        parked.clear();
        early.clear();
        attempts.clear();
        floor = offset;
        pointer = offset;
        handedOut.startFrom(offset);
        if (watcher != null) {
            watcher.moved();
        }
    }

    /** What is below is done, whatever became of it. */
    final void raiseFloor(long lowest) {
        done.removeBelow(lowest);
        returned.removeBelow(lowest);
        away.removeBelow(lowest);
        parked.removeBelow(lowest);
        early.removeBelow(lowest);
        attempts.notes().forgetBelow(lowest);
        floor = lowest;
        advanceFloor();
    }

    /** The first offset from there on that is not done. */
    final long nextUndone(long offset) {
        return done.nextAbsent(Math.max(offset, floor));
    }

    final long doneCount() {
        return done.count();
    }

    public GroupIndex index() {
        return index;
    }

    /** From now on the watcher is told; null for nobody. */
    public void watch(BacklogWatcher newWatcher) {
        watcher = newWatcher;
    }

    /** A message arrives; answers its offset. */
    public long arrive(long position, long time, long expiry, int size, int traits, long overlay) {
        live++;
        bytes += size;
        long offset = index.add(position, time, expiry, size, traits, overlay);
        if (levels != null) {
            levels.arrive(offset, Traits.priority(traits));
        }
        return offset;
    }

    /** Whether ready messages are kept by priority, so that they have to be found again at recovery. */
    public boolean hasPriorities() {
        return levels != null;
    }

    /** At recovery: the priority of a message that is ready. */
    public void restorePriority(long offset, int priority) {
        levels.arrive(offset, priority);
    }

    /** Offsets up to the limit are given away without messages, or are gone. */
    public void skipTo(long limit) {
        long first = index.end();
        if (first >= limit) {
            return;
        }
        index.skipTo(limit);
        done.addRange(first, limit - 1);
        advanceFloor();
    }

    /** The next message to hand out, or -1. */
    public long nextReady() {
        follow();
        if (levels != null) {
            return levels.next();
        }
        if (!returned.isEmpty()) {
            return returned.first();
        }
        return nextNew();
    }

    /** The first message at or after the offset that is ready and of the highest priority there is, or -1. */
    public long nextReadyFrom(long offset) {
        follow();
        if (levels != null) {
            return levels.nextFrom(offset);
        }
        long back = returned.next(offset);
        if (back >= 0 && back < pointer) {
            return back;
        }
        long fresh = nextAlive(Math.max(offset, pointer));
        return fresh < visibleEnd() ? fresh : -1;
    }

    /** How many levels of priority there are, 1 without priorities; the highest comes first. */
    public int levels() {
        return levels == null ? 1 : levels.count();
    }

    /** The level of a message that is ready. */
    public int levelOf(long offset) {
        return levels == null ? 0 : Math.max(0, levels.levelOf(offset));
    }

    /** The first message of one level at or behind the offset that is ready, or -1. */
    public long nextReadyIn(int level, long offset) {
        return levels == null ? nextReadyFrom(offset) : levels.nextIn(level, offset);
    }

    private long nextNew() {
        long fresh = nextAlive(pointer);
        return fresh < visibleEnd() ? fresh : -1;
    }

    private long nextAlive(long from) {
        long at = done.isEmpty() ? from : done.nextAbsent(from);
        while (!away.isEmpty() && away.contains(at)) {
            at = done.nextAbsent(away.nextAbsent(at));
        }
        long there = skipGone(at);
        return there == at ? at : nextAlive(there);
    }

    /** Hands the ready message out. */
    public void take(long offset, int size) {
        if (levels != null) {
            levels.take(offset);
            pointer = Math.max(pointer, offset + 1);
        } else {
            leaveReady(offset);
        }
        inFlight++;
        inFlightBytes += size;
    }

    /** The message is not ready any more: given back before, the next new one, or one ahead of its turn. */
    private void leaveReady(long offset) {
        if (!early.isEmpty()) {
            early.remove(offset);
        }
        if (returned.remove(offset)) {
            return;
        }
        if (offset == nextAlive(pointer)) {
            pointer = offset + 1;
        } else {
            away.add(offset);
        }
    }

    /** A message that is out is done. */
    public void settle(long offset, int size) {
        inFlight--;
        inFlightBytes -= size;
        finish(offset, size);
        if (watcher != null) {
            watcher.settled(offset);
        }
    }

    /** A message that is out becomes ready in its place. */
    public void giveBack(long offset, int size) {
        inFlight--;
        inFlightBytes -= size;
        if (offset < floor) {
            // Retention has taken it meanwhile.
            forget(offset);
        } else if (levels != null) {
            levels.giveBack(offset);
        } else if (!away.remove(offset) || offset < pointer) {
            returned.add(offset);
        } else {
            early.add(offset);
        }
        if (watcher != null) {
            watcher.returned(offset);
        }
    }

    /** A ready message is done without having been handed out. */
    public void finishReady(long offset, int size) {
        if (levels == null) {
            leaveReady(offset);
        }
        finish(offset, size);
    }

    /** A ready message cannot be read: it is neither handed out nor lost. It may lie ahead of those whose turn it is. */
    public void park(long offset) {
        if (levels != null) {
            levels.remove(offset);
        } else {
            leaveReady(offset);
        }
        parked.add(offset);
    }

    /** A message that is out cannot be read: it stays out, at nobody. */
    public void parkOut(long offset, int size) {
        inFlight--;
        inFlightBytes -= size;
        parked.add(offset);
        if (watcher != null) {
            watcher.settled(offset);
        }
    }

    /** At recovery: what the log says is done. Answers whether it was not before. */
    public boolean replayDone(long first, long count, long size) {
        long last = Math.min(first + count, index.end()) - 1;
        // Also when the range itself is done: the bytes are those of all ranges of one purge.
        bytes -= size;
        if (last < floor) {
            return false;
        }
        long from = Math.max(first, floor);
        // What lies between may be done already: each entry is counted once in its block.
        long fresh = done.fill(from, last, (at, end) -> index.done(at, end - at + 1));
        live -= fresh;
        forgetAll(from, last);
        advanceFloor();
        return fresh > 0;
    }

    /** All messages that are not out are done, also those that cannot be read. Tells which, and answers how many. */
    public long purge(OffsetBits.RangeVisitor visitor) {
        long count = live() - inFlight;
        if (count == 0) {
            return 0;
        }
        long first = pointer;
        long end = index.end();
        OffsetBits gone = new OffsetBits();
        returned.forEachRange(gone::addRange);
        parked.forEachRange(gone::addRange);
        if (levels != null) {
            levels.drainTo(gone);
        }
        for (long at = nextAlive(first); levels == null && at < end; at = nextAlive(at)) {
            long last = Math.min(end, Math.min(nextOf(done, at, end), nextOf(away, at, end))) - 1;
            gone.addRange(at, last);
            at = last + 1;
        }
        returned.clear();
        parked.clear();
        pointer = levels == null ? end : pointer;
        bytes = inFlightBytes;
        live -= count;
        gone.forEachRange((from, to) -> {
            done.addRange(from, to);
            forgetAll(from, to);
            index.done(from, to - from + 1);
            visitor.visit(from, to);
        });
        advanceFloor();
        return count;
    }

    private void finish(long offset, int size) {
        if (offset < floor) {
            // Retention has taken it meanwhile.
            forget(offset);
            return;
        }
        live--;
        bytes -= size;
        forget(offset);
        index.done(offset, 1);
        if (offset == floor && done.isEmpty()) {
            floor++;
        } else {
            done.add(offset);
            if (offset == floor) {
                advanceFloor();
            }
        }
        pointer = Math.max(pointer, floor);
    }

    private static long nextOf(OffsetBits set, long from, long otherwise) {
        long next = set.next(from);
        return next < 0 ? otherwise : next;
    }

    /** What is noted about the message beside its state. */
    private void forget(long offset) {
        attempts.forget(offset);
        if (levels != null) {
            levels.forget(offset);
        }
        if (!away.isEmpty()) {
            away.remove(offset);
        }
        if (!early.isEmpty()) {
            early.remove(offset);
        }
    }

    private void forgetAll(long first, long last) {
        boolean noted = !attempts.isEmpty() || levels != null || !early.isEmpty();
        for (long offset = first; noted && offset <= last; offset++) {
            forget(offset);
        }
    }

    private void advanceFloor() {
        floor = done.nextAbsent(floor);
        done.removeBelow(floor);
        pointer = Math.max(pointer, floor);
    }

    public boolean isDone(long offset) {
        return offset < floor || done.contains(offset);
    }

    /** Whether the message is there and neither out, done nor parked. */
    public boolean isReady(long offset) {
        if (offset >= visibleEnd() || isDone(offset) || skipGone(offset) != offset) {
            return false;
        }
        if (levels != null) {
            return levels.isReady(offset);
        }
        return (offset >= pointer && !away.contains(offset)) || returned.contains(offset);
    }

    public Attempts attempts() {
        return attempts;
    }

    public HandedOut handedOut() {
        return handedOut;
    }

    public void restoreAttempts(long offset, int count) {
        if (!isDone(offset)) {
            attempts.put(offset, count);
        }
    }

    /** Whether the message at the offset may have been handed out before; ask before {@link #take}. */
    public boolean wasHandedOut(long offset) {
        if (offset < handedOut.before() || attempts.has(offset)) {
            return true;
        }
        if (levels != null) {
            return levels.wasReturned(offset);
        }
        return offset < pointer || early.contains(offset);
    }

    /** The offset below which messages may have been handed out by now, in this life or before. */
    public long wereHandedOut() {
        long[] mark = {Math.max(handedOut.before(), pointer)};
        early.forEachRange((first, last) -> mark[0] = Math.max(mark[0], last + 1));
        return mark[0];
    }

    public long floor() {
        return floor;
    }

    public long pointer() {
        return pointer;
    }

    public long end() {
        return index.end();
    }

    /** Messages that are there, ready or not. */
    public long live() {
        return live;
    }

    public long ready() {
        return live() - inFlight - parked.count();
    }

    public long inFlight() {
        return inFlight;
    }

    /** Whether the message is there and cannot be read. */
    public boolean isParked(long offset) {
        return parked.contains(offset);
    }

    public long parkedCount() {
        return parked.count();
    }

    public long bytes() {
        return bytes;
    }

    /** Bytes of the messages that are not out. */
    public long readyBytes() {
        return bytes - inFlightBytes;
    }

    public void forEachDoneRange(OffsetBits.RangeVisitor visitor) {
        done.forEachRange(visitor);
    }

    /** At recovery: the counts and marks as a snapshot has them; the blocks of the index are restored already. */
    public void restore(long newFloor, long newLive, long newBytes, long handedOutMark) {
        long blockStart = newFloor - newFloor % IndexBlock.ENTRIES;
        index.done(blockStart, newFloor - blockStart);
        floor = newFloor;
        pointer = newFloor;
        live = newLive;
        bytes = newBytes;
        handedOut.restore(handedOutMark);
    }

    /** At recovery: a run above the floor that is done, and counted so. */
    public void restoreDone(long first, long last) {
        done.addRange(first, last);
        index.done(first, last - first + 1);
    }
}
