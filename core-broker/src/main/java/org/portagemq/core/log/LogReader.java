// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.util.List;

/** Reads records from disk and verifies them. Blocks: for the broker's reader threads; safe for concurrent use. */
@SuppressWarnings("DoNotCallSuggester")
public final class LogReader {
    LogReader() {}

    /** Reads one record below {@link CommitLog#written}. */
    public LogRecord read(long position) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Reads consecutive records from a position on. */
    public List<LogRecord> readRun(long from, int maxBytes) throws IOException {
        throw new UnsupportedOperationException();
    }
}
