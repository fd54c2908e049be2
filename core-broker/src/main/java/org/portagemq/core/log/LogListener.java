// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;

/** Hears of the log's progress, on the log thread (space: also on the file lane). Must return at once. */
public interface LogListener {
    /** All before {@code position} is handed to the operating system. */
    void written(long position);

    /** All before {@code position} is on disk. */
    void synced(long position);

    /** Writing ended for good; nothing is confirmed from now on and only a restart recovers. Called once. */
    void failed(IOException failure);

    /** What {@link CommitLog#room} answers for a class of writes may have changed. */
    void spaceChanged();
}
