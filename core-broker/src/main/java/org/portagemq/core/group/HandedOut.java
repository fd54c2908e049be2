// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/** Marks below which messages may have been handed out, as far as the log knows. Belongs to the core. */
public final class HandedOut {

    private long reserved;
    private long before;

    HandedOut(long floor) {
        restore(floor);
    }

    /** The offset below which a crash must suppose that messages were handed out. */
    public long reserved() {
        return reserved;
    }

    public void reserve(long mark) {
        reserved = Math.max(reserved, mark);
    }

    /** At the start everything below was known to have been handed out, perhaps. */
    public long before() {
        return before;
    }

    /** At recovery, at its end: what is there and below the mark may have been handed out by the process before. */
    public void recovered(long end) {
        before = Math.min(reserved, end);
    }

    void restore(long mark) {
        reserved = mark;
        before = mark;
    }

    /** What is at the offset and behind it is to be handed out as if it were for the first time. */
    void startFrom(long offset) {
        before = Math.min(before, offset);
    }
}
