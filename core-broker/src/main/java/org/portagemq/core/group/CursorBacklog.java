// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/**
 * What one reader has done of the messages of another backlog, which keeps them as long as it likes: those that are done
 * there are not there for the reader either. Bytes are not counted. Belongs to the core.
 */
public final class CursorBacklog extends Backlog {

    private final Backlog source;
    private long limit = Long.MAX_VALUE;

    /** Begins at the first message of the other one. */
    public CursorBacklog(Backlog source) {
        super(
                GroupIndex.over(source.index()),
                source.floor(),
                new Attempts(source.attempts().notes().beside()));
        this.source = source;
    }

    /** Messages from there on are not handed out yet. */
    public void limitTo(long newLimit) {
        limit = newLimit;
    }

    /** While nothing is out: everything below is done, and nothing from there on. */
    public void moveTo(long offset) {
        setTo(offset);
    }

    @Override
    void follow() {
        if (source.floor() > floor()) {
            raiseFloor(source.floor());
        }
    }

    @Override
    long visibleEnd() {
        return Math.min(limit, source.end());
    }

    @Override
    long skipGone(long offset) {
        return source.isDone(offset) ? source.nextUndone(offset) : offset;
    }

    @Override
    public long live() {
        follow();
        return Math.max(0, visibleEnd() - floor() - doneCount());
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public long readyBytes() {
        return 0;
    }
}
