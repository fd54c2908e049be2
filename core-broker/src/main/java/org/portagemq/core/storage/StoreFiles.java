// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;
import java.util.List;

/**
 * The data folder as the store sees it. Paths are relative names with {@code /} between folders, such as
 * {@code log/0000000000000000000.log}.
 *
 * <p>Every method may block, and is called only by the broker's own platform threads (log thread, file lane, readers).
 * Implementations are safe for concurrent use.
 */
public interface StoreFiles {

    /** How a file is opened. */
    enum Mode {
        /** An existing file, for reading. */
        READ,
        /** An existing file, for reading and writing. */
        WRITE,
        /** A file that is made when absent, for reading and writing; what an existing one holds stays. */
        CREATE
    }

    /** The names (without the folder) of the files in a folder, sorted; empty when there is no such folder. */
    List<String> list(String folder) throws IOException;

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException when it is absent and the mode is not {@link Mode#CREATE}
     */
    StoreFile open(String name, Mode mode) throws IOException;

    /** Deletes a file; no error when it is absent. Durable after {@link #syncFolder}. */
    void delete(String name) throws IOException;

    /** Renames a file over whatever has the new name, atomically. Durable after {@link #syncFolder}. */
    void rename(String from, String to) throws IOException;

    /** Makes the creations, renames and deletions in a folder durable. */
    void syncFolder(String folder) throws IOException;

    /** Bytes that the store may still use on the disk that holds the folder. */
    long usableBytes() throws IOException;

    /** Whether a file with this name exists. */
    boolean exists(String name) throws IOException;

    /** Makes a folder and its parents, durably; no error when it is there already. */
    void createFolders(String folder) throws IOException;
}
