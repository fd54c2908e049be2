// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

/** The work of the log thread, one step at a time. */
@SuppressWarnings("DoNotCallSuggester")
public final class LogWriter {
    /** What {@link #step} answers when only a wake-up brings work. */
    public static final long IDLE = Long.MAX_VALUE;

    LogWriter() {}

    /** Writes what is visible, syncs when asked or due; returns the nanoseconds to sleep, 0 for none, or IDLE. */
    public long step(long nowNanos) {
        throw new UnsupportedOperationException();
    }
}
