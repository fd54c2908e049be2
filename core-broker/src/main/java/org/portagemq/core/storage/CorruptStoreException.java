// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;

/** Bytes that the store had made durable are not what it wrote: names the file, the place and what to do. */
public final class CorruptStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long position;

    /**
     * Makes the error.
     *
     * @param file the file's name in the data folder
     * @param position the log position, or the byte in another file
     * @param problem what is wrong, and what the operator can do
     */
    public CorruptStoreException(String file, long position, String problem) {
        super("Corrupt store file " + file + " at position " + position + ": " + problem);
        this.file = file;
        this.position = position;
    }

    /** The damaged file's name in the data folder. */
    public String file() {
        return file;
    }

    /** The log position, or the byte in a file that is not a part of the log. */
    public long position() {
        return position;
    }
}
