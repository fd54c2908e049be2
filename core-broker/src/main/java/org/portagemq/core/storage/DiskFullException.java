// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;

/** The disk, or the quota on it, has no room for a write. Unlike other failures it may pass. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the file that could not be written. */
    public DiskFullException(String file, Throwable cause) {
        super("No space left for " + file + ": free disk space in the data folder's file system", cause);
    }
}
