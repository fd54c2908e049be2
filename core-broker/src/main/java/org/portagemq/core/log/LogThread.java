// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

/** The thread that steps the writer of a log. */
@SuppressWarnings("DoNotCallSuggester")
public final class LogThread implements AutoCloseable {
    private LogThread() {}

    /** Starts the thread. */
    public static LogThread start(CommitLog log, String name) {
        throw new UnsupportedOperationException();
    }

    /** Ends the thread after its current step; the log itself is closed by {@link CommitLog#close} afterwards. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
